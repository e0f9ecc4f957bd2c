package io.roadstead.agent.control;

import static io.roadstead.agent.control.FakeControlPlane.CLUSTER_ARN;
import static io.roadstead.agent.control.FakeControlPlane.INSTANCE_ARN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.roadstead.agent.Agent;
import io.roadstead.agent.config.AgentVariables;
import io.roadstead.testkit.BusyboxImage;
import io.roadstead.wire.agent.AcsMessage;
import io.roadstead.wire.agent.ProtocolContainer;
import io.roadstead.wire.agent.ProtocolTask;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole agent on the real Docker, against a control plane on a real port. */
@Tag("docker")
final class AgentOnDockerTest {
    private static final Logger LOG = LoggerFactory.getLogger(AgentOnDockerTest.class);

    /** Sleeps and, as PID 1, still heeds SIGTERM. */
    private static final List<String> FOREVER =
            List.of("sh", "-c", "trap 'exit 143' TERM; while :; do sleep 0.1; done");

    @TempDir
    private Path data = Path.of("unset");

    private final FakeControlPlane plane;
    private final List<String> tasks = new ArrayList<>();
    private long sequence;

    AgentOnDockerTest() throws IOException {
        plane = new FakeControlPlane();
    }

    @AfterEach
    void tidy() throws IOException, InterruptedException {
        plane.close();
        for (String task : tasks) {
            String ids = output("docker", "ps", "-aq", "--filter", "label=com.amazonaws.ecs.task-arn=" + task);
            if (!ids.isBlank()) {
                List<String> command = new ArrayList<>(List.of("docker", "rm", "-f"));
                command.addAll(Arrays.asList(ids.strip().split("\n")));
                output(command.toArray(String[]::new));
            }
        }
    }

    private Agent connected() throws Exception {
        Map<String, String> variables = new HashMap<>(Map.of(
                "ECS_BACKEND_HOST", plane.url(),
                "AWS_DEFAULT_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", "AK",
                "AWS_SECRET_ACCESS_KEY", "SK",
                "ECS_DATADIR", data.resolve("agent").toString(),
                "ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached",
                "ROADSTEAD_BIND_ADDRESS", "127.0.0.1",
                "ECS_DYNAMIC_HOST_PORT_RANGE", "42000-42999"));
        Agent agent = Agent.start(AgentVariables.read(variables).config(), Clock.systemUTC());
        await().atMost(Duration.ofSeconds(20)).until(() -> agent.connected() && plane.control.get() != null);
        return agent;
    }

    private String run(@Nullable Double cpu, @Nullable Integer memory, int containerMemory, List<String> command) {
        String arn = "arn:aws:ecs:us-east-1:123456789012:task/default/"
                + UUID.randomUUID().toString().replace("-", "");
        tasks.add(arn);
        ProtocolContainer container = new ProtocolContainer(
                "app",
                BusyboxImage.ensure(),
                null,
                2,
                containerMemory,
                true,
                command,
                null,
                Map.of(),
                "{}",
                List.of(new ProtocolContainer.PortMapping(80, 0, null, "tcp")),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                2,
                null,
                null,
                null,
                null);
        send(new ProtocolTask(
                arn,
                CLUSTER_ARN,
                null,
                "RUNNING",
                "fam",
                "1",
                "{}",
                List.of(container),
                List.of(),
                cpu,
                memory,
                null,
                null,
                "bridge",
                null,
                null,
                "EC2",
                null,
                null));
        return arn;
    }

    private void send(ProtocolTask... payload) {
        plane.say(new AcsMessage.PayloadMessage(
                UUID.randomUUID().toString(), CLUSTER_ARN, INSTANCE_ARN, List.of(payload), 1L, ++sequence, null));
    }

    private List<JsonNode> told(String arn) {
        return plane.reports.stream()
                .filter(report -> report.path("task").asText().equals(arn))
                .toList();
    }

