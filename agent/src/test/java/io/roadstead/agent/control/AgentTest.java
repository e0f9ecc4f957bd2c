package io.roadstead.agent.control;

import static io.roadstead.agent.control.FakeControlPlane.CLUSTER_ARN;
import static io.roadstead.agent.control.FakeControlPlane.INSTANCE_ARN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.roadstead.agent.Agent;
import io.roadstead.agent.config.AgentVariables;
import io.roadstead.agent.engine.TaskGroups;
import io.roadstead.agent.runtime.FakeRuntime;
import io.roadstead.agent.runtime.RuntimeFault;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.Store;
import io.roadstead.wire.agent.AcsMessage;
import io.roadstead.wire.agent.ProtocolTask;
import io.roadstead.wire.agent.TaskIdentifier;
import io.roadstead.wire.websocket.Session;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole agent over a fake engine, against a control plane on a real port. */
final class AgentTest {
    private static final String TASK = "arn:aws:ecs:us-east-1:123456789012:task/default/" + "4".repeat(32);
    private static final SessionTimes TIMES = new SessionTimes(
            Duration.ofSeconds(30),
            Duration.ofMinutes(30),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofMillis(100));

    private final FakeRuntime runtime = new FakeRuntime(Instant::now).withLocal("bb:test");
    private final Store store = new MemoryStore(InstantSource.system());
    private final FakeControlPlane plane;

    AgentTest() throws IOException {
        plane = new FakeControlPlane();
    }

    @AfterEach
    void close() {
        plane.close();
        store.close();
    }

    private Agent agent(String... more) throws RuntimeFault {
        return agent(TIMES, more);
    }

    private Agent agent(SessionTimes times, String... more) throws RuntimeFault {
        Map<String, String> variables = new HashMap<>(Map.of(
                "ECS_BACKEND_HOST", plane.url(),
                "AWS_DEFAULT_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", "AK",
                "AWS_SECRET_ACCESS_KEY", "SK",
                "ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached"));
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        return Agent.start(
                AgentVariables.read(variables).config(),
                runtime,
                new TaskGroups.Off(),
                store,
                times,
                Clock.systemUTC());
    }

    private Agent connected(String... more) throws RuntimeFault {
        return connected(TIMES, more);
    }

    private Agent connected(SessionTimes times, String... more) throws RuntimeFault {
        Agent agent = agent(times, more);
        await().until(agent::connected);
        await().until(() -> plane.control.get() != null);
        return agent;
    }

    private void send(String messageId, long sequence, ProtocolTask... tasks) {
        plane.say(new AcsMessage.PayloadMessage(
                messageId, CLUSTER_ARN, INSTANCE_ARN, List.of(tasks), 1L, sequence, null));
    }

    private boolean acknowledged(String messageId) {
        return plane.heard.contains(new AcsMessage.AckRequest(CLUSTER_ARN, INSTANCE_ARN, messageId));
    }

    private List<String> told() {
        return plane.reports.stream()
                .map(report -> report.path("status").asText())
                .toList();
    }

    @Test
    void aTaskRunsIsAcknowledgedReportedAndStopped() throws RuntimeFault {
        try (Agent agent = connected()) {
            assertThat(agent.connected()).isTrue();
            send("m1", 1, Payloads.toRun(TASK, "sleep", "60"));
            await().until(() -> told().contains("RUNNING"));
            await().until(() -> acknowledged("m1"));
            JsonNode first = plane.reports.element();
            assertThat(first.path("cluster").asText()).isEqualTo("default");
            assertThat(first.path("task").asText()).isEqualTo(TASK);
            assertThat(first.path("reason").asText("absent")).isEmpty();
            assertThat(first.path("containers").path(0).path("containerName").asText())
                    .isEqualTo("app");
            assertThat(first.path("containers").path(0).path("runtimeId").asText())
                    .isEqualTo(runtime.running().getFirst());

            send("m2", 2, ProtocolTask.toStop(TASK, CLUSTER_ARN));
            await().until(() -> told().contains("STOPPED"));
            assertThat(told()).containsExactly("RUNNING", "STOPPED");
            assertThat(plane.reports.stream()
                            .toList()
                            .getLast()
                            .path("containers")
                            .path(0)
                            .path("exitCode")
                            .asInt())
                    .isEqualTo(143);
        }
    }

