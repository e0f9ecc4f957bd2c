package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A container's health as its users see it: from the definition's check, on real Docker, to DescribeTasks. */
@Tag("docker")
class ContainerHealthTest {
    private static final Installation HOUSE = new Installation();

    @BeforeAll
    static void start() {
        HOUSE.start();
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @Test
    void aTaskIsUnknownThenHealthyThenUnhealthyAndRunsOn() {
        JsonNode registered = HOUSE.aws(
                "ecs",
                "register-task-definition",
                "--family",
                "checked",
                "--container-definitions",
                "[{\"name\":\"web\",\"image\":\"roadstead-busybox:test\",\"memory\":32,\"stopTimeout\":2,"
                        + "\"command\":[\"sh\",\"-c\",\"touch /tmp/well; sleep 1000\"],"
                        + "\"healthCheck\":{\"command\":[\"CMD-SHELL\",\"test -e /tmp/well || { echo no /tmp/well; false; }\"],"
                        + "\"interval\":5,\"retries\":1}},"
                        + "{\"name\":\"beside\",\"image\":\"roadstead-busybox:test\",\"memory\":32,"
                        + "\"stopTimeout\":2,\"command\":[\"sleep\",\"1000\"]}]");
        JsonNode check = registered
                .path("taskDefinition")
                .path("containerDefinitions")
                .path(0)
                .path("healthCheck");
        assertThat(check.path("timeout").asInt()).isEqualTo(5);
        assertThat(check.path("interval").asInt()).isEqualTo(5);
        assertThat(check.path("retries").asInt()).isEqualTo(1);
        assertThat(check.has("startPeriod")).isFalse();
        assertThat(registered.path("taskDefinition").path("requiresAttributes").toString())
                .contains("ecs.capability.container-health-check");

        JsonNode started = HOUSE.aws("ecs", "run-task", "--task-definition", "checked");
        assertThat(started.path("failures")).isEmpty();
        String task = started.path("tasks").path(0).path("taskArn").asText();
        JsonNode running = HOUSE.awaitStatus(task, "RUNNING");
        assertThat(running.path("healthStatus").asText()).isEqualTo("UNKNOWN");

        JsonNode healthy = awaitHealth(task, "HEALTHY");
        assertThat(Containers.named(healthy, "web").path("healthStatus").asText())
                .isEqualTo("HEALTHY");
        assertThat(Containers.named(healthy, "beside").path("healthStatus").asText())
                .isEqualTo("UNKNOWN");

        Installation.docker(
                "exec", Containers.named(healthy, "web").path("runtimeId").asText(), "rm", "/tmp/well");
        JsonNode unhealthy = awaitHealth(task, "UNHEALTHY");
        assertThat(Containers.named(unhealthy, "web").path("healthStatus").asText())
                .isEqualTo("UNHEALTHY");
        assertThat(unhealthy.path("lastStatus").asText()).isEqualTo("RUNNING");
        assertThat(unhealthy.path("desiredStatus").asText()).isEqualTo("RUNNING");
        JsonNode kept = HOUSE.own("ExplainTask", Installation.input().put("task", task))
                .path("healthChecks")
                .path(0);
        assertThat(kept.path("containerName").asText()).isEqualTo("web");
        JsonNode said = kept.path("outputs").path(0);
        assertThat(said.path("healthStatus").asText()).isEqualTo("UNHEALTHY");
        assertThat(said.path("output").asText()).isEqualTo("no /tmp/well\n");
        assertThat(HOUSE.findings()).singleElement().satisfies(finding -> assertThat(finding.evidence())
                .as("what the check printed")
                .anyMatch(evidence -> evidence.text().equals("no /tmp/well")));
        HOUSE.call("StopTask", Installation.input().put("task", task));
        HOUSE.awaitStatus(task, "STOPPED");
    }

    private static JsonNode awaitHealth(String task, String status) {
        Awaitility.await(task + " is " + status + "; the log is " + HOUSE.log())
                .atMost(Installation.LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> HOUSE.describe(task).path("healthStatus").asText().equals(status));
        return HOUSE.describe(task);
    }
}
