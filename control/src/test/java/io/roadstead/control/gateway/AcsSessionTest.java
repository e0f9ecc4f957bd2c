package io.roadstead.control.gateway;

import static io.roadstead.control.gateway.Samples.HOST;
import static io.roadstead.control.gateway.Samples.NOW;
import static io.roadstead.control.gateway.Samples.container;
import static io.roadstead.control.gateway.Samples.counting;
import static io.roadstead.control.gateway.Samples.definition;
import static io.roadstead.control.gateway.Samples.seen;
import static io.roadstead.control.gateway.Samples.stopping;
import static io.roadstead.control.gateway.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.control.gateway.TaskCredentials.Issued;
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
import io.roadstead.wire.agent.AcsMessage.Unknown;
import io.roadstead.wire.agent.ProtocolTask;
import io.roadstead.wire.agent.TaskIdentifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcsSessionTest {
    private static final TaskDefinition DEFINITION = definition(container("web"));
    private static final TaskDefinition WITH_ROLE =
            definition(null, "arn:aws:iam::123456789012:role/r", null, container("web"));
    private static final GatewaySettings SETTINGS = GatewaySettings.DEFAULTS;
    private static final TaskCredentials NO_CREDENTIALS = (task, type, role, now) -> Optional.empty();

    private final AcsSession session = new AcsSession(HOST, SETTINGS, counting(), NO_CREDENTIALS, NOW);

    @ParameterizedTest
    @CsvSource({
        "RUNNING, PENDING,      RUNNING",
        "RUNNING, ACTIVATING,   RUNNING",
        "RUNNING, RUNNING,      ",
        "RUNNING, DEACTIVATING, ",
        "RUNNING, STOPPED,      ",
        "STOPPED, PENDING,      STOPPED",
        "STOPPED, RUNNING,      STOPPED",
        "STOPPED, STOPPING,     STOPPED",
        "STOPPED, STOPPED,      ",
    })
    void whatIsSentAtTheStartFollowsFromWishAndNews(DesiredStatus wish, TaskStatus news, String sent) {
        Task task = seen(task("t", DEFINITION), news);
        List<AcsOutput> out = session.changed(at(1, wish == DesiredStatus.STOPPED ? stopping(task) : task), NOW);

        assertThat(tasks(out).map(ProtocolTask::desiredStatus)).isEqualTo(sent == null ? List.of() : List.of(sent));
    }

    @Test
    void theSessionStartsWithPayloadsAndThenTheManifestOfAllThatIsNotStopped() {
        List<AcsOutput> out = session.changed(
                at(
                        7,
                        task("pending", DEFINITION),
                        seen(task("running", DEFINITION), TaskStatus.RUNNING),
                        stopping(seen(task("stopping", DEFINITION), TaskStatus.RUNNING)),
                        seen(task("stopped", DEFINITION), TaskStatus.STOPPED)),
                NOW);

        assertThat(messages(out, AcsMessage.class)).hasSize(2);
        PayloadMessage payload =
                (PayloadMessage) messages(out, AcsMessage.class).getFirst();
        TaskManifestMessage manifest =
                (TaskManifestMessage) messages(out, AcsMessage.class).getLast();
        assertThat(payload.tasks()).extracting(ProtocolTask::arn).containsExactly(arn("stopping"), arn("pending"));
        assertThat(payload.clusterArn()).isEqualTo(HOST.clusterArn());
        assertThat(payload.containerInstanceArn()).isEqualTo(HOST.arn());
        assertThat(payload.seqNum()).isEqualTo(7L << 16);
        assertThat(payload.generatedAt()).isEqualTo(NOW.toEpochMilli());
        assertThat(manifest.timeline()).isEqualTo((7L << 16) + 1);
        assertThat(manifest.tasks())
                .containsExactly(
                        new TaskIdentifier(arn("pending"), HOST.clusterArn(), "RUNNING"),
                        new TaskIdentifier(arn("running"), HOST.clusterArn(), "RUNNING"),
                        new TaskIdentifier(arn("stopping"), HOST.clusterArn(), "STOPPED"));
    }

    @Test
    void anAcknowledgedOrderIsToldOnceAndNotSentAgain() {
        List<AcsOutput> start = session.changed(at(1, task("t", DEFINITION)), NOW);
        String id = payloads(start).getFirst().messageId();

        assertThat(session.received(ack(id), NOW))
                .containsExactly(new AcsOutput.Acknowledged("t", DesiredStatus.RUNNING));
        assertThat(session.received(ack(id), NOW)).isEmpty();
        assertThat(session.changed(at(2, task("t", DEFINITION)), NOW)).isEmpty();
        assertThat(tasks(session.tick(NOW.plusSeconds(90))).list()).isEmpty();
    }

    @Test
    void anUnacknowledgedOrderIsSentAgainWithGrowingPatience() {
        session.changed(at(1, task("t", DEFINITION)), NOW);
        List<Long> sentAfter = new ArrayList<>();
        for (int second = 1; second <= 300; second++) {
            Instant now = NOW.plusSeconds(second);
            if (!payloads(session.tick(now)).isEmpty()) {
                sentAfter.add((long) second);
            }
            session.received(new HeartbeatAckRequest("h"), now);
        }

        assertThat(sentAfter).containsExactly(5L, 15L, 35L, 75L, 135L, 195L, 255L);
    }

    @Test
    void aLateAcknowledgementOfTheFirstCopySettlesTheOrderToo() {
        String first = payloads(session.changed(at(1, task("t", DEFINITION)), NOW))
                .getFirst()
                .messageId();
        session.tick(NOW.plusSeconds(5));

        assertThat(session.received(ack(first), NOW.plusSeconds(6)))
                .containsExactly(new AcsOutput.Acknowledged("t", DesiredStatus.RUNNING));
        assertThat(payloads(session.tick(NOW.plusSeconds(60)))).isEmpty();
    }

    @Test
    void aStopDecidedWhileTheRunIsUnderwayIsSentAtOnceAndTheRunNoMore() {
        String run = payloads(session.changed(at(1, task("t", DEFINITION)), NOW))
                .getFirst()
                .messageId();
        List<AcsOutput> out = session.changed(at(2, stopping(task("t", DEFINITION))), NOW.plusSeconds(1));

        assertThat(tasks(out).map(ProtocolTask::desiredStatus)).containsExactly("STOPPED");
        assertThat(session.received(ack(run), NOW.plusSeconds(2)))
                .as("the acknowledgement of an order no longer wanted settles nothing")
                .isEmpty();
        assertThat(tasks(session.tick(NOW.plusSeconds(6))).map(ProtocolTask::desiredStatus))
                .containsExactly("STOPPED");
    }

    @Test
    void anAcknowledgementNobodyWaitsForIsHarmless() {
        assertThat(session.received(ack("never sent"), NOW)).allMatch(AcsOutput.Send.class::isInstance);
    }

    @Test
    void firstOrdersShareAPayloadUpToTheLimitOfTasks() {
        List<AcsOutput> out = session.changed(at(1, many(25)), NOW);

        assertThat(payloads(out)).extracting(p -> p.tasks().size()).containsExactly(10, 10, 5);
        assertThat(payloads(out))
                .extracting(PayloadMessage::seqNum)
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void aPayloadStaysBelowItsLimitOfBytesUnlessOneTaskIsLarger() {
        GatewaySettings small = new GatewaySettings(
                SETTINGS.heartbeat(),
                SETTINGS.silence(),
                SETTINGS.acknowledgeWithin(),
                SETTINGS.acknowledgeWithinMost(),
                10,
                4_000,
                16,
                5,
                3,
                SETTINGS.refreshBefore(),
                SETTINGS.refreshEvery(),
                SETTINGS.retryIssuing(),
                SETTINGS.reconnectGrace(),
                SETTINGS.tick());
        AcsSession tight = new AcsSession(HOST, small, counting(), NO_CREDENTIALS, NOW);
        TaskDefinition huge = definition(IntStream.range(0, 20)
                .mapToObj(i -> container("c" + i))
                .toArray(io.roadstead.core.model.ContainerDefinition[]::new));

        List<PayloadMessage> out = payloads(tight.changed(
                new InstanceTasks(
                        new Revision(1),
                        Stream.concat(
                                        Stream.of(new TaskToSend(task("huge", huge), huge)),
                                        Arrays.stream(many(6)).map(t -> new TaskToSend(t, DEFINITION)))
                                .toList()),
                NOW));

        assertThat(out.getFirst().tasks()).extracting(ProtocolTask::arn).containsExactly(arn("huge"));
        assertThat(out.stream().mapToInt(p -> p.tasks().size()).sum()).isEqualTo(7);
        assertThat(out.get(1).tasks().size()).isBetween(2, 5);
    }

    @Test
    void oneTaskTheAgentCannotReadKeepsNoOtherFromBeingAcknowledged() {
        session.changed(at(1, many(10)), NOW);

        List<PayloadMessage> again = payloads(session.tick(NOW.plusSeconds(5)));

        assertThat(again).hasSize(10).allMatch(p -> p.tasks().size() == 1);
        String bad = arn("t003");
        List<AcsOutput> acknowledged = new ArrayList<>();
        for (PayloadMessage payload : again) {
            if (!payload.tasks().getFirst().arn().equals(bad)) {
                acknowledged.addAll(session.received(ack(payload.messageId()), NOW.plusSeconds(6)));
            }
        }
        assertThat(acknowledged)
                .filteredOn(AcsOutput.Acknowledged.class::isInstance)
                .hasSize(9);
        assertThat(tasks(session.tick(NOW.plusSeconds(15))).map(ProtocolTask::arn))
                .containsExactly(bad);
    }

    @Test
    void noMorePayloadsAreInFlightThanTheLimitAndAcknowledgementsMakeRoom() {
        List<PayloadMessage> first = payloads(session.changed(at(1, many(200)), NOW));
        assertThat(first).hasSize(SETTINGS.payloadsInFlight());

        List<AcsOutput> next = session.received(ack(first.getFirst().messageId()), NOW);
        assertThat(payloads(next)).hasSize(1);
        assertThat(payloads(next).getFirst().tasks()).hasSize(10);
    }

    @Test
    void anOlderViewThanTheLastIsIgnored() {
        session.changed(at(5, stopping(task("t", DEFINITION))), NOW);

        assertThat(session.changed(at(4, task("t", DEFINITION)), NOW)).isEmpty();
    }

    @Test
    void aHeartbeatGoesOutEveryThirtySeconds() {
        session.changed(at(1), NOW);

        assertThat(messages(session.tick(NOW.plusSeconds(29)), HeartbeatMessage.class))
                .isEmpty();
        assertThat(messages(session.tick(NOW.plusSeconds(30)), HeartbeatMessage.class))
                .hasSize(1);
        assertThat(messages(session.tick(NOW.plusSeconds(31)), HeartbeatMessage.class))
                .isEmpty();
        assertThat(messages(session.tick(NOW.plusSeconds(60)), HeartbeatMessage.class))
                .hasSize(1);
    }

    @Test
    void anAgentThatIsSilentForTwoMinutesLosesItsSession() {
        session.changed(at(1), NOW);
        session.received(new HeartbeatAckRequest("h"), NOW.plusSeconds(30));

        assertThat(session.tick(NOW.plusSeconds(149))).noneMatch(AcsOutput.Close.class::isInstance);
        assertThat(session.tick(NOW.plusSeconds(150)))
                .containsExactly(new AcsOutput.Close(1001, "nothing heard for PT2M"));
        assertThat(session.tick(NOW.plusSeconds(200))).isEmpty();
        assertThat(session.wakeAt()).isEqualTo(Instant.MAX);
    }

    @Test
    void anUnacknowledgedManifestIsSentAgainWithAGreaterTimelineAndNotForEver() {
        List<TaskManifestMessage> manifests =
                new ArrayList<>(messages(session.changed(at(1), NOW), TaskManifestMessage.class));
        List<AcsOutput> odd = new ArrayList<>();
        for (int second = 1; second <= 600; second++) {
            List<AcsOutput> out = session.tick(NOW.plusSeconds(second));
            manifests.addAll(messages(out, TaskManifestMessage.class));
            out.stream().filter(AcsOutput.Oddity.class::isInstance).forEach(odd::add);
            session.received(new HeartbeatAckRequest("h"), NOW.plusSeconds(second));
        }

        assertThat(manifests).hasSize(5);
        assertThat(manifests)
                .extracting(TaskManifestMessage::timeline)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(odd).hasSize(1);
    }

    @Test
    void anAcknowledgedManifestIsNotSentAgain() {
        TaskManifestMessage manifest =
                messages(session.changed(at(1), NOW), TaskManifestMessage.class).getFirst();

        session.received(ack(manifest.messageId()), NOW);

        assertThat(messages(session.tick(NOW.plusSeconds(60)), TaskManifestMessage.class))
                .isEmpty();
    }

    @Test
    void ofTheStopCandidatesOnlyThoseThatAreNotToRunAreStopped() {
        TaskManifestMessage manifest =
                messages(session.changed(at(1), NOW), TaskManifestMessage.class).getFirst();
        session.changed(
                at(
                        2,
                        task("placed since", DEFINITION),
                        stopping(task("stopping", DEFINITION)),
                        seen(task("dead", DEFINITION), TaskStatus.STOPPED)),
                NOW);

        List<AcsOutput> out = session.received(
                new TaskStopVerificationMessage(
                        manifest.messageId(),
                        Stream.of("placed since", "stopping", "dead", "forgotten")
                                .map(id -> new TaskIdentifier(arn(id), HOST.clusterArn(), "STOPPED"))
                                .toList()),
                NOW);

        TaskStopVerificationAck answer =
                messages(out, TaskStopVerificationAck.class).getFirst();
        assertThat(answer.messageId()).isEqualTo(manifest.messageId());
        assertThat(answer.stopTasks())
                .extracting(TaskIdentifier::taskArn)
                .containsExactly(arn("stopping"), arn("dead"), arn("forgotten"));
        assertThat(answer.stopTasks()).extracting(TaskIdentifier::desiredStatus).containsOnly("STOPPED");
    }

    @Test
    void aQuestionAboutAManifestThatIsNotTheLastGetsNoAnswer() {
        session.changed(at(1), NOW);

        List<AcsOutput> out = session.received(new TaskStopVerificationMessage("old", List.of()), NOW);

        assertThat(out).hasSize(1).allMatch(AcsOutput.Oddity.class::isInstance);
    }

    @Test
    void messagesThatAgentsDoNotSendAreOddAndNothingMore() {
        session.changed(at(1), NOW);

        assertThat(session.received(new Unknown("X"), NOW)).hasSize(1).allMatch(AcsOutput.Oddity.class::isInstance);
        assertThat(session.received(new HeartbeatMessage(true, "h"), NOW))
                .hasSize(1)
                .allMatch(AcsOutput.Oddity.class::isInstance);
    }

    @Test
    void numbersOfALaterSessionAreBeyondAllOfAnEarlierOne() {
        long last = messages(session.changed(at(3, many(100)), NOW), TaskManifestMessage.class)
                .getFirst()
                .timeline();
        AcsSession later = new AcsSession(HOST, SETTINGS, counting(), NO_CREDENTIALS, NOW);

        assertThat(payloads(later.changed(at(4, many(1)), NOW)).getFirst().seqNum())
                .isGreaterThan(last);
    }

    @Test
    void aPayloadCarriesTheCredentialsOfTheTasksRole() {
        AcsSession withRoles = new AcsSession(HOST, SETTINGS, counting(), issuer(Duration.ofHours(6)), NOW);

        List<AcsOutput> out = withRoles.changed(at(1, WITH_ROLE, task("t", WITH_ROLE)), NOW);

        ProtocolTask sent = payloads(out).getFirst().tasks().getFirst();
        assertThat(Objects.requireNonNull(sent.roleCredentials()).credentialsId())
                .isEqualTo("t-TASK_APPLICATION");
        assertThat(sent.executionRoleCredentials()).isNull();
        assertThat(messages(out, IAMRoleCredentialsMessage.class)).isEmpty();
    }

    @Test
    void aRunningTasksCredentialsArePushedAtTheStartOfASession() {
        AcsSession withRoles = new AcsSession(HOST, SETTINGS, counting(), issuer(Duration.ofHours(6)), NOW);

        List<AcsOutput> out = withRoles.changed(at(1, WITH_ROLE, seen(task("t", WITH_ROLE), TaskStatus.RUNNING)), NOW);

        assertThat(messages(out, IAMRoleCredentialsMessage.class)).hasSize(1);
        IAMRoleCredentialsMessage push =
                messages(out, IAMRoleCredentialsMessage.class).getFirst();
        assertThat(push.taskArn()).isEqualTo(arn("t"));
        assertThat(push.roleType()).isEqualTo("TaskApplication");
        assertThat(push.roleCredentials().credentialsId()).isEqualTo("t-TASK_APPLICATION");
        assertThat(push.roleCredentials().expiration()).isEqualTo("2026-11-23T16:00:00Z");
    }

    @Test
    void credentialsAreReplacedWithTheSameIdBeforeTheyExpire() {
        AcsSession withRoles = new AcsSession(HOST, SETTINGS, counting(), issuer(Duration.ofHours(1)), NOW);
        List<AcsOutput> start = withRoles.changed(at(1, WITH_ROLE, task("t", WITH_ROLE)), NOW);
        withRoles.received(ack(payloads(start).getFirst().messageId()), NOW);
        List<IAMRoleCredentialsMessage> pushes = new ArrayList<>();
        for (int minute = 1; minute <= 120; minute++) {
            Instant now = NOW.plus(Duration.ofMinutes(minute));
            for (IAMRoleCredentialsMessage push : messages(withRoles.tick(now), IAMRoleCredentialsMessage.class)) {
                pushes.add(push);
                withRoles.received(new IAMRoleCredentialsAckRequest(push.messageId(), null, null), now);
            }
            withRoles.received(new HeartbeatAckRequest("h"), now);
        }

        assertThat(pushes)
                .extracting(p -> p.roleCredentials().expiration())
                .containsExactly("2026-11-23T11:45:00Z", "2026-11-23T12:30:00Z");
        assertThat(pushes).extracting(p -> p.roleCredentials().credentialsId()).containsOnly("t-TASK_APPLICATION");
    }

    @Test
    void aPushNobodyAcknowledgesIsRepeatedButNotForEver() {
        AcsSession withRoles = new AcsSession(HOST, SETTINGS, counting(), issuer(Duration.ofHours(6)), NOW);
        List<IAMRoleCredentialsMessage> pushes = new ArrayList<>(messages(
                withRoles.changed(at(1, WITH_ROLE, seen(task("t", WITH_ROLE), TaskStatus.RUNNING)), NOW),
                IAMRoleCredentialsMessage.class));
        for (int second = 1; second <= 600; second++) {
            pushes.addAll(messages(withRoles.tick(NOW.plusSeconds(second)), IAMRoleCredentialsMessage.class));
            withRoles.received(new HeartbeatAckRequest("h"), NOW.plusSeconds(second));
        }

        assertThat(pushes).hasSize(3);
        assertThat(pushes)
                .extracting(IAMRoleCredentialsMessage::messageId)
                .containsOnly(pushes.getFirst().messageId());
    }

    @Test
    void credentialsThatWereNotToBeHadArePushedLater() {
        List<Instant> asked = new ArrayList<>();
        TaskCredentials late = (task, type, role, now) -> {
            asked.add(now);
            return now.isBefore(NOW.plusSeconds(120))
                    ? Optional.empty()
                    : issuer(Duration.ofHours(6)).issue(task, type, role, now);
        };
        AcsSession withRoles = new AcsSession(HOST, SETTINGS, counting(), late, NOW);
        List<AcsOutput> out = withRoles.changed(at(1, WITH_ROLE, task("t", WITH_ROLE)), NOW);
        assertThat(payloads(out).getFirst().tasks().getFirst().roleCredentials())
                .isNull();
        withRoles.received(ack(payloads(out).getFirst().messageId()), NOW);

        List<IAMRoleCredentialsMessage> pushes = new ArrayList<>();
        for (int second = 1; second <= 130; second++) {
            pushes.addAll(messages(withRoles.tick(NOW.plusSeconds(second)), IAMRoleCredentialsMessage.class));
            withRoles.received(new HeartbeatAckRequest("h"), NOW.plusSeconds(second));
        }

        assertThat(asked).containsExactly(NOW, NOW.plusSeconds(60), NOW.plusSeconds(120));
        assertThat(pushes).isNotEmpty();
    }

    @Test
    void theSessionSleepsUntilSomethingIsDue() {
        List<AcsOutput> start = session.changed(at(1, task("t", DEFINITION)), NOW);
        assertThat(session.wakeAt()).isEqualTo(NOW.plusSeconds(5));

        messages(start, PayloadMessage.class).forEach(p -> session.received(ack(p.messageId()), NOW));
        messages(start, TaskManifestMessage.class).forEach(m -> session.received(ack(m.messageId()), NOW));
        assertThat(session.wakeAt()).isEqualTo(NOW.plusSeconds(30));
    }

    static TaskCredentials issuer(Duration life) {
        return (task, type, role, now) ->
                Optional.of(new Issued(task.id() + "-" + type, role, "AK", "SK", "TOKEN", now.plus(life)));
    }

    private static Task[] many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> task("t%03d".formatted(i), DEFINITION))
                .toArray(Task[]::new);
    }

    private static InstanceTasks at(long revision, Task... tasks) {
        return at(revision, DEFINITION, tasks);
    }

    private static InstanceTasks at(long revision, TaskDefinition definition, Task... tasks) {
        return new InstanceTasks(
                new Revision(revision),
                Arrays.stream(tasks).map(t -> new TaskToSend(t, definition)).toList());
    }

    private static AckRequest ack(String messageId) {
        return new AckRequest(HOST.clusterArn(), HOST.arn(), messageId);
    }

    private static String arn(String taskId) {
        return Samples.SCOPE.arn("task/default/" + taskId);
    }

    private static List<PayloadMessage> payloads(List<AcsOutput> outputs) {
        return messages(outputs, PayloadMessage.class);
    }

    private static Tasks tasks(List<AcsOutput> outputs) {
        return new Tasks(payloads(outputs).stream()
                .flatMap(payload -> payload.tasks().stream())
                .toList());
    }

    private record Tasks(List<ProtocolTask> list) {
        <T> List<T> map(java.util.function.Function<ProtocolTask, T> part) {
            return list.stream().map(part).toList();
        }
    }

    private static <T extends AcsMessage> List<T> messages(List<AcsOutput> outputs, Class<T> kind) {
        return outputs.stream()
                .filter(AcsOutput.Send.class::isInstance)
                .map(output -> ((AcsOutput.Send) output).message())
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