    private JsonNode awaitTold(String arn, String status) {
        await().pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(60))
                .until(() -> told(arn).stream()
                        .anyMatch(report -> report.path("status").asText().equals(status)));
        return told(arn).stream()
                .filter(report -> report.path("status").asText().equals(status))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRealContainerRunsIsPublishedAndStops() throws Exception {
        try (Agent agent = connected()) {
            assertThat(agent.connected()).isTrue();
            String arn = run(null, null, 64, FOREVER);

            JsonNode container = awaitTold(arn, "RUNNING").path("containers").path(0);
            assertThat(container
                            .path("networkBindings")
                            .path(0)
                            .path("hostPort")
                            .asInt())
                    .isBetween(42_000, 42_999);
            assertThat(output(
                            "docker",
                            "inspect",
                            "-f",
                            "{{.State.Running}}",
                            container.path("runtimeId").asText()))
                    .isEqualToIgnoringNewLines("true");

            send(ProtocolTask.toStop(arn, CLUSTER_ARN));
            assertThat(awaitTold(arn, "STOPPED")
                            .path("containers")
                            .path(0)
                            .path("exitCode")
                            .asInt())
                    .isEqualTo(143);
        }
    }

    @Test
    void whatAContainerUsesIsToldWithTheNextRound() throws Exception {
        try (Agent agent = connected()) {
            assertThat(agent.connected()).isTrue();
            String arn = run(null, null, 64, List.of("sh", "-c", "while :; do :; done"));
            awaitTold(arn, "RUNNING");

            await().atMost(Duration.ofSeconds(60)).until(() -> !metrics(arn).isMissingNode());
            JsonNode told = metrics(arn);
            assertThat(told.path("taskDefinitionFamily").asText()).isEqualTo("fam");
            JsonNode container = told.path("containerMetrics").path(0);
            assertThat(container.path("containerName").asText()).isEqualTo("app");
            JsonNode cpu = container.path("cpuStatsSet");
            assertThat(cpu.path("sampleCount").asInt()).isBetween(1, 21);
            assertThat(cpu.path("max").asDouble())
                    .as("one loop is at most one of the instance's processors")
                    .isBetween(1.0, 110.0 / Runtime.getRuntime().availableProcessors());
            assertThat(container.path("memoryStatsSet").path("max").asInt()).isBetween(0, 64);
            assertThat(container
                            .path("networkStatsSet")
                            .path("rxBytes")
                            .path("max")
                            .asLong())
                    .isPositive();
            assertThat(container.path("storageStatsSet").has("readSizeBytes")).isTrue();
            assertThat(container.has("restartStatsSet")).isFalse();
        }
    }

    /** What was told of a task's use; missing while nothing was. */
    private JsonNode metrics(String arn) {
        for (JsonNode frame : plane.telemetry) {
            for (JsonNode task : frame.path("message").path("taskMetrics")) {
                if (task.path("taskArn").asText().equals(arn)) {
                    return task;
                }
            }
        }
        return MissingNode.getInstance();
    }

    @Test
    void aShortProgramIsToldRunningAndStoppedWithItsExitCode() throws Exception {
        try (Agent agent = connected()) {
            assertThat(agent.connected()).isTrue();
            String arn = run(null, null, 64, List.of("sh", "-c", "exit 9"));

            JsonNode stopped = awaitTold(arn, "STOPPED");
            assertThat(told(arn))
                    .extracting(report -> report.path("status").asText())
                    .containsExactly("RUNNING", "STOPPED");
            assertThat(stopped.path("containers").path(0).path("exitCode").asInt())
                    .isEqualTo(9);
        }
    }

    @Test
    void aProgramThatIsNotThereIsToldInDockersWordsAndWithoutAnExitCode() throws Exception {
        try (Agent agent = connected()) {
            assertThat(agent.connected()).isTrue();
            JsonNode container = awaitTold(run(null, null, 64, List.of("/no/such/bin")), "STOPPED")
                    .path("containers")
                    .path(0);
            assertThat(container.path("reason").asText())
                    .startsWith("CannotStartContainerError: Error response from daemon: ")
                    .contains("/no/such/bin");
            assertThat(container.has("exitCode")).isFalse();
        }
    }