    @Test
    void theHandshakeNamesTheInstanceAndAsksForCredentialsOnce() throws RuntimeFault {
        try (Agent agent = connected()) {
            assertThat(agent.connected()).isTrue();
            assertThat(plane.handshakes.element())
                    .contains("clusterArn=default")
                    .contains("protocolVersion=2")
                    .contains("seqNum=1")
                    .contains("dockerVersion=DockerVersion%3A%2020.10.24")
                    .contains("sendCredentials=true");
            Session first = plane.control.get();
            assertThat(first).isNotNull();
            first.close(Session.GOING_AWAY, "moving");
            await().until(() -> plane.handshakes.size() == 2);
            assertThat(plane.handshakes.stream().toList().getLast()).contains("sendCredentials=false");
        }
    }

    @Test
    void aRestartRegistersTheSameInstanceAndTellsWhatHappenedMeanwhileOnce() throws RuntimeFault {
        try (Agent agent = connected("ECS_INSTANCE_ATTRIBUTES", "{\"stack\":\"prod\"}")) {
            assertThat(agent.connected()).isTrue();
            send("m1", 1, Payloads.toRun(TASK, "sleep", "60"));
            await().until(() -> told().contains("RUNNING"));
            await().until(() -> acknowledged("m1"));
        }
        assertThat(runtime.running()).hasSize(1);
        runtime.exit(runtime.running().getFirst(), 7);

        try (Agent agent = connected("ECS_INSTANCE_ATTRIBUTES", "{\"stack\":\"prod\"}")) {
            assertThat(agent.connected()).isTrue();
            await().until(() -> told().contains("STOPPED"));
            assertThat(told()).containsExactly("RUNNING", "STOPPED");
            assertThat(plane.reports.stream()
                            .toList()
                            .getLast()
                            .path("containers")
                            .path(0)
                            .path("exitCode")
                            .asInt())
                    .isEqualTo(7);
        }
        List<JsonNode> registrations = List.copyOf(plane.registrations);
        assertThat(registrations.getFirst().has("containerInstanceArn")).isFalse();
        assertThat(registrations.getFirst().path("attributes").toString()).contains("stack");
        assertThat(registrations.getLast().path("containerInstanceArn").asText())
                .isEqualTo(INSTANCE_ARN);
        assertThat(registrations.getLast().path("attributes").toString()).doesNotContain("stack");
        assertThat(registrations.getFirst().path("clientToken"))
                .isNotEqualTo(registrations.getLast().path("clientToken"));
    }

    @Test
    void aTaskThatTheManifestForgotIsStoppedOnlyAfterASecondLook() throws RuntimeFault {
        try (Agent agent = connected()) {
            assertThat(agent.connected()).isTrue();
            send("m1", 1, Payloads.toRun(TASK, "sleep", "60"));
            await().until(() -> told().contains("RUNNING"));

            plane.say(new AcsMessage.TaskManifestMessage("man1", CLUSTER_ARN, INSTANCE_ARN, List.of(), 1L, 2));
            TaskIdentifier candidate = new TaskIdentifier(TASK, CLUSTER_ARN, "STOPPED");
            await().until(() ->
                    plane.heard.contains(new AcsMessage.TaskStopVerificationMessage("man1", List.of(candidate))));
            assertThat(acknowledged("man1")).isTrue();
            assertThat(runtime.running()).hasSize(1);

            plane.say(new AcsMessage.TaskStopVerificationAck("another", 1L, List.of(candidate)));
            plane.say(new AcsMessage.TaskStopVerificationAck("man1", 1L, List.of(candidate)));
            await().until(() -> told().contains("STOPPED"));
        }
    }

