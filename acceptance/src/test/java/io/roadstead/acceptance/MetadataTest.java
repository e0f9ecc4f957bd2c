package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What processes inside containers are told of themselves by the endpoint, and print to their logs. */
@Tag("docker")
@Tag("alone")
class MetadataTest {
    private static final int INTROSPECTION = freePort();
    private static final Installation HOUSE = new Installation(Map.of(
                    "ROADSTEAD_BIND_ADDRESS",
                    "127.0.0.1",
                    "ROADSTEAD_INTROSPECTION_PORT",
                    Integer.toString(INTROSPECTION),
                    "ECS_ENABLE_CONTAINER_METADATA",
                    "true"))
            // The second agent is killed; within 30 s of its registration it might still be on its way.
            .mayFind("ecs-agent-disconnected");
    private static final SecondAgent SECOND = new SecondAgent(HOUSE);

    @BeforeAll
    static void start() {
        HOUSE.start();
    }

    @AfterAll
    static void close() {
        try (HOUSE;
                SECOND) {
            HOUSE.examine();
        }
    }

    @Test
    void aContainerReadsItsOwnMetadata() throws IOException {
        String task = run("{\"tags\":[{\"key\":\"team\",\"value\":\"blue\"}]}", "bridge", """
                {"command":["sh","-c","wget -qO- $ECS_CONTAINER_METADATA_URI_V4; echo; sleep 1000"],"stopTimeout":2,
                 "cpu":64,"memory":32,"portMappings":[{"containerPort":80}],"dockerLabels":{"my":"label"},
                 "logConfiguration":{"logDriver":"json-file","options":{"max-size":"1m"}}}
                """);
        JsonNode told = printed(task);

        JsonNode container = HOUSE.describe(task).path("containers").path(0);
        String id = container.path("runtimeId").asText();
        List<String> members = new ArrayList<>();
        told.fieldNames().forEachRemaining(members::add);
        assertThat(members)
                .containsExactly(
                        "DockerId",
                        "Name",
                        "DockerName",
                        "Image",
                        "ImageID",
                        "Ports",
                        "Labels",
                        "DesiredStatus",
                        "KnownStatus",
                        "Limits",
                        "CreatedAt",
                        "StartedAt",
                        "Type",
                        "Volumes",
                        "LogDriver",
                        "LogOptions",
                        "ContainerARN",
                        "Networks");
        assertThat(told.path("DockerId").asText()).isEqualTo(id);
        assertThat(told.path("Name").asText()).isEqualTo("main");
        assertThat("/" + told.path("DockerName").asText()).isEqualTo(Containers.inspected(id, "{{.Name}}"));
        assertThat(told.path("ImageID").asText()).isEqualTo(Containers.inspected(id, "{{.Image}}"));
        assertThat(told.path("Ports").path(0).path("ContainerPort").asInt()).isEqualTo(80);
        assertThat(told.path("Ports").path(0).path("HostPort").asInt()).isGreaterThan(1024);
        assertThat(told.path("Ports").path(0).path("HostIp").asText()).isEqualTo("127.0.0.1");
        assertThat(told.path("Labels").path("my").asText()).isEqualTo("label");
        assertThat(told.path("Labels").path("com.amazonaws.ecs.task-arn").asText())
                .isEqualTo(task);
        assertThat(told.path("DesiredStatus").asText()).isEqualTo("RUNNING");
        assertThat(told.path("Limits")).hasToString("{\"CPU\":64,\"Memory\":32}");
        assertThat(Instant.parse(told.path("CreatedAt").asText()))
                .isBefore(Instant.parse(told.path("StartedAt").asText()));
        assertThat(told.path("Type").asText()).isEqualTo("NORMAL");
        assertThat(told.path("LogDriver").asText()).isEqualTo("json-file");
        assertThat(told.path("LogOptions").path("max-size").asText()).isEqualTo("1m");
        assertThat(told.path("ContainerARN").asText())
                .isEqualTo(container.path("containerArn").asText());
        assertThat(told.path("Volumes").path(0).path("Destination").asText())
                .as("that of the metadata file")
                .startsWith("/opt/ecs/metadata/");
        assertThat(told.path("Networks").path(0).path("NetworkMode").asText()).isEqualTo("bridge");
        assertThat(told.path("Networks").path(0).path("IPv4Addresses").path(0).asText())
                .isEqualTo(Containers.inspected(id, "{{.NetworkSettings.IPAddress}}"));

        JsonNode whole = asked(id, "wget -qO- $ECS_CONTAINER_METADATA_URI_V4/task");
        assertThat(whole.path("Cluster").asText()).isEqualTo("default");
        assertThat(whole.path("TaskARN").asText()).isEqualTo(task);
        assertThat(whole.path("Family").asText()).isEqualTo(family(task));
        assertThat(whole.path("KnownStatus").asText()).isEqualTo("RUNNING");
        assertThat(whole.path("LaunchType").asText()).isEqualTo("EC2");
        assertThat(whole.path("Group").asText()).isEqualTo("family:" + family(task));
        assertThat(whole.has("ServiceName")).isFalse();
        assertThat(whole.has("TaskTags")).isFalse();
        assertThat(whole.path("Containers")).hasSize(1);
        assertThat(whole.path("FaultInjectionEnabled").isBoolean()).isTrue();

        JsonNode tagged = asked(id, "wget -qO- $ECS_CONTAINER_METADATA_URI_V4/taskWithTags");
        assertThat(tagged.path("TaskTags")).hasToString("{\"team\":\"blue\"}");
        assertThat(tagged.has("Errors")).isFalse();

        JsonNode older = asked(id, "wget -qO- $ECS_CONTAINER_METADATA_URI/task");
        assertThat(older.path("TaskARN").asText()).isEqualTo(task);
        assertThat(older.has("LaunchType")).isFalse();
        assertThat(older.path("Containers").path(0).has("ContainerARN")).isFalse();
        assertThat(older.path("Containers").path(0).path("Networks")).isNotEmpty();

        assertThat(Containers.inside(id, "wget -O- $ECS_CONTAINER_METADATA_URI_V4/no 2>&1; true"))
                .contains("404");
        assertThat(Containers.inside(id, "wget -O- http://169.254.170.2/v2/metadata 2>&1; true"))
                .contains("400");
        HOUSE.stop(task);
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "bridge"})
    void theEndpointIsReachedFromThisNetworkMode(String mode) throws IOException {
        String task = run("{}", mode, """
                {"command":["sh","-c","wget -qO- $ECS_CONTAINER_METADATA_URI_V4/task; echo; sleep 1000"],"stopTimeout":2}
                """);
        JsonNode told = printed(task);
        assertThat(told.path("TaskARN").asText()).isEqualTo(task);
        assertThat(told.path("Containers")
                        .path(0)
                        .path("Networks")
                        .path(0)
                        .path("NetworkMode")
                        .asText())
                .isEqualTo(mode);
        HOUSE.stop(task);
    }

    @Test
    void aTaskMayStillPublishTheHostsPort80() throws IOException {
        String task = run("{}", "bridge", """
                {"command":["sh","-c","wget -qO- $ECS_CONTAINER_METADATA_URI_V4; echo; sleep 1000"],"stopTimeout":2,
                 "portMappings":[{"containerPort":80,"hostPort":80}]}
                """);
        assertThat(printed(task).path("Ports").path(0).path("HostPort").asInt()).isEqualTo(80);
        HOUSE.stop(task);
    }

    @Test
    void twoAgentsOfAHostShareTheEndpoint() throws IOException {
        SECOND.start();
        ObjectNode input =
                request("{\"placementStrategy\":[{\"type\":\"spread\",\"field\":\"instanceId\"}],\"count\":2}");
        define("shared", "bridge", """
                {"command":["sh","-c","wget -qO- $ECS_CONTAINER_METADATA_URI_V4/task; echo; sleep 1000"],"stopTimeout":2}
                """);
        JsonNode started = HOUSE.call("RunTask", input.put("taskDefinition", "shared"));
        assertThat(started.path("tasks")).hasSize(2);
        List<String> instances = new ArrayList<>();
        for (JsonNode one : started.path("tasks")) {
            instances.add(one.path("containerInstanceArn").asText());
            String task = one.path("taskArn").asText();
            assertThat(printed(task).path("TaskARN").asText()).isEqualTo(task);
        }
        assertThat(instances).doesNotHaveDuplicates();
        for (JsonNode one : started.path("tasks")) {
            HOUSE.stop(one.path("taskArn").asText());
        }
        // The other tests are of the first agent's settings.
        SECOND.kill();
    }

    @Test
    void aContainerReadsWhatItUses() throws IOException {
        String task = run("{}", "bridge", """
                {"command":["sh","-c","while true; do :; done"],"stopTimeout":2,"cpu":64}
                """);
        String id = Installation.containersOf(task).getFirst();
        Awaitility.await("counters of two moments; the log is " + HOUSE.log())
                .atMost(Installation.LIMIT)
                .until(() -> Installation.docker(
                                "exec", id, "sh", "-c", "wget -qO- $ECS_CONTAINER_METADATA_URI_V4/stats")
                        .json()
                        .has("network_rate_stats"));
        JsonNode told = asked(id, "wget -qO- $ECS_CONTAINER_METADATA_URI_V4/stats");
        List<String> members = new ArrayList<>();
        told.fieldNames().forEachRemaining(members::add);
        assertThat(members)
                .containsExactly(
                        "read",
                        "preread",
                        "pids_stats",
                        "blkio_stats",
                        "num_procs",
                        "storage_stats",
                        "cpu_stats",
                        "precpu_stats",
                        "memory_stats",
                        "name",
                        "id",
                        "networks",
                        "network_rate_stats");
        assertThat(told.path("id").asText()).isEqualTo(id);
        assertThat(told.path("name").asText()).isEqualTo(Containers.inspected(id, "{{.Name}}"));
        assertThat(told.path("cpu_stats").path("cpu_usage").path("total_usage").asLong())
                .as("a loop uses CPU between two looks")
                .isGreaterThan(told.path("precpu_stats")
                        .path("cpu_usage")
                        .path("total_usage")
                        .asLong());
        assertThat(told.path("memory_stats").path("usage").asLong()).isPositive();
        assertThat(told.path("memory_stats").path("limit").asLong())
                .as("the definition's 32 MiB")
                .isEqualTo(32L << 20);
        assertThat(told.path("networks").path("eth0").path("rx_bytes").asLong()).isPositive();
        assertThat(told.path("network_rate_stats").path("tx_bytes_per_sec").isNumber())
                .isTrue();
        assertThat(asked(id, "wget -qO- $ECS_CONTAINER_METADATA_URI_V4/task/stats")
                        .fieldNames())
                .toIterable()
                .containsExactly(id);
        assertThat(asked(id, "wget -qO- $ECS_CONTAINER_METADATA_URI/stats").has("network_rate_stats"))
                .isFalse();
        HOUSE.stop(task);
    }

    @Test
    void aContainerReadsItsMetadataFile() throws IOException {
        String task = run("{}", "bridge", """
                {"command":["sleep","1000"],"stopTimeout":2,"portMappings":[{"containerPort":80}]}
                """);
        String id = Installation.containersOf(task).getFirst();
        JsonNode told = asked(id, "cat $ECS_CONTAINER_METADATA_FILE");
        assertThat(told.path("MetadataFileStatus").asText()).isEqualTo("READY");
        assertThat(told.path("TaskARN").asText()).isEqualTo(task);
        assertThat(told.path("ContainerID").asText()).isEqualTo(id);
        assertThat(told.path("ContainerInstanceARN").asText())
                .isEqualTo(HOUSE.describe(task).path("containerInstanceArn").asText());
        assertThat(told.path("PortMappings").path(0).path("ContainerPort").asInt())
                .isEqualTo(80);
        assertThat(told.path("Networks").path(0).path("NetworkMode").asText()).isEqualTo("bridge");
        HOUSE.stop(task);
    }

    @Test
    void aTaskOfAServiceProtectsItselfFromWithin() throws IOException {
        define("guarded", "bridge", "{\"command\":[\"sleep\",\"1000\"],\"stopTimeout\":2}");
        HOUSE.aws(
                "ecs",
                "create-service",
                "--service-name",
                "guarded",
                "--task-definition",
                "guarded",
                "--desired-count",
                "1");
        Awaitility.await("the service's task; the log is " + HOUSE.log())
                .atMost(Installation.LIMIT)
                .until(() -> !tasksOf("guarded").isEmpty());
        String task = tasksOf("guarded").path(0).asText();
        HOUSE.awaitStatus(task, "RUNNING");
        String id = Installation.containersOf(task).getFirst();

        assertThat(asked(id, "wget -qO- $ECS_AGENT_URI/task-protection/v1/state"))
                .hasToString("{\"protection\":{\"ExpirationDate\":null,\"ProtectionEnabled\":false,\"TaskArn\":\""
                        + task + "\"}}");
        JsonNode protection =
                put(id, "{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":60}").path("protection");
        assertThat(protection.path("ProtectionEnabled").asBoolean()).isTrue();
        assertThat(Instant.parse(protection.path("ExpirationDate").asText()))
                .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3700));
        JsonNode seen = HOUSE.aws("ecs", "get-task-protection", "--cluster", "default", "--tasks", task)
                .path("protectedTasks")
                .path(0);
        assertThat(seen.path("protectionEnabled").asBoolean()).isTrue();
        assertThat(put(id, "{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":0}")
                        .path("error")
                        .path("Code")
                        .asText())
                .isEqualTo("InvalidParameterException");
        assertThat(put(id, "{}").path("error").path("Message").asText())
                .isEqualTo("Invalid request: does not contain 'ProtectionEnabled' field");
        assertThat(put(id, "{\"ProtectionEnabled\":false}")
                        .path("protection")
                        .path("ProtectionEnabled")
                        .asBoolean(true))
                .isFalse();
        HOUSE.aws("ecs", "delete-service", "--service", "guarded", "--force");
        HOUSE.awaitStatus(task, "STOPPED");
    }

    @Test
    void theOperatorAsksTheAgentOfThisHost() throws Exception {
        String task = run("{}", "bridge", "{\"command\":[\"sleep\",\"1000\"],\"stopTimeout\":2}");
        String id = Installation.containersOf(task).getFirst();
        JsonNode agent = introspect("/v1/metadata");
        assertThat(agent.path("Cluster").asText()).isEqualTo("default");
        assertThat(agent.path("ContainerInstanceArn").asText())
                .isEqualTo(HOUSE.describe(task).path("containerInstanceArn").asText());
        JsonNode told = introspect("/v1/tasks?dockerid=" + id.substring(0, 12));
        assertThat(told.path("Arn").asText()).isEqualTo(task);
        assertThat(told.path("KnownStatus").asText()).isEqualTo("RUNNING");
        assertThat(told.path("Containers").path(0).path("DockerId").asText()).isEqualTo(id);
        assertThat(introspect("/v1/tasks").path("Tasks").findValuesAsText("Arn"))
                .contains(task);
        HOUSE.stop(task);
    }

    private static JsonNode introspect(String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return Installation.JSON.readTree(http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + INTROSPECTION + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
        }
    }

    private static JsonNode tasksOf(String service) {
        return HOUSE.aws("ecs", "list-tasks", "--service-name", service).path("taskArns");
    }

    /** By hand, for busybox has no program that sends PUT. */
    private static JsonNode put(String id, String body) throws IOException {
        String answer = Containers.inside(
                id,
                "body='" + body + "'; path=${ECS_AGENT_URI#http://169.254.170.2}/task-protection/v1/state; "
                        + "printf 'PUT %s HTTP/1.0\\r\\nHost: agent\\r\\nContent-Length: %s\\r\\n\\r\\n%s'"
                        + " $path ${#body} \"$body\" | nc 169.254.170.2 80");
        return Installation.JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String run(String request, String mode, String container) throws IOException {
        String family = "metadata-" + Integer.toHexString(container.hashCode()) + mode;
        define(family, mode, container);
        JsonNode started = HOUSE.call("RunTask", request(request).put("taskDefinition", family));
        assertThat(started.path("failures")).isEmpty();
        String task = started.path("tasks").path(0).path("taskArn").asText();
        HOUSE.awaitStatus(task, "RUNNING");
        return task;
    }

    private static void define(String family, String mode, String container) throws IOException {
        ObjectNode input = Installation.input().put("family", family).put("networkMode", mode);
        ObjectNode definition = (ObjectNode) Installation.JSON.readTree(container);
        definition.put("name", "main").put("image", "roadstead-busybox:test");
        if (!definition.has("memory")) {
            definition.put("memory", 32);
        }
        input.putArray("containerDefinitions").add(definition);
        HOUSE.call("RegisterTaskDefinition", input);
    }

    private static ObjectNode request(String json) throws IOException {
        return (ObjectNode) Installation.JSON.readTree(json);
    }

    private static String family(String task) {
        String definition = HOUSE.describe(task).path("taskDefinitionArn").asText();
        return definition.substring(definition.indexOf('/') + 1, definition.lastIndexOf(':'));
    }

    /** The document that the task's only container printed. */
    private static JsonNode printed(String task) throws IOException {
        HOUSE.awaitStatus(task, "RUNNING");
        String id = Installation.containersOf(task).getFirst();
        Awaitility.await("what " + id + " prints; the log is " + HOUSE.log())
                .atMost(Installation.LIMIT)
                .until(() -> Installation.docker("logs", id).output().contains("\n"));
        return Installation.JSON.readTree(Installation.docker("logs", id).output());
    }

    private static JsonNode asked(String id, String command) throws IOException {
        return Installation.JSON.readTree(Containers.inside(id, command));
    }
}
