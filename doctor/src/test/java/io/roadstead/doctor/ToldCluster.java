package io.roadstead.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.Collector;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A cluster as an ECS that holds exactly this would tell it: every test writes the answers, as JSON, that it is about. */
public final class ToldCluster implements Collector.Api {
    public static final String PREFIX = "arn:aws:ecs:us-east-1:000000000000:";
    /** What the tests' times are held against. */
    public static final long NOW = 1_800_000_000L;

    private static final String ARN = PREFIX + "cluster/shop";

    private final List<String> services = new ArrayList<>();
    private final List<String> tasks = new ArrayList<>();
    private final List<String> instances = new ArrayList<>();
    private final Map<String, String> definitions = new LinkedHashMap<>();
    private final Map<String, List<String>> streams = new LinkedHashMap<>();

    /** {@code web:1}, of one container, if its members say no more. */
    public ToldCluster definition(String name, String container) {
        return definition(name, "", container);
    }

    /** @param members of the definition itself, ending in a comma */
    public ToldCluster definition(String name, String members, String container) {
        String arn = PREFIX + "task-definition/" + name;
        definitions.put(
                arn,
                "{\"taskDefinition\":{" + members + "\"taskDefinitionArn\":\"" + arn
                        + "\",\"containerDefinitions\":[{\"name\":\"main\",\"image\":\"shop/web:1\"" + container
                        + "}]}}");
        return this;
    }

    /** @param members of the task, which has an id, belongs to the definition and was made 100 seconds ago */
    public ToldCluster task(String id, String definition, String members) {
        tasks.add("{\"taskArn\":\"" + PREFIX + "task/shop/" + id + "\",\"clusterArn\":\"" + ARN
                + "\",\"taskDefinitionArn\":\"" + PREFIX + "task-definition/" + definition + "\",\"createdAt\":"
                + (NOW - 100) + "," + members + "}");
        return this;
    }

    /** A task that stopped a second ago, with what ECS says of it and of its one container. */
    public ToldCluster stopped(String group, String stopCode, String stoppedReason, String container) {
        return task(
                "t" + tasks.size(),
                "web:1",
                "\"lastStatus\":\"STOPPED\",\"desiredStatus\":\"STOPPED\",\"group\":\"" + group
                        + "\",\"startedBy\":\"ecs-svc/1\",\"stopCode\":\"" + stopCode + "\",\"stoppedReason\":\""
                        + stoppedReason + "\",\"stoppedAt\":" + (NOW - 1) + ",\"containers\":[{\"name\":\"main\","
                        + "\"image\":\"shop/web:1\"," + container + "}]");
    }

    /** A live task on an instance. */
    public ToldCluster running(String id, String definition, String group, String instance) {
        return task(
                id,
                definition,
                "\"lastStatus\":\"RUNNING\",\"desiredStatus\":\"RUNNING\",\"group\":\"" + group
                        + "\",\"startedBy\":\"ecs-svc/1\",\"startedAt\":" + (NOW - 90)
                        + ",\"containerInstanceArn\":\"" + PREFIX + "container-instance/shop/" + instance
                        + "\",\"containers\":[{\"name\":\"main\",\"lastStatus\":\"RUNNING\"}]");
    }

    /** An ACTIVE REPLICA service of {@code web:1} with one deployment, {@code ecs-svc/1}, if its members say no more. */
    public ToldCluster service(String name, int desired, int running, int pending, String members) {
        services.add("{\"serviceArn\":\"" + PREFIX + "service/shop/" + name + "\",\"clusterArn\":\"" + ARN
                + "\",\"serviceName\":\"" + name + "\",\"status\":\"ACTIVE\",\"taskDefinition\":\"" + PREFIX
                + "task-definition/web:1\",\"desiredCount\":" + desired + ",\"runningCount\":" + running
                + ",\"pendingCount\":" + pending
                + ",\"deployments\":[{\"id\":\"ecs-svc/1\",\"status\":\"PRIMARY\",\"taskDefinition\":\"" + PREFIX
                + "task-definition/web:1\",\"desiredCount\":" + desired + ",\"runningCount\":" + running
                + ",\"pendingCount\":" + pending + ",\"rolloutState\":\"COMPLETED\"}]"
                + (members.isEmpty() ? "" : "," + members) + "}");
        return this;
    }

    /** The events of a service, newest first, ten seconds apart, the newest ten seconds old. */
    public static String events(String... messages) {
        StringBuilder events = new StringBuilder("\"events\":[");
        for (int each = 0; each < messages.length; each++) {
            events.append(each == 0 ? "" : ",")
                    .append("{\"createdAt\":")
                    .append(NOW - 10L * (each + 1))
                    .append(",\"message\":\"")
                    .append(messages[each].replace("\"", "\\\""))
                    .append("\"}");
        }
        return events.append(']').toString();
    }

