package io.roadstead.control.gateway;

import static io.roadstead.control.gateway.Samples.HOST;
import static io.roadstead.control.gateway.Samples.NOW;
import static io.roadstead.control.gateway.Samples.container;
import static io.roadstead.control.gateway.Samples.definition;
import static io.roadstead.control.gateway.Samples.seen;
import static io.roadstead.control.gateway.Samples.stopping;
import static io.roadstead.control.gateway.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskStatus;
import io.roadstead.store.Revision;
import io.roadstead.wire.agent.AcsMessage;
import io.roadstead.wire.agent.AcsMessage.AckRequest;
import io.roadstead.wire.agent.AcsMessage.HeartbeatAckRequest;
import io.roadstead.wire.agent.AcsMessage.HeartbeatMessage;
import io.roadstead.wire.agent.AcsMessage.IAMRoleCredentialsAckRequest;
import io.roadstead.wire.agent.AcsMessage.IAMRoleCredentialsMessage;
import io.roadstead.wire.agent.AcsMessage.PayloadMessage;
import io.roadstead.wire.agent.AcsMessage.TaskManifestMessage;
import io.roadstead.wire.agent.AcsMessage.TaskStopVerificationAck;
import io.roadstead.wire.agent.AcsMessage.TaskStopVerificationMessage;
import io.roadstead.wire.agent.ProtocolTask;
import io.roadstead.wire.agent.TaskIdentifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A control plane's tasks and an agent that loses acknowledgements, acknowledges twice and late, cannot read some tasks,
 * forgets tasks and reconnects, under one virtual clock drawn from a seed. First faults, then quiet, in which
 * everything must settle.
 */
class LossyAgentTest {
    private static final TaskDefinition DEFINITION =
            definition(null, "arn:aws:iam::123456789012:role/r", null, container("web"));
    private static final int SECONDS_OF_FAULTS = 600;
    private static final int SECONDS_OF_QUIET = 300;