    @Test
    void anOldManifestIsDroppedWithoutAWord() throws RuntimeFault {
        try (Agent agent = connected()) {
            assertThat(agent.connected()).isTrue();
            send("m1", 5, Payloads.toRun(TASK, "sleep", "60"));
            await().until(() -> acknowledged("m1"));

            plane.say(new AcsMessage.TaskManifestMessage("old", CLUSTER_ARN, INSTANCE_ARN, List.of(), 1L, 5));
            plane.say(new AcsMessage.HeartbeatMessage(true, "after"));

            await().until(() -> plane.heard.contains(new AcsMessage.HeartbeatAckRequest("after")));
            assertThat(acknowledged("old")).isFalse();
        }
    }

    @Test
    void aTaskThatCannotBeReadIsReportedAndItsPayloadNotAcknowledged() throws RuntimeFault {
        String bad = TASK.replace('4', '5');
        try (Agent agent = connected()) {
            assertThat(agent.connected()).isTrue();
            send("m1", 1, Payloads.withNetworkMode(bad, "awsvpc"), Payloads.toRun(TASK, "sleep", "60"));

            await().until(() -> plane.reports.size() == 2);
            JsonNode refused = plane.reports.stream()
                    .filter(report -> report.path("task").asText().equals(bad))
                    .findFirst()
                    .orElseThrow();
            assertThat(refused.path("status").asText()).isEqualTo("STOPPED");
            assertThat(refused.path("reason").asText())
                    .isEqualTo("UnrecogniedTaskError: Error loading task - this agent does not support network mode "
                            + "awsvpc yet");
            plane.say(new AcsMessage.HeartbeatMessage(true, "after"));
            await().until(() -> plane.heard.contains(new AcsMessage.HeartbeatAckRequest("after")));
            assertThat(acknowledged("m1")).isFalse();
        }
    }

    @Test
    void reportsAreRepeatedUntilTakenAndDroppedOnlyWhenCalledInvalid() throws RuntimeFault {
        plane.refusals.put(
                "SubmitTaskStateChange",
                new ConcurrentLinkedQueue<>(
                        List.of("ServerException", "ClientException", "InvalidParameterException")));
        try (Agent agent = connected()) {
            assertThat(agent.connected()).isTrue();
            send("m1", 1, Payloads.toRun(TASK, "sleep", "60"));
            await().until(() -> plane.refusals.get("SubmitTaskStateChange").isEmpty());
            send("m2", 2, ProtocolTask.toStop(TASK, CLUSTER_ARN));
            await().until(() -> told().contains("STOPPED"));
            assertThat(told()).containsExactly("STOPPED");
        }
    }

    @Test
    void registrationWaitsForAControlPlaneInTroubleWithOneClientToken() throws RuntimeFault {
        plane.refusals.put("RegisterContainerInstance", new ConcurrentLinkedQueue<>(List.of("ServerException")));
        try (Agent agent = connected()) {
            assertThat(agent.connected()).isTrue();
            assertThat(plane.registrations).hasSize(1);
        }
    }

    @Test
    void aRefusedRegistrationIsToldWithItsReason() throws RuntimeFault {
        plane.refusals.put("RegisterContainerInstance", new ConcurrentLinkedQueue<>(List.of("ClientException")));
        try (Agent agent = agent()) {
            assertThatThrownBy(() -> agent.awaitConnected(Duration.ofSeconds(10)))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("ClientException")
                    .hasMessageContaining("cluster default");
        }
    }

