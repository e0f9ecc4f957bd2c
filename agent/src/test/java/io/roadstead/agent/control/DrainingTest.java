package io.roadstead.agent.control;

import static io.roadstead.agent.control.FakeControlPlane.CLUSTER_ARN;
import static io.roadstead.agent.control.FakeControlPlane.INSTANCE_ARN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roadstead.agent.Agent;
import io.roadstead.agent.config.AgentVariables;
import io.roadstead.agent.engine.TaskGroups;
import io.roadstead.agent.runtime.FakeRuntime;
import io.roadstead.agent.runtime.RuntimeFault;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.Store;
import io.roadstead.wire.agent.AcsMessage;
import io.roadstead.wire.agent.ProtocolTask;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An agent that leaves, against a control plane on a real port. */
final class DrainingTest {
    private static final String OF_SERVICE = "arn:aws:ecs:us-east-1:123456789012:task/default/" + "5".repeat(32);
    private static final String ALONE = "arn:aws:ecs:us-east-1:123456789012:task/default/" + "6".repeat(32);

    private final FakeRuntime runtime = new FakeRuntime(Instant::now).withLocal("bb:test");
    private final Store store = new MemoryStore(InstantSource.system());
    private final FakeControlPlane plane;

    DrainingTest() throws IOException {
        plane = new FakeControlPlane();
    }

    @AfterEach
    void close() {
        plane.close();
        store.close();
    }

    private Agent connected() throws RuntimeFault {
        Map<String, String> variables = Map.of(
                "ECS_BACKEND_HOST", plane.url(),
                "AWS_ACCESS_KEY_ID", "AK",
                "AWS_SECRET_ACCESS_KEY", "SK",
                "ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached");
        Agent agent = Agent.start(
                AgentVariables.read(variables).config(),
                runtime,
                new TaskGroups.Off(),
                store,
                SessionTimes.DEFAULTS,
                Clock.systemUTC());
        await().until(agent::connected);
        await().until(() -> plane.control.get() != null);
        return agent;
    }

    private void run(long sequence, ProtocolTask task) {
        plane.say(new AcsMessage.PayloadMessage(
                "m" + sequence, CLUSTER_ARN, INSTANCE_ARN, List.of(task), 1L, sequence, null));
        await().until(() -> plane.reports.stream()
                .anyMatch(report -> report.path("task").asText().equals(task.arn())
                        && report.path("status").asText().equals("RUNNING")));
    }

    private static FutureTask<Optional<Draining.Outcome>> draining(Agent agent, Duration limit) {
        FutureTask<Optional<Draining.Outcome>> drain = new FutureTask<>(() -> agent.drain(limit));
        Thread.ofVirtual().start(drain);
        return drain;
    }

    @Test
    void aTaskOfAServiceIsWaitedForAndOneOfNoServiceIsNot() throws Exception {
        try (Agent agent = connected()) {
            run(1, Payloads.ofService(OF_SERVICE, "web", "sleep", "60"));
            run(2, Payloads.toRun(ALONE, "sleep", "60"));
            FutureTask<Optional<Draining.Outcome>> drain = draining(agent, Duration.ofMinutes(1));
            await().until(() -> "DRAINING".equals(plane.status.get()));
            assertThat(drain.isDone()).isFalse();

            plane.say(new AcsMessage.PayloadMessage(
                    "m3",
                    CLUSTER_ARN,
                    INSTANCE_ARN,
                    List.of(ProtocolTask.toStop(OF_SERVICE, CLUSTER_ARN)),
                    1L,
                    3L,
                    null));
            assertThat(drain.get(30, TimeUnit.SECONDS)).contains(new Draining.Outcome.Empty());
            assertThat(runtime.running()).hasSize(1);
        }
    }

    @Test
    void whatDoesNotLeaveInTimeIsCountedAndRunsOn() throws Exception {
        try (Agent agent = connected()) {
            run(1, Payloads.ofService(OF_SERVICE, "web", "sleep", "60"));
            assertThat(agent.drain(Duration.ofMillis(300))).contains(new Draining.Outcome.StillThere(1));
            assertThat(runtime.running()).hasSize(1);
        }
    }

    @Test
    void theNextStartSetsTheInstanceActiveAgain() throws Exception {
        try (Agent agent = connected()) {
            assertThat(agent.drain(Duration.ofSeconds(1))).contains(new Draining.Outcome.Empty());
        }
        assertThat(plane.status.get()).isEqualTo("DRAINING");
        try (Agent _ = connected()) {
            await().until(() -> "ACTIVE".equals(plane.status.get()));
        }
    }

    @Test
    void anInstanceThatSomebodyElseDrainsStaysAsItIs() throws Exception {
        plane.status.set("DRAINING");
        try (Agent agent = connected()) {
            assertThat(agent.drain(Duration.ofSeconds(1))).contains(new Draining.Outcome.Empty());
        }
        int before = plane.registrations.size();
        try (Agent agent = connected()) {
            assertThat(plane.registrations).hasSizeGreaterThan(before);
            // The end of the registration's work: there is something to drain with.
            await().until(() -> agent.drain(Duration.ofMillis(1)).isPresent());
            assertThat(plane.status.get()).isEqualTo("DRAINING");
        }
    }

    @Test
    void aControlPlaneThatRefusesIsNotWaitedFor() throws Exception {
        plane.refusals.put(
                "UpdateContainerInstancesState", new ConcurrentLinkedQueue<>(List.of("AccessDeniedException")));
        try (Agent agent = connected()) {
            assertThat(agent.drain(Duration.ofMinutes(1)))
                    .contains(new Draining.Outcome.Refused("UpdateContainerInstancesState: no"));
        }
    }
}
