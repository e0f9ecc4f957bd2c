package io.roadstead.control.gateway;

import io.roadstead.control.gateway.AcsOutput.Acknowledged;
import io.roadstead.control.gateway.AcsOutput.Close;
import io.roadstead.control.gateway.AcsOutput.Oddity;
import io.roadstead.control.gateway.AcsOutput.Send;
import io.roadstead.control.gateway.TaskCredentials.RoleType;
import io.roadstead.core.Ids;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.store.Revision;
import io.roadstead.wire.agent.AcsMessage;
import io.roadstead.wire.agent.AcsMessage.AckRequest;
import io.roadstead.wire.agent.AcsMessage.CloseMessage;
import io.roadstead.wire.agent.AcsMessage.ErrorMessage;
import io.roadstead.wire.agent.AcsMessage.ExceptionMessage;
import io.roadstead.wire.agent.AcsMessage.HeartbeatAckRequest;
import io.roadstead.wire.agent.AcsMessage.HeartbeatMessage;
import io.roadstead.wire.agent.AcsMessage.IAMRoleCredentialsAckRequest;
import io.roadstead.wire.agent.AcsMessage.IAMRoleCredentialsMessage;
import io.roadstead.wire.agent.AcsMessage.NackRequest;
import io.roadstead.wire.agent.AcsMessage.PayloadMessage;
import io.roadstead.wire.agent.AcsMessage.TaskManifestMessage;
import io.roadstead.wire.agent.AcsMessage.TaskStopVerificationAck;
import io.roadstead.wire.agent.AcsMessage.TaskStopVerificationMessage;
import io.roadstead.wire.agent.AcsMessage.Unknown;
import io.roadstead.wire.agent.ProtocolTask;
import io.roadstead.wire.agent.TaskIdentifier;
import io.roadstead.wire.websocket.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One agent's session over ACS, as a state machine: what happened goes in, what to do comes out. It knows no socket, no
 * clock and no store, and is not for several threads at once.
 *
 * <p>Its rule: whatever is not settled is sent anew in every session and again until acknowledged, for telling an agent
 * twice is safe and telling it never is not.
 *
 * <p>Payloads' {@code seqNum} and manifests' {@code timeline} share one number space, and an agent drops a manifest that
 * is not beyond everything it has seen, in earlier sessions too. So a number is the store's revision with 16 bits of
 * room behind it for the messages sent at that revision: at revision 7 the first is 458,752 (7 times 65,536), the next
 * 458,753. A session's own opening is a commit, so its numbers are beyond those of every session before.
 *
 * <p>Source: agent-protocol 2.3, 2.6, 2.12.
 */
final class AcsSession {
    private static final int NUMBERS_PER_REVISION_BITS = 16;

    private final InstanceKey instance;
    private final GatewaySettings settings;
    private final Ids ids;
    private final Deliveries deliveries;
    private final CredentialPushes credentials;
    private InstanceTasks tasks = new InstanceTasks(Revision.NONE, List.of());
    private long lastNumber;
    private Instant heardAt;
    private Instant heartbeatAt;
    private @Nullable String manifestId;
    private int manifestsSent;
    private Instant manifestAt;
    private boolean over;

    /** @param now when the session opened */
    AcsSession(InstanceKey instance, GatewaySettings settings, Ids ids, TaskCredentials issuer, Instant now) {
        this.instance = instance;
        this.settings = settings;
        this.ids = ids;
        this.deliveries = new Deliveries(instance, settings, ids);
        this.credentials = new CredentialPushes(settings, issuer, ids);
        this.heardAt = now;
        this.heartbeatAt = now.plus(settings.heartbeat());
        this.manifestAt = now;
    }

    /**
     * The instance's tasks as they are now: once when the session opens, then after every change. An older view than the
     * last is ignored.
     */
    List<AcsOutput> changed(InstanceTasks now, Instant at) {
        if (now.revision().atLeast(tasks.revision())) {
            tasks = now;
            deliveries.want(now);
        }
        return due(at);
    }

    /** Time passed; to be called at {@link #wakeAt} at the latest. */
    List<AcsOutput> tick(Instant now) {
        return due(now);
    }

    /** The agent sent this. */
    List<AcsOutput> received(AcsMessage message, Instant now) {
        heardAt = now;
        List<AcsOutput> out = new ArrayList<>();
        switch (message) {
            case AckRequest ack -> acknowledged(ack.messageId(), out);
            case HeartbeatAckRequest ack -> {}
            case IAMRoleCredentialsAckRequest ack -> credentials.acknowledged(ack.messageId());
            case TaskStopVerificationMessage question -> verify(question, now, out);
            case NackRequest nack -> out.add(new Oddity("refused message " + nack.messageId() + ": " + nack.reason()));
            case Unknown unknown -> out.add(new Oddity("sent a message of unknown type " + unknown.type()));
            case HeartbeatMessage other -> out.add(wrongWay(other));
            case PayloadMessage other -> out.add(wrongWay(other));
            case IAMRoleCredentialsMessage other -> out.add(wrongWay(other));
            case TaskManifestMessage other -> out.add(wrongWay(other));
            case TaskStopVerificationAck other -> out.add(wrongWay(other));
            case CloseMessage other -> out.add(wrongWay(other));
            case ErrorMessage other -> out.add(wrongWay(other));
            case ExceptionMessage other -> out.add(wrongWay(other));
        }
        out.addAll(due(now));
        return out;
    }

