package io.roadstead.cli.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.Collector;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A cluster as an ECS that holds exactly this would tell it. */
final class ToldCluster implements Collector.Api {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static final String PREFIX = "arn:aws:ecs:us-east-1:000000000000:";
    private static final long SECOND = NOW.getEpochSecond();

    private final List<String> calls = new ArrayList<>();
    private final List<String> services = new ArrayList<>();
    private final List<String> tasks = new ArrayList<>();
    private final List<String> instances = new ArrayList<>();

    /** A service with a deployment for each triple of definition, wanted and running tasks, the primary one first. */
    ToldCluster service(String name, int pending, String rolloutState, int failed, Object... deployments) {
        StringBuilder told = new StringBuilder();
        int running = 0;
        for (int each = 0; each < deployments.length; each += 3) {
            running += (Integer) deployments[each + 2];
            told.append(each == 0 ? "" : ",")
                    .append("{'id':'ecs-svc/" + each + "','status':'" + (each == 0 ? "PRIMARY" : "ACTIVE")
                            + "','taskDefinition':'" + definition((String) deployments[each]) + "','desiredCount':"
                            + deployments[each + 1] + ",'runningCount':" + deployments[each + 2]
                            + ",'failedTasks':" + (each == 0 ? failed : 0) + ",'rolloutState':'"
                            + (each == 0 ? rolloutState : "COMPLETED") + "'}");
        }
        services.add("{'serviceName':'" + name + "','status':'ACTIVE','desiredCount':" + deployments[1]
                + ",'runningCount':" + running + ",'pendingCount':" + pending + ",'taskDefinition':'"
                + definition((String) deployments[0]) + "','deployments':[" + told + "],'events':[{'createdAt':"
                + (SECOND - 30 - services.size()) + ",'message':'(service " + name
                + ") has reached a steady state.'}]}");
        return this;
    }

    /** @param members of the task, which was made so many seconds ago */
    ToldCluster task(String id, String definition, int age, String status, String members) {
        tasks.add("{'taskArn':'" + PREFIX + "task/shop/" + id + "','taskDefinitionArn':'" + definition(definition)
                + "','createdAt':" + (SECOND - age) + ",'lastStatus':'" + status + "','containerInstanceArn':'" + PREFIX
                + "container-instance/shop/1fe1a7f7dfa26f1d'," + members + "}");
        return this;
    }

    ToldCluster running(String id, String definition, int age, String service) {
        return task(
                id,
                definition,
                age,
                "RUNNING",
                "'desiredStatus':'RUNNING','healthStatus':'HEALTHY','group':'service:" + service + "'");
    }

    ToldCluster instance(String id, boolean connected, int freeCpu, int freeMemory) {
        instances.add("{'containerInstanceArn':'" + PREFIX + "container-instance/shop/" + id
                + "','status':'ACTIVE','agentConnected':" + connected + ",'runningTasksCount':3,'pendingTasksCount':"
                + (connected ? 0 : 1) + ",'registeredAt':" + (SECOND - 5000) + ",'registeredResources':"
                + resources(2048, 3911) + ",'remainingResources':" + resources(freeCpu, freeMemory) + "}");
        return this;
    }

    private static String resources(int cpu, int memory) {
        return "[{'name':'CPU','integerValue':" + cpu + "},{'name':'MEMORY','integerValue':" + memory + "}]";
    }

    private static String definition(String name) {
        return PREFIX + "task-definition/" + name;
    }

    /** How often an operation was called. */
    long calls(String operation) {
        return calls.stream().filter(operation::equals).count();
    }

    ClusterFacts facts() {
        return new Collector(this).cluster("shop", NOW);
    }

    @Override
    public Json call(String operation, Json input) {
        calls.add(operation);
        return switch (operation) {
            case "DescribeClusters" -> json("{'clusters':[{'clusterArn':'" + PREFIX + "cluster/shop'}]}");
            case "ListServices" -> json("{'serviceArns':[" + (services.isEmpty() ? "" : "'all'") + "]}");
            case "ListContainerInstances" ->
                json("{'containerInstanceArns':[" + (instances.isEmpty() ? "" : "'all'") + "]}");
            case "ListTasks" -> json("{'taskArns':[" + (tasks.isEmpty() ? "" : "'all'") + "]}");
            case "DescribeServices" -> json("{'services':[" + String.join(",", services) + "]}");
            case "DescribeTasks" -> json("{'tasks':[" + String.join(",", tasks) + "]}");
            case "DescribeContainerInstances" -> json("{'containerInstances':[" + String.join(",", instances) + "]}");
            case "DescribeTaskDefinition" ->
                json("{'taskDefinition':{'taskDefinitionArn':'"
                        + input.path("taskDefinition").text() + "'}}");
            default -> throw new AssertionError("nobody asks for " + operation);
        };
    }

    private static Json json(String text) {
        try {
            return Json.parse(text.replace('\'', '"').getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }
}
