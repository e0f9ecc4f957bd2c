package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Containers of a task that wait for each other, are started again, and are stopped, on real Docker. */
@Tag("docker")
class ContainerOrderTest {
    private static final Installation HOUSE = new Installation().expects("ecs-task-stopped");
    private static final String SLEEPS = "\"command\":[\"sleep\",\"1000\"],\"stopTimeout\":2";

    @BeforeAll
    static void start() {
        HOUSE.start();
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    /** The first ends well, the second is well, the third's mounts are there: then the last one runs. */
    @Test
    void aContainerStartsWhenAllItDependsOnHaveGotThereAndStopsBeforeThem() {
        register(
                "ordered",
                "[{\"name\":\"app\"," + SLEEPS + ",\"dependsOn\":["
                        + "{\"containerName\":\"init\",\"condition\":\"SUCCESS\"},"
                        + "{\"containerName\":\"done\",\"condition\":\"COMPLETE\"},"
                        + "{\"containerName\":\"db\",\"condition\":\"HEALTHY\"}]},"
                        + "{\"name\":\"init\",\"essential\":false,\"command\":[\"sh\",\"-c\",\"sleep 1; exit 0\"]},"
                        + "{\"name\":\"done\",\"essential\":false,\"command\":[\"sh\",\"-c\",\"exit 4\"]},"
                        + "{\"name\":\"db\",\"command\":[\"sh\",\"-c\",\"sleep 2; touch /well; sleep 1000\"],"
                        + "\"stopTimeout\":2,\"startTimeout\":80,\"healthCheck\":{\"command\":[\"CMD-SHELL\","
                        + "\"test -e /well\"],\"interval\":5,\"retries\":10}}]");
        String task = HOUSE.run("ordered");
        JsonNode running = HOUSE.awaitStatus(task, "RUNNING");
        String app = Containers.id(running, "app");

        assertThat(Containers.named(running, "init").path("lastStatus").asText())
                .isEqualTo("STOPPED");
        assertThat(Containers.named(running, "init").path("exitCode").asInt(-1)).isZero();
        assertThat(Containers.named(running, "done").path("exitCode").asInt(-1)).isEqualTo(4);
        assertThat(Containers.inspected(app, "{{.Created}}"))
                .as("even created only after the end of the first")
                .isGreaterThan(Containers.inspected(Containers.id(running, "init"), "{{.State.FinishedAt}}"));
        assertThat(Containers.inspected(Containers.id(running, "db"), "{{.State.Health.Status}}"))
                .isEqualTo("healthy");
        HOUSE.stop(task);
        assertThat(Containers.inspected(app, "{{.State.FinishedAt}}"))
                .isLessThan(Containers.inspected(Containers.id(running, "db"), "{{.State.FinishedAt}}"));
    }

    @Test
    void aContainerWhoseDependencyFailedNeverRunsAndSaysWhy() {
        register(
                "unordered",
                "[{\"name\":\"app\"," + SLEEPS
                        + ",\"dependsOn\":[{\"containerName\":\"init\",\"condition\":\"SUCCESS\"}]},"
                        + "{\"name\":\"init\",\"essential\":false,\"command\":[\"sh\",\"-c\",\"exit 5\"]}]");
        JsonNode stopped = HOUSE.awaitStatus(HOUSE.run("unordered"), "STOPPED");

        assertThat(stopped.path("stopCode").asText()).isEqualTo("TaskFailedToStart");
        assertThat(stopped.has("startedAt")).isFalse();
        assertThat(Containers.named(stopped, "app").path("exitCode").asInt()).isEqualTo(143);
        assertThat(Containers.named(stopped, "app").path("reason").asText())
                .isEqualTo(
                        "CannotStartContainerError: dependency graph: failed to resolve container ordering dependency"
                                + " [init(roadstead-busybox:test) (STOPPED->RUNNING) - Exit: 5] for target"
                                + " [app(roadstead-busybox:test) (MANIFEST_PULLED->RUNNING)] as dependency did not exit"
                                + " successfully.");
        assertThat(Containers.named(stopped, "app").has("runtimeId")).isFalse();
    }

    @Test
    void aContainerWaitsForHealthAsLongAsTheOthersStartTimeoutSays() {
        register(
                "impatient",
                "[{\"name\":\"app\"," + SLEEPS
                        + ",\"dependsOn\":[{\"containerName\":\"db\",\"condition\":\"HEALTHY\"}]},"
                        + "{\"name\":\"db\",\"startTimeout\":3," + SLEEPS
                        + ",\"healthCheck\":{\"command\":[\"CMD-SHELL\",\"false\"],\"interval\":5}}]");
        JsonNode stopped = HOUSE.awaitStatus(HOUSE.run("impatient"), "STOPPED");

        assertThat(Containers.named(stopped, "app").path("reason").asText())
                .isEqualTo("CannotStartContainerError: dependency graph: container ordering dependency"
                        + " [db(roadstead-busybox:test) (RUNNING->RUNNING)] for target"
                        + " [app(roadstead-busybox:test) (MANIFEST_PULLED->RUNNING)] has timed out.");
        assertThat(Containers.named(stopped, "db").path("exitCode").asInt())
                .as("busybox's sleep as process 1 does not hear SIGTERM")
                .isEqualTo(137);
    }

    /** ECS allows no period below a minute, so this takes one. */
    @Test
    void aContainerWithARestartPolicyIsStartedAgainInItsPlace() {
        register(
                "again",
                "[{\"name\":\"app\",\"command\":[\"sh\",\"-c\",\"echo run >>/runs; sleep 61; exit 3\"],"
                        + "\"stopTimeout\":2,\"restartPolicy\":{\"enabled\":true,\"restartAttemptPeriod\":60,"
                        + "\"ignoredExitCodes\":[9]}},"
                        + "{\"name\":\"never\",\"essential\":false,\"command\":[\"sh\",\"-c\",\"exit 9\"],"
                        + "\"restartPolicy\":{\"enabled\":true}}]");
        String task = HOUSE.run("again");
        JsonNode running = HOUSE.awaitStatus(task, "RUNNING");
        String app = Containers.id(running, "app");
        Awaitility.await("the second run of " + app)
                .atMost(Installation.LIMIT)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> Installation.docker("exec", app, "cat", "/runs")
                        .output()
                        .equals("run\nrun\n"));

        JsonNode later = HOUSE.describe(task);
        assertThat(later.path("lastStatus").asText()).isEqualTo("RUNNING");
        assertThat(Containers.id(later, "app")).isEqualTo(app);
        assertThat(Containers.named(later, "app").path("lastStatus").asText()).isEqualTo("RUNNING");
        assertThat(Containers.named(later, "never").path("lastStatus").asText()).isEqualTo("STOPPED");
        HOUSE.stop(task);
        assertThat(Containers.named(HOUSE.describe(task), "app")
                        .path("exitCode")
                        .asInt())
                .isEqualTo(137);
    }

