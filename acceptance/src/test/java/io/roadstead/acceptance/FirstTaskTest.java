package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.roadstead.acceptance.Installation.Ran;
import io.roadstead.testkit.OddRegistry;
import io.roadstead.testkit.OddRegistry.Mood;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One real task through the unmodified AWS CLI, and every way it can end, in ECS's own words. */
@Tag("docker")
class FirstTaskTest {
    private static final Installation HOUSE = new Installation()
            .expects(
                    "ecs-cluster-image-not-exist-error",
                    "ecs-resolve-outofmemory-errors",
                    "ecs-tasks-container-exit-issues");

    @BeforeAll
    static void start() {
        HOUSE.start();
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @Test
    void aTaskRunsIsWaitedForAndIsStoppedByTheCli() {
        HOUSE.aws(
                "ecs",
                "register-task-definition",
                "--family",
                "walk",
                "--container-definitions",
                "[{\"name\":\"web\",\"image\":\"roadstead-busybox:test\",\"memory\":32,\"cpu\":64,\"stopTimeout\":2,"
                        + "\"command\":[\"sh\",\"-c\",\"echo $GREETING; sleep 1000\"],"
                        + "\"environment\":[{\"name\":\"GREETING\",\"value\":\"ahoy\"}],"
                        + "\"portMappings\":[{\"containerPort\":80}]}]");
        JsonNode started = HOUSE.aws("ecs", "run-task", "--task-definition", "walk", "--started-by", "me");
        assertThat(started.path("failures")).isEmpty();
        String task = started.path("tasks").path(0).path("taskArn").asText();
        assertThat(started.path("tasks").path(0).path("lastStatus").asText()).isEqualTo("PENDING");

        HOUSE.aws("ecs", "wait", "tasks-running", "--tasks", task);
        JsonNode running = HOUSE.aws("ecs", "describe-tasks", "--tasks", task)
                .path("tasks")
                .path(0);
        assertThat(running.path("lastStatus").asText()).isEqualTo("RUNNING");
        assertThat(running.path("connectivity").asText()).isEqualTo("CONNECTED");
        JsonNode container = running.path("containers").path(0);
        String runtimeId = container.path("runtimeId").asText();
        assertThat(Installation.containersOf(task)).containsExactly(runtimeId);
        assertThat(container
                        .path("networkBindings")
                        .path(0)
                        .path("containerPort")
                        .asInt())
                .isEqualTo(80);
        assertThat(container.path("networkBindings").path(0).path("hostPort").asInt())
                .isGreaterThan(1023);
        assertThat(Installation.docker("logs", runtimeId).output()).isEqualTo("ahoy\n");
        assertThat(Installation.docker("inspect", "-f", "{{.Name}}", runtimeId).output())
                .startsWith("/ecs-walk-1-web-");

        JsonNode stopping = HOUSE.aws("ecs", "stop-task", "--task", task, "--reason", "that will do");
        assertThat(stopping.path("task").path("desiredStatus").asText()).isEqualTo("STOPPED");
        HOUSE.aws("ecs", "wait", "tasks-stopped", "--tasks", task);
        JsonNode stopped = HOUSE.describe(task);
        assertThat(stopped.path("stopCode").asText()).isEqualTo("UserInitiated");
        assertThat(stopped.path("stoppedReason").asText()).isEqualTo("that will do");
        assertThat(stopped.path("containers").path(0).path("exitCode").asInt()).isEqualTo(137);
        assertThat(stopped.path("executionStoppedAt").isNumber()).isTrue();
        assertThat(List.of("createdAt", "startedAt", "stoppingAt", "stoppedAt"))
                .allSatisfy(member -> assertThat(stopped.has(member))
                        .as(member + " of " + stopped)
                        .isTrue());
    }

    @Test
    void anEssentialContainersExitIsToldWithItsCode() {
        HOUSE.definition("exits", "{\"command\":[\"sh\",\"-c\",\"exit 3\"]}");
        JsonNode stopped = HOUSE.awaitStatus(HOUSE.run("exits"), "STOPPED");
        assertThat(stopped.path("stopCode").asText()).isEqualTo("EssentialContainerExited");
        assertThat(stopped.path("stoppedReason").asText()).isEqualTo("Essential container in task exited");
        assertThat(stopped.path("containers").path(0).path("exitCode").asInt()).isEqualTo(3);
    }

    @Test
    void anOutOfMemoryKillIsToldAsSuch() {
        HOUSE.definition("hungry", "{\"memory\":8,\"command\":[\"sh\",\"-c\",\"x=a; while true; do x=$x$x; done\"]}");
        JsonNode stopped = HOUSE.awaitStatus(HOUSE.run("hungry"), "STOPPED");
        assertThat(stopped.path("stopCode").asText()).isEqualTo("EssentialContainerExited");
        JsonNode container = stopped.path("containers").path(0);
        assertThat(container.path("reason").asText())
                .isEqualTo("OutOfMemoryError: Container killed due to memory usage");
        assertThat(container.path("exitCode").asInt()).isEqualTo(137);
    }

    @Test
    void anImageThatCannotBePulledFailsToStart() {
        JsonNode stopped;
        try (OddRegistry registry = new OddRegistry()) {
            registry.behave(Mood.KNOWS_NOTHING);
            HOUSE.definition("absent", "{\"image\":\"" + registry.host() + "/no-such-image:latest\"}");
            stopped = HOUSE.awaitStatus(HOUSE.run("absent"), "STOPPED");
        }
        assertThat(stopped.path("stopCode").asText()).isEqualTo("TaskFailedToStart");
        assertThat(stopped.path("stoppedReason").asText()).isEqualTo("Task failed to start");
        JsonNode container = stopped.path("containers").path(0);
        assertThat(container.path("reason").asText()).startsWith("CannotPull");
        assertThat(container.has("exitCode")).isFalse();
        assertThat(stopped.has("startedAt")).isFalse();
    }

    @Test
    void aCommandThatIsNotThereCannotBeStarted() {
        HOUSE.definition("nonsense", "{\"command\":[\"/no/such/program\"]}");
        JsonNode stopped = HOUSE.awaitStatus(HOUSE.run("nonsense"), "STOPPED");
        assertThat(stopped.path("stopCode").asText()).isEqualTo("TaskFailedToStart");
        assertThat(stopped.path("containers").path(0).path("reason").asText())
                .startsWith("CannotStartContainerError: ");
    }

    @Test
    void aFullInstanceRefusesWithTheResourceThatIsMissing() {
        HOUSE.definition("giant", "{\"memory\":10000000}");
        JsonNode refused = HOUSE.aws("ecs", "run-task", "--task-definition", "giant");
        assertThat(refused.path("tasks")).isEmpty();
        assertThat(refused.path("failures").path(0).path("reason").asText()).isEqualTo("RESOURCE:MEMORY");
        assertThat(refused.path("failures").path(0).path("arn").asText()).contains(":container-instance/default/");
    }

    @Test
    void aBusyPortRefusesTheSecondTask() {
        HOUSE.definition(
                "port",
                "{\"stopTimeout\":2,\"command\":[\"sleep\",\"1000\"],"
                        + "\"portMappings\":[{\"containerPort\":80,\"hostPort\":18080}]}");
        String first = HOUSE.run("port");
        JsonNode running = HOUSE.awaitStatus(first, "RUNNING");
        assertThat(running.path("containers")
                        .path(0)
                        .path("networkBindings")
                        .path(0)
                        .path("hostPort")
                        .asInt())
                .isEqualTo(18080);
        assertThat(HOUSE.call("RunTask", Installation.input().put("taskDefinition", "port"))
                        .path("failures")
                        .path(0)
                        .path("reason")
                        .asText())
                .isEqualTo("RESOURCE:PORTS");
        HOUSE.call("StopTask", Installation.input().put("task", first));
        HOUSE.awaitStatus(first, "STOPPED");
        String second = HOUSE.run("port");
        HOUSE.awaitStatus(second, "RUNNING");
        HOUSE.call("StopTask", Installation.input().put("task", second));
    }

    @Test
    void aSidecarsEndDoesNotEndTheTaskAndTheEssentialOnesDoes() {
        HOUSE.call("RegisterTaskDefinition", pair());
        String task = HOUSE.run("pair");
        HOUSE.awaitStatus(task, "RUNNING");
        Awaitility.await("the sidecar is told to have stopped")
                .atMost(Installation.LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> Containers.named(HOUSE.describe(task), "sidecar")
                                .path("exitCode")
                                .asInt(-1)
                        == 0);
        assertThat(HOUSE.describe(task).path("lastStatus").asText()).isEqualTo("RUNNING");
        Installation.docker(
                "kill",
                Containers.named(HOUSE.describe(task), "main").path("runtimeId").asText());
        JsonNode stopped = HOUSE.awaitStatus(task, "STOPPED");
        assertThat(stopped.path("stopCode").asText()).isEqualTo("EssentialContainerExited");
    }

    @Test
    void aWrongSecretIsRefusedWithAwssOwnWords() {
        Ran ran = HOUSE.awsRun(Map.of("AWS_SECRET_ACCESS_KEY", "wrong"), "ecs", "list-clusters");
        assertThat(ran.status()).isNotZero();
        assertThat(ran.error())
                .contains("InvalidSignatureException")
                .contains("The request signature we calculated does not match the signature you provided.");
    }

    @Test
    void whatIsNotBuiltYetSaysSo() {
        Ran ran = HOUSE.awsRun("ecs", "describe-capacity-providers");
        assertThat(ran.status()).isNotZero();
        assertThat(ran.error()).contains("UnsupportedFeatureException").contains("DescribeCapacityProviders");
    }

    private static com.fasterxml.jackson.databind.node.ObjectNode pair() {
        var input = Installation.input().put("family", "pair");
        var containers = input.putArray("containerDefinitions");
        var main = containers.addObject();
        main.put("name", "main").put("image", "roadstead-busybox:test").put("memory", 16);
        main.putArray("command").add("sleep").add("1000");
        var sidecar = containers.addObject();
        sidecar.put("name", "sidecar")
                .put("image", "roadstead-busybox:test")
                .put("memory", 16)
                .put("essential", false);
        sidecar.putArray("command").add("true");
        return input;
    }
}
