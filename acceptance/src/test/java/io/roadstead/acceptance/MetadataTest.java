package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
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
class MetadataTest {
    private static final Installation HOUSE = new Installation(Map.of("ROADSTEAD_BIND_ADDRESS", "127.0.0.1"));
    private static final SecondAgent SECOND = new SecondAgent(HOUSE);

    @BeforeAll
    static void start() {
        HOUSE.start();
    }

    @AfterAll
    static void close() {
        SECOND.close();
        HOUSE.close();
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
                        "LogDriver",
                        "LogOptions",
                        "ContainerARN",
                        "Networks");
        assertThat(told.path("DockerId").asText()).isEqualTo(id);
        assertThat(told.path("Name").asText()).isEqualTo("main");
        assertThat("/" + told.path("DockerName").asText()).isEqualTo(inspected(id, "{{.Name}}"));
        assertThat(told.path("ImageID").asText()).isEqualTo(inspected(id, "{{.Image}}"));
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
        assertThat(told.path("Networks").path(0).path("NetworkMode").asText()).isEqualTo("bridge");
        assertThat(told.path("Networks").path(0).path("IPv4Addresses").path(0).asText())
                .isEqualTo(inspected(id, "{{.NetworkSettings.IPAddress}}"));

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

        assertThat(inside(id, "wget -O- $ECS_CONTAINER_METADATA_URI_V4/no 2>&1; true"))
                .contains("404");
        assertThat(inside(id, "wget -O- http://169.254.170.2/v2/metadata 2>&1; true"))
                .contains("400");
        stop(task);
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
        stop(task);
    }

    @Test
    void aTaskMayStillPublishTheHostsPort80() throws IOException {
        String task = run("{}", "bridge", """
                {"command":["sh","-c","wget -qO- $ECS_CONTAINER_METADATA_URI_V4; echo; sleep 1000"],"stopTimeout":2,
                 "portMappings":[{"containerPort":80,"hostPort":80}]}
                """);
        assertThat(printed(task).path("Ports").path(0).path("HostPort").asInt()).isEqualTo(80);
        stop(task);
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
            stop(one.path("taskArn").asText());
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
        return Installation.JSON.readTree(inside(id, command));
    }

    private static String inside(String id, String command) {
        Installation.Ran ran = Installation.docker("exec", id, "sh", "-c", command);
        assertThat(ran.status()).as(ran.error()).isZero();
        return ran.output();
    }

    private static String inspected(String id, String format) {
        return Installation.docker("inspect", "--format", format, id).output().strip();
    }

    private static void stop(String task) {
        HOUSE.call("StopTask", Installation.input().put("task", task));
        HOUSE.awaitStatus(task, "STOPPED");
    }
}
