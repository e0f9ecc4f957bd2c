package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An agent that was told so has its services' tasks leave before it ends, and takes tasks again when it is back. */
@Tag("docker")
class DrainOnSigtermTest {
    private static final int DESIRED = 2;
    private static final Installation HOUSE =
            new Installation(Map.of("ROADSTEAD_BIND_ADDRESS", "127.0.0.1"), "--healthy-after", "PT1S");
    private static final SecondAgent SECOND = new SecondAgent(HOUSE, "--drain-on-sigterm");

    @BeforeAll
    static void start() {
        HOUSE.start();
    }

    private static List<String> arns() {
        return SECOND.instances().stream()
                .map(each -> each.path("containerInstanceArn").asText())
                .toList();
    }

    /** Starts the second agent, and says which instance is its own. */
    private static String second() {
        String first = arns().getFirst();
        SECOND.start();
        return arns().stream().filter(arn -> !arn.equals(first)).findFirst().orElseThrow();
    }

    @AfterAll
    static void close() {
        try (HOUSE;
                SECOND) {
            HOUSE.examine();
        }
    }

    @Test
    void theServicesTasksMoveTheAgentEndsAndIsActiveAgainWhenItIsBack() throws InterruptedException {
        HOUSE.definition("mover", "{\"command\":[\"sleep\",\"100000\"],\"stopTimeout\":2,\"memory\":16}");
        String leaving = second();
        String alone = standalone(leaving);
        ObjectNode wish = Installation.input()
                .put("serviceName", "moving")
                .put("taskDefinition", "mover")
                .put("desiredCount", DESIRED);
        wish.putArray("placementStrategy").addObject().put("type", "spread").put("field", "instanceId");
        wish.putObject("deploymentConfiguration")
                .put("minimumHealthyPercent", 100)
                .put("maximumPercent", 200);
        HOUSE.call("CreateService", wish);
        Awaitility.await("one task of the service on each instance")
                .atMost(Installation.LIMIT)
                .until(() -> running() == DESIRED && tasksOn(leaving) == 2);

        Process process = SECOND.terminate();
        Awaitility.await("the agent's end").atMost(Installation.LIMIT).until(() -> {
            assertThat(running()).isGreaterThanOrEqualTo(DESIRED);
            return process.waitFor(20, TimeUnit.MILLISECONDS);
        });
        assertThat(process.exitValue()).isZero();
        assertThat(instance(leaving).path("status").asText()).isEqualTo("DRAINING");
        assertThat(serviceTasks())
                .hasSize(DESIRED)
                .noneMatch(task -> task.path("containerInstanceArn").asText().equals(leaving));
        assertThat(Installation.docker("inspect", "-f", "{{.State.Running}}", containerOf(alone))
                        .output())
                .as("a task of its own runs on, with or without an agent")
                .startsWith("true");

        SECOND.start();
        Awaitility.await("the instance to take tasks again")
                .atMost(Installation.LIMIT)
                .until(() -> instance(leaving).path("status").asText().equals("ACTIVE"));
        assertThat(HOUSE.describe(alone).path("lastStatus").asText()).isEqualTo("RUNNING");
    }

    private static String standalone(String instance) {
        ObjectNode own = Installation.input().put("taskDefinition", "mover");
        own.putArray("containerInstances").add(instance);
        String arn = HOUSE.call("StartTask", own)
                .path("tasks")
                .path(0)
                .path("taskArn")
                .asText();
        HOUSE.awaitStatus(arn, "RUNNING");
        return arn;
    }

    private static String containerOf(String task) {
        return Installation.containersOf(task).getFirst();
    }

    private static JsonNode instance(String arn) {
        return SECOND.instances().stream()
                .filter(each -> each.path("containerInstanceArn").asText().equals(arn))
                .findFirst()
                .orElseThrow();
    }

    private static int tasksOn(String arn) {
        return instance(arn).path("runningTasksCount").asInt();
    }

    private static int running() {
        ObjectNode input = Installation.input();
        input.putArray("services").add("moving");
        return HOUSE.call("DescribeServices", input)
                .path("services")
                .path(0)
                .path("runningCount")
                .asInt();
    }

    private static List<JsonNode> serviceTasks() {
        ObjectNode input = Installation.input();
        input.set(
                "tasks",
                HOUSE.call("ListTasks", Installation.input().put("serviceName", "moving"))
                        .path("taskArns"));
        return List.copyOf(java.util.stream.StreamSupport.stream(
                        HOUSE.call("DescribeTasks", input).path("tasks").spliterator(), false)
                .toList());
    }
}