    /** A connected ACTIVE instance of 1024 CPU units and 1000 MiB. */
    public ToldCluster instance(String id, int freeCpu, int freeMemory) {
        return instance(id, freeCpu, freeMemory, "\"status\":\"ACTIVE\",\"agentConnected\":true");
    }

    public ToldCluster instance(String id, int freeCpu, int freeMemory, String members) {
        instances.add("{\"containerInstanceArn\":\"" + PREFIX + "container-instance/shop/" + id
                + "\",\"registeredAt\":" + (NOW - 5000) + ",\"registeredResources\":" + resources(1024, 1000)
                + ",\"remainingResources\":" + resources(freeCpu, freeMemory) + "," + members + "}");
        return this;
    }

    private static String resources(int cpu, int memory) {
        return "[{\"name\":\"CPU\",\"integerValue\":" + cpu + "},{\"name\":\"MEMORY\",\"integerValue\":" + memory
                + "},{\"name\":\"PORTS\",\"stringSetValue\":[\"22\",\"8080\"]}]";
    }

    /** What is told of a definition, by its family and revision. */
    public Json definitionNamed(String name) {
        return call("DescribeTaskDefinition", Json.object().put("taskDefinition", PREFIX + "task-definition/" + name));
    }

    public ClusterFacts facts() {
        return new Collector(this, this::logs).cluster("shop", Instant.ofEpochSecond(NOW));
    }

    public List<Finding> findings() {
        return Doctor.findings(Doctor.examine(facts()));
    }

    @Override
    public Json call(String operation, Json input) {
        return switch (operation) {
            case "DescribeClusters" -> json("{\"clusters\":[{\"clusterArn\":\"" + ARN + "\"}]}");
            case "ListServices" ->
                arns("serviceArns", services.stream().anyMatch(one -> !one.contains("DRAINING")) ? 1 : 0);
            case "ListContainerInstances" -> arns("containerInstanceArns", instances.size());
            case "ListTasks" ->
                arns("taskArns", input.path("desiredStatus").text().equals("RUNNING") ? tasks.size() : 0);
            case "DescribeServices" -> json("{\"services\":[" + String.join(",", services) + "]}");
            case "DescribeTasks" -> json("{\"tasks\":[" + String.join(",", tasks) + "]}");
            case "DescribeContainerInstances" -> json("{\"containerInstances\":[" + String.join(",", instances) + "]}");
            case "DescribeTaskDefinition" ->
                json(definitions.getOrDefault(
                        input.path("taskDefinition").text(),
                        "{\"taskDefinition\":{\"taskDefinitionArn\":\""
                                + input.path("taskDefinition").text() + "\"}}"));
            default -> throw new AssertionError("the doctor asks for " + operation);
        };
    }

    /** A log stream with these lines. */
    public ToldCluster stream(String group, String stream, String... lines) {
        streams.put(group + " " + stream, List.of(lines));
        return this;
    }

    private Json logs(String region, String operation, Json input) {
        String group = input.path("logGroupName").text();
        if (streams.keySet().stream().noneMatch(known -> known.startsWith(group + " "))) {
            throw new ApiError("ResourceNotFoundException", "The specified log group does not exist.");
        }
        return switch (operation) {
            case "DescribeLogStreams" -> {
                String stream = input.path("logStreamNamePrefix").text();
                yield json(
                        streams.containsKey(group + " " + stream)
                                ? "{\"logStreams\":[{\"logStreamName\":\"" + stream + "\"}]}"
                                : "{\"logStreams\":[]}");
            }
            case "GetLogEvents" -> {
                List<String> lines =
                        streams.get(group + " " + input.path("logStreamName").text());
                if (lines == null) {
                    throw new ApiError("ResourceNotFoundException", "The specified log stream does not exist.");
                }
                yield json("{\"events\":["
                        + lines.stream()
                                .map(line -> "{\"message\":\"" + line.replace("\"", "\\\"") + "\"}")
                                .collect(Collectors.joining(","))
                        + "]}");
            }
            default -> throw new AssertionError("the doctor asks logs for " + operation);
        };
    }

    /** As many ARNs as there are things; everything is described at once, so only their number matters. */
    private static Json arns(String member, int count) {
        List<String> arns = new ArrayList<>();
        for (int each = 0; each < Math.min(count, 1); each++) {
            arns.add("\"" + PREFIX + each + "\"");
        }
        return json("{\"" + member + "\":[" + String.join(",", arns) + "]}");
    }

    private static Json json(String text) {
        try {
            return Json.parse(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }
}