    @Test
    void aContainerThatTakesTooMuchMemoryIsToldSo() throws Exception {
        try (Agent agent = connected()) {
            assertThat(agent.connected()).isTrue();
            JsonNode container = awaitTold(run(null, null, 16, List.of("sh", "-c", "tail /dev/zero")), "STOPPED")
                    .path("containers")
                    .path(0);
            assertThat(container.path("reason").asText())
                    .isEqualTo("OutOfMemoryError: Container killed due to memory usage");
            assertThat(container.path("exitCode").asInt()).isEqualTo(137);
        }
    }

    @Test
    void aTasksOwnMemoryLimitHoldsItsContainers() throws Exception {
        try (Agent agent = connected()) {
            assertThat(agent.connected()).isTrue();
            JsonNode container = awaitTold(run(0.25, 24, 0, List.of("sh", "-c", "tail /dev/zero")), "STOPPED")
                    .path("containers")
                    .path(0);
            assertThat(container.path("exitCode").asInt()).isEqualTo(137);
            assertThat(container.path("reason").asText())
                    .isEqualTo("OutOfMemoryError: Container killed due to memory usage");
        }
    }

    @Test
    void aRestartedAgentTakesOverWhatRunsAndTellsWhatEndedMeanwhile() throws Exception {
        String kept;
        String ended;
        try (Agent agent = connected()) {
            assertThat(agent.connected()).isTrue();
            kept = run(null, null, 64, FOREVER);
            ended = run(null, null, 64, FOREVER);
            awaitTold(kept, "RUNNING");
            awaitTold(ended, "RUNNING");
        }
        String id = told(ended)
                .getFirst()
                .path("containers")
                .path(0)
                .path("runtimeId")
                .asText();
        output("docker", "stop", "-t", "3", id);

        try (Agent agent = connected()) {
            assertThat(agent.connected()).isTrue();
            assertThat(awaitTold(ended, "STOPPED")
                            .path("containers")
                            .path(0)
                            .path("exitCode")
                            .asInt())
                    .isEqualTo(143);
            assertThat(told(kept)).hasSize(1);
            send(ProtocolTask.toStop(kept, CLUSTER_ARN));
            awaitTold(kept, "STOPPED");
        }
        assertThat(output("docker", "ps", "-aq", "--filter", "label=com.amazonaws.ecs.task-arn=" + kept)
                        .lines())
                .hasSize(1);
    }

    /** No assertion on time: the machine is shared. What was measured is logged, beside Docker's own time. */
    @Test
    void twentyTasksAtOnceAllRun() throws Exception {
        try (Agent agent = connected()) {
            assertThat(agent.connected()).isTrue();
            List<Long> bare = new ArrayList<>();
            List<Long> ours = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                long begun = System.nanoTime();
                String id = output(
                                "docker",
                                "run",
                                "-d",
                                "-m",
                                "64m",
                                "-p",
                                "127.0.0.1::80",
                                BusyboxImage.NAME,
                                "sleep",
                                "60")
                        .strip();
                bare.add((System.nanoTime() - begun) / 1_000);
                output("docker", "rm", "-f", id);
                begun = System.nanoTime();
                String arn = run(null, null, 64, FOREVER);
                awaitTold(arn, "RUNNING");
                ours.add((System.nanoTime() - begun) / 1_000);
                send(ProtocolTask.toStop(arn, CLUSTER_ARN));
                awaitTold(arn, "STOPPED");
            }
            LOG.warn("median µs: docker run -d {}, payload to RUNNING {}", median(bare), median(ours));

            List<String> burst = new ArrayList<>();
            long begun = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                burst.add(run(null, null, 64, FOREVER));
            }
            burst.forEach(arn -> awaitTold(arn, "RUNNING"));
            LOG.warn("20 tasks at once: {} ms", (System.nanoTime() - begun) / 1_000_000);
            burst.forEach(arn -> send(ProtocolTask.toStop(arn, CLUSTER_ARN)));
            burst.forEach(arn -> awaitTold(arn, "STOPPED"));
            assertThat(burst).allSatisfy(arn -> assertThat(told(arn)).hasSize(2));
        }
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }
}