    static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (long seed = 1; seed <= 25; seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everythingSettlesAndNothingIsOverdone(long seed) {
        World world = new World(seed);
        world.run(SECONDS_OF_FAULTS, true);
        world.reconnect();
        world.run(SECONDS_OF_QUIET, false);

        assertThat(world.controlPlane.values())
                .as("seed %d: whatever was wanted has come about", seed)
                .allMatch(t -> t.stopped() || (t.desired().status() == DesiredStatus.RUNNING && world.runs(t)));
        assertThat(world.agent.keySet())
                .as("seed %d: the agent runs exactly what is wanted", seed)
                .isEqualTo(world.wanted());
        assertThat(world.payloadsInQuiet)
                .as("seed %d: nothing is repeated once all is settled", seed)
                .isZero();
        assertThat(world.mostPayloadsInASecond)
                .as("seed %d: payloads in one second", seed)
                .isLessThanOrEqualTo(3 * GatewaySettings.DEFAULTS.payloadsInFlight());
    }

    private static final class World {
        final Random random;
        final double lossRate;
        final Map<String, Task> controlPlane = new LinkedHashMap<>();
        final Map<String, Boolean> agent = new HashMap<>();
        final Set<String> unreadable = new HashSet<>();
        final List<Timed> toSession = new ArrayList<>();
        Instant now = NOW;
        long revision = 1;
        long agentWatermark = -1;
        long lastNumber = -1;
        int mostPayloadsInASecond;
        int payloadsThisSecond;
        int payloadsInQuiet;
        boolean settled;
        AcsSession session;

        private record Timed(Instant at, AcsMessage message) {}

        World(long seed) {
            this.random = new Random(seed);
            this.lossRate = random.nextDouble() * 0.7;
            this.session = fresh();
        }

        private AcsSession fresh() {
            revision++;
            return new AcsSession(
                    HOST,
                    GatewaySettings.DEFAULTS,
                    Samples.random(random.nextLong()),
                    AcsSessionTest.issuer(Duration.ofHours(1)),
                    now);
        }

        void run(int seconds, boolean faults) {
            for (int second = 0; second < seconds; second++) {
                now = now.plusSeconds(1);
                payloadsThisSecond = 0;
                settled = !faults && second >= seconds / 2;
                if (faults) {
                    disturb();
                }
                report();
                deliver(session.changed(view(), now), faults);
                for (Timed timed : List.copyOf(toSession)) {
                    if (!timed.at().isAfter(now)) {
                        toSession.remove(timed);
                        deliver(session.received(timed.message(), now), faults);
                    }
                }
                if (!session.wakeAt().isAfter(now)) {
                    deliver(session.tick(now), faults);
                }
                mostPayloadsInASecond = Math.max(mostPayloadsInASecond, payloadsThisSecond);
            }
        }

        void reconnect() {
            toSession.clear();
            session = fresh();
        }

        private void disturb() {
            if (random.nextInt(5) == 0) {
                Task task = task("task-" + controlPlane.size(), DEFINITION);
                controlPlane.put(task.arn(), task);
                revision++;
                if (random.nextInt(10) == 0) {
                    unreadable.add(task.arn());
                }
            }
            controlPlane.replaceAll((arn, task) -> {
                if (random.nextInt(200) == 0 && task.desired().status() == DesiredStatus.RUNNING && !task.stopped()) {
                    revision++;
                    return stopping(task);
                }
                return task;
            });
            if (random.nextInt(60) == 0) {
                reconnect();
            }
            if (random.nextInt(100) == 0) {
                agent.put(Samples.SCOPE.arn("task/default/stray-" + random.nextInt(1_000)), true);
            }
        }

        /** SubmitTaskStateChange is a road of its own, and reliable in the end. */
        private void report() {
            controlPlane.replaceAll((arn, task) -> {
                Boolean running = agent.get(arn);
                if (running == null || task.stopped()) {
                    return task;
                }
                if (running && task.observed().lastStatus() != TaskStatus.RUNNING) {
                    revision++;
                    return seen(task, TaskStatus.RUNNING);
                }
                if (!running) {
                    revision++;
                    return seen(stopping(task), TaskStatus.STOPPED);
                }
                return task;
            });
            agent.values().removeIf(running -> !running);
        }

        private InstanceTasks view() {
            return new InstanceTasks(
                    new Revision(revision),
                    controlPlane.values().stream()
                            .map(t -> new TaskToSend(t, DEFINITION))
                            .toList());
        }

        private void deliver(List<AcsOutput> outputs, boolean faults) {
            for (AcsOutput output : outputs) {
                switch (output) {
                    case AcsOutput.Send send -> agentTakes(send.message(), faults);
                    case AcsOutput.Acknowledged order ->
                        assertThat(controlPlane).containsKey(Samples.SCOPE.arn("task/default/" + order.taskId()));
                    case AcsOutput.Oddity oddity ->
                        assertThat(faults).as(oddity.text()).isTrue();
                    case AcsOutput.Close close -> session = fresh();
                }
            }
        }

        private void agentTakes(AcsMessage message, boolean faults) {
            switch (message) {
                case PayloadMessage payload -> takePayload(payload, faults);
                case TaskManifestMessage manifest -> takeManifest(manifest, faults);
                case HeartbeatMessage beat -> answer(new HeartbeatAckRequest(beat.messageId()), faults);
                case IAMRoleCredentialsMessage push -> {
                    if (agent.containsKey(push.taskArn())) {
                        answer(new IAMRoleCredentialsAckRequest(push.messageId(), null, null), faults);
                    }
                }
                case TaskStopVerificationAck verdict -> {
                    for (TaskIdentifier stop : verdict.stopTasks()) {
                        Task known = controlPlane.get(stop.taskArn());
                        assertThat(known == null
                                        || known.stopped()
                                        || known.desired().status() == DesiredStatus.STOPPED)
                                .as("only what is not to run may be stopped by a verdict")
                                .isTrue();
                        agent.computeIfPresent(stop.taskArn(), (arn, running) -> false);
                    }
                }
                default -> throw new AssertionError("an agent is never sent " + message);
            }
        }

        private void takePayload(PayloadMessage payload, boolean faults) {
            payloadsThisSecond++;
            payloadsInQuiet += settled ? 1 : 0;
            grows(payload.seqNum() == null ? -1 : payload.seqNum());
            if (faults && random.nextDouble() < lossRate) {
                return;
            }
            boolean readable = true;
            for (ProtocolTask task : payload.tasks()) {
                if (unreadable.contains(task.arn()) && "RUNNING".equals(task.desiredStatus())) {
                    readable = false;
                    agent.put(task.arn(), false);
                } else if ("STOPPED".equals(task.desiredStatus())) {
                    agent.put(task.arn(), false);
                } else if (!finished(task.arn())) {
                    agent.putIfAbsent(task.arn(), true);
                }
            }
            agentWatermark = Math.max(agentWatermark, payload.seqNum() == null ? -1 : payload.seqNum());
            if (readable) {
                answer(
                        new AckRequest(payload.clusterArn(), payload.containerInstanceArn(), payload.messageId()),
                        faults);
            }
        }

        private boolean finished(String arn) {
            Task task = controlPlane.get(arn);
            return task != null && task.stopped();
        }

        private void takeManifest(TaskManifestMessage manifest, boolean faults) {
            grows(manifest.timeline());
            if (faults && random.nextDouble() < lossRate) {
                return;
            }
            assertThat(manifest.timeline())
                    .as("a manifest is beyond all the agent has seen, in earlier sessions too")
                    .isGreaterThan(agentWatermark);
            agentWatermark = manifest.timeline();
            answer(new AckRequest(null, null, manifest.messageId()), faults);
            Set<String> toRun = new HashSet<>();
            manifest.tasks().stream()
                    .filter(t -> "RUNNING".equals(t.desiredStatus()))
                    .forEach(t -> toRun.add(t.taskArn()));
            List<TaskIdentifier> candidates = agent.entrySet().stream()
                    .filter(entry -> entry.getValue() && !toRun.contains(entry.getKey()))
                    .map(entry -> new TaskIdentifier(entry.getKey(), null, "STOPPED"))
                    .toList();
            if (!candidates.isEmpty()) {
                answer(new TaskStopVerificationMessage(manifest.messageId(), candidates), faults);
            }
        }

        private void grows(long number) {
            assertThat(number).as("numbers only grow").isGreaterThan(lastNumber);
            lastNumber = number;
        }

        /** Late, lost or twice, as faults have it. */
        private void answer(AcsMessage message, boolean faults) {
            if (!faults) {
                toSession.add(new Timed(now, message));
                return;
            }
            if (random.nextDouble() >= lossRate) {
                toSession.add(new Timed(now.plusSeconds(random.nextInt(20)), message));
            }
            if (random.nextInt(10) == 0) {
                toSession.add(new Timed(now.plusSeconds(random.nextInt(90)), message));
            }
        }

        boolean runs(Task task) {
            return Boolean.TRUE.equals(agent.get(task.arn()));
        }

        Set<String> wanted() {
            Set<String> wanted = new HashSet<>();
            for (Task task : controlPlane.values()) {
                if (!task.stopped() && task.desired().status() == DesiredStatus.RUNNING) {
                    wanted.add(task.arn());
                }
            }
            return wanted;
        }
    }
}