    @Test
    void aContainerHasTimeToEndByItselfAndIsThenKilled() {
        register(
                "graceful",
                "[{\"name\":\"quick\",\"stopTimeout\":30,\"command\":[\"sh\",\"-c\","
                        + "\"trap 'echo goodbye; exit 7' TERM; while :; do sleep 0.1; done\"]},"
                        + "{\"name\":\"deaf\",\"stopTimeout\":3,\"command\":[\"sh\",\"-c\","
                        + "\"trap '' TERM; while :; do sleep 0.1; done\"]}]");
        String task = HOUSE.run("graceful");
        JsonNode running = HOUSE.awaitStatus(task, "RUNNING");
        long asked = System.nanoTime();
        HOUSE.stop(task);
        Duration took = Duration.ofNanos(System.nanoTime() - asked);
        JsonNode stopped = HOUSE.describe(task);

        assertThat(Containers.named(stopped, "quick").path("exitCode").asInt()).isEqualTo(7);
        assertThat(Installation.docker("logs", Containers.id(running, "quick")).output())
                .isEqualTo("goodbye\n");
        assertThat(Containers.named(stopped, "deaf").path("exitCode").asInt()).isEqualTo(137);
        assertThat(took).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(25));
    }

    private static void register(String family, String containers) {
        try {
            ObjectNode input = Installation.input().put("family", family);
            input.set("containerDefinitions", Installation.JSON.readTree(containers));
            input.path("containerDefinitions").forEach(each -> ((ObjectNode) each)
                    .put("image", "roadstead-busybox:test")
                    .put("memory", 32));
            HOUSE.call("RegisterTaskDefinition", input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