    /** When {@link #tick} may have something to do. */
    Instant wakeAt() {
        if (over) {
            return Instant.MAX;
        }
        return Stream.of(
                        Optional.of(heartbeatAt),
                        Optional.of(manifestAt),
                        Optional.of(heardAt.plus(settings.silence())),
                        deliveries.wakeAt(),
                        credentials.wakeAt())
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    private List<AcsOutput> due(Instant now) {
        List<AcsOutput> out = new ArrayList<>();
        if (over) {
            return out;
        }
        if (!heardAt.plus(settings.silence()).isAfter(now)) {
            over = true;
            out.add(new Close(Session.GOING_AWAY, "nothing heard for " + settings.silence()));
            return out;
        }
        deliveries.due(now, task -> toRun(task, now), this::nextNumber).forEach(m -> out.add(new Send(m)));
        credentials.due(tasks, now).forEach(m -> out.add(new Send(m)));
        manifest(now, out);
        if (!heartbeatAt.isAfter(now)) {
            heartbeatAt = now.plus(settings.heartbeat());
            out.add(new Send(new HeartbeatMessage(true, ids.uuid())));
        }
        return out;
    }

    private ProtocolTask toRun(TaskToSend task, Instant now) {
        return PayloadBuilder.toRun(
                task.task(),
                task.definition(),
                credentials.forPayload(task, RoleType.TASK_APPLICATION, now),
                credentials.forPayload(task, RoleType.TASK_EXECUTION, now));
    }

    private void manifest(Instant now, List<AcsOutput> out) {
        if (manifestAt.isAfter(now)) {
            return;
        }
        if (manifestsSent == settings.manifestAttempts()) {
            manifestAt = Instant.MAX;
            out.add(new Oddity("acknowledged none of " + manifestsSent + " manifests"));
            return;
        }
        String id = ids.uuid();
        manifestId = id;
        manifestAt = now.plus(settings.patience(manifestsSent));
        manifestsSent++;
        List<TaskIdentifier> all = tasks.tasks().stream()
                .map(TaskToSend::task)
                .filter(task -> !task.stopped())
                .map(task -> new TaskIdentifier(
                        task.arn(), task.clusterArn(), task.desired().status().name()))
                .toList();
        out.add(new Send(new TaskManifestMessage(
                id, instance.clusterArn(), instance.arn(), all, now.toEpochMilli(), nextNumber())));
    }

    private void acknowledged(String messageId, List<AcsOutput> out) {
        if (messageId.equals(manifestId)) {
            manifestAt = Instant.MAX;
        } else if (deliveries.sent(messageId)) {
            deliveries
                    .acknowledged(messageId)
                    .forEach(order -> out.add(new Acknowledged(order.taskId(), order.desired())));
        }
    }

    /** A second look before the agent kills what the manifest did not name: only what is to run now may live. */
    private void verify(TaskStopVerificationMessage question, Instant now, List<AcsOutput> out) {
        if (!question.messageId().equals(manifestId)) {
            out.add(new Oddity("asked about manifest " + question.messageId() + ", which is not the last"));
            return;
        }
        manifestAt = Instant.MAX;
        Set<String> toRun = new HashSet<>();
        for (TaskToSend each : tasks.tasks()) {
            if (!each.task().stopped() && each.task().desired().status() == DesiredStatus.RUNNING) {
                toRun.add(each.task().arn());
            }
        }
        List<TaskIdentifier> toStop = question.stopCandidates().stream()
                .filter(candidate -> !toRun.contains(candidate.taskArn()))
                .map(candidate -> new TaskIdentifier(
                        candidate.taskArn(), candidate.taskClusterArn(), DesiredStatus.STOPPED.name()))
                .toList();
        out.add(new Send(new TaskStopVerificationAck(question.messageId(), now.toEpochMilli(), toStop)));
    }

    private static Oddity wrongWay(AcsMessage message) {
        return new Oddity("sent a " + message.type() + ", which only a control plane sends");
    }

    private long nextNumber() {
        lastNumber = Math.max(lastNumber + 1, tasks.revision().number() << NUMBERS_PER_REVISION_BITS);
        return lastNumber;
    }
}