    @Test
    void anInstanceThatWasDeregisteredKeepsAway() throws RuntimeFault {
        plane.refusedHandshake.set("InactiveInstanceException");
        try (Agent agent = agent()) {
            await().until(() -> !plane.handshakes.isEmpty());
            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(4))
                    .until(() -> plane.handshakes.size() == 1);
            assertThat(agent.connected()).isFalse();
        }
    }

    @Test
    void anyOtherRefusalIsTriedAgainSoon() throws RuntimeFault {
        plane.refusedHandshake.set("ServerException");
        try (Agent agent = agent()) {
            await().until(() -> plane.handshakes.size() >= 2);
            plane.refusedHandshake.set(null);
            await().until(agent::connected);
        }
    }

    @Test
    void aDirectoryOfAnotherClusterIsNotTaken() throws RuntimeFault {
        connected().close();

        assertThatThrownBy(() -> agent("ECS_CLUSTER", "another"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("belongs to an agent of cluster default");
    }

    @Test
    void healthIsToldAtOnceWhenItChangesAndWithEveryRound() throws RuntimeFault {
        SessionTimes rare = new SessionTimes(
                TIMES.idle(), TIMES.renew(), TIMES.renewSpread(), TIMES.inactivePause(), Duration.ofSeconds(10));
        try (Agent agent = connected(rare)) {
            assertThat(agent.connected()).isTrue();
            await().until(() -> !plane.telemetry.isEmpty());
            send("m1", 1, Payloads.checked(TASK, "bb:test", "docker", "{\"Healthcheck\":{}}", "sleep", "60"));
            await().until(() -> told().contains("RUNNING"));
            runtime.checkFinds(runtime.running().getFirst(), HealthStatus.HEALTHY, "fine");
            JsonNode healthy = awaitHealth("HEALTHY");
            assertThat(healthy.path("taskArn").asText()).isEqualTo(TASK);
            assertThat(healthy.path("taskDefinitionFamily").asText()).isEqualTo("web");
            assertThat(healthy.path("taskDefinitionVersion").asText()).isEqualTo("3");
            assertThat(healthy.path("containers").path(0).path("containerName").asText())
                    .isEqualTo("app");
            assertThat(healthy.path("containers").path(0).path("statusSince").isNumber())
                    .isTrue();

            runtime.checkFinds(runtime.running().getFirst(), HealthStatus.UNHEALTHY, "no answer");
            awaitHealth("UNHEALTHY");
            await().atMost(Duration.ofSeconds(5)).until(() -> health().getLast()
                    .path("containers")
                    .path(0)
                    .path("statusMessage")
                    .asText()
                    .equals("no answer"));
        }
        plane.telemetry.clear();
        try (Agent agent = connected()) {
            assertThat(agent.connected()).isTrue();
            await().until(() -> health().size() > 2);
            assertThat(health()).allSatisfy(task -> assertThat(
                            task.path("containers").path(0).path("healthStatus").asText())
                    .isEqualTo("UNHEALTHY"));
        }
    }

    private List<JsonNode> health() {
        return plane.telemetry.stream()
                .filter(frame -> frame.path("type").asText().equals("PublishHealthRequest"))
                .map(frame -> frame.path("message").path("tasks").path(0))
                .toList();
    }

    private JsonNode awaitHealth(String status) {
        await().atMost(Duration.ofSeconds(5)).until(() -> health().stream().anyMatch(task -> task.path("containers")
                .path(0)
                .path("healthStatus")
                .asText()
                .equals(status)));
        return health().getLast();
    }

    @Test
    void telemetrySaysThatNothingRunsOnlyWhileNothingDoes() throws RuntimeFault {
        try (Agent agent = connected()) {
            assertThat(agent.connected()).isTrue();
            await().until(() -> plane.telemetry.stream()
                    .anyMatch(frame -> frame.path("type").asText().equals("PublishInstanceStatusRequest")
                            && frame.findValue("status").asText().equals("OK")));
            await().until(() -> plane.telemetry.stream()
                    .anyMatch(frame ->
                            frame.path("message").path("metadata").path("idle").asBoolean()));

            send("m1", 1, Payloads.toRun(TASK, "sleep", "60"));
            await().until(() -> told().contains("RUNNING"));
            send("m2", 2, ProtocolTask.toStop(TASK, CLUSTER_ARN));
            await().until(() -> told().contains("STOPPED"));
            plane.telemetry.clear();
            await().until(() -> plane.telemetry.stream()
                    .anyMatch(frame ->
                            frame.path("message").path("metadata").path("idle").asBoolean()));
        }
    }
}
