package io.roadstead.control.gateway;

import io.roadstead.control.gateway.TaskCredentials.Issued;
import io.roadstead.control.gateway.TaskCredentials.RoleType;
import io.roadstead.core.Ids;
import io.roadstead.wire.agent.AcsMessage.IAMRoleCredentialsMessage;
import io.roadstead.wire.agent.IamRoleCredentials;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The roles' credentials that one agent holds by this session, and when each is to be replaced.
 *
 * <p>Its rule: a task that runs and has a role has credentials pushed in every session, be it that its agent started
 * anew ({@code sendCredentials=true}, when it remembers none) or not: nobody knows any more how long those of an earlier
 * session last. After that they are replaced every hour, and in good time before they expire. An agent never asks for
 * any.
 *
 * <p>Source: agent-protocol 2.1, 2.11.
 */
final class CredentialPushes {
    private final GatewaySettings settings;
    private final TaskCredentials issuer;
    private final Ids ids;
    private final Map<RoleOfTask, Held> held = new HashMap<>();

    private record RoleOfTask(String taskArn, RoleType type) {}

    private static final class Held {
        Instant replaceAt;
        int attempts;

        @Nullable
        IAMRoleCredentialsMessage unacknowledged;

        Instant repeatAt = Instant.MAX;

        Held(Instant replaceAt) {
            this.replaceAt = replaceAt;
        }

        Instant wakeAt() {
            return repeatAt.isBefore(replaceAt) ? repeatAt : replaceAt;
        }
    }

    CredentialPushes(GatewaySettings settings, TaskCredentials issuer, Ids ids) {
        this.settings = settings;
        this.issuer = issuer;
        this.ids = ids;
    }

    /** Credentials to go with a payload; the payload's own acknowledgement is enough for them. */
    @Nullable
    IamRoleCredentials forPayload(TaskToSend task, RoleType type, Instant now) {
        return PayloadBuilder.roleArn(task.task(), task.definition(), type)
                .flatMap(role -> issue(task, type, role, now))
                .map(CredentialPushes::wire)
                .orElse(null);
    }

    /** The pushes to send now. */
    List<IAMRoleCredentialsMessage> due(InstanceTasks tasks, Instant now) {
        List<IAMRoleCredentialsMessage> messages = new ArrayList<>();
        Set<RoleOfTask> live = new HashSet<>();
        for (TaskToSend task : tasks.tasks()) {
            if (task.task().stopped()) {
                continue;
            }
            for (RoleType type : RoleType.values()) {
                PayloadBuilder.roleArn(task.task(), task.definition(), type).ifPresent(role -> {
                    live.add(new RoleOfTask(task.task().arn(), type));
                    due(task, type, role, now).ifPresent(messages::add);
                });
            }
        }
        held.keySet().retainAll(live);
        return messages;
    }

    void acknowledged(String messageId) {
        for (Held each : held.values()) {
            if (each.unacknowledged != null && each.unacknowledged.messageId().equals(messageId)) {
                each.unacknowledged = null;
                each.repeatAt = Instant.MAX;
            }
        }
    }

    /** When {@link #due} may have something that it has not now. */
    Optional<Instant> wakeAt() {
        return held.values().stream().map(Held::wakeAt).min(Instant::compareTo);
    }

    private Optional<IAMRoleCredentialsMessage> due(TaskToSend task, RoleType type, String role, Instant now) {
        Held known = held.get(new RoleOfTask(task.task().arn(), type));
        if (known == null ? task.running() : !known.replaceAt.isAfter(now)) {
            return issue(task, type, role, now).map(issued -> push(task, type, issued, now));
        }
        if (known == null || known.unacknowledged == null || known.repeatAt.isAfter(now)) {
            return Optional.empty();
        }
        IAMRoleCredentialsMessage again = known.unacknowledged;
        repeatLater(known, again, now);
        return Optional.of(again);
    }

    private Optional<Issued> issue(TaskToSend task, RoleType type, String role, Instant now) {
        Optional<Issued> issued = issuer.issue(task.task(), type, role, now);
        Instant soonest = now.plus(settings.retryIssuing());
        Instant replaceAt = issued.map(i -> i.expiration().minus(settings.refreshBefore()))
                .map(latest -> earlier(latest, now.plus(settings.refreshEvery())))
                .filter(soonest::isBefore)
                .orElse(soonest);
        held.put(new RoleOfTask(task.task().arn(), type), new Held(replaceAt));
        return issued;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private IAMRoleCredentialsMessage push(TaskToSend task, RoleType type, Issued issued, Instant now) {
        IAMRoleCredentialsMessage message = new IAMRoleCredentialsMessage(
                ids.uuid(), task.task().arn(), task.task().clusterArn(), type.wire(), wire(issued));
        Held fresh = held.get(new RoleOfTask(task.task().arn(), type));
        if (fresh != null) {
            repeatLater(fresh, message, now);
        }
        return message;
    }

    /** An agent that no longer has the task keeps the credentials and acknowledges nothing: not repeated for ever. */
    private void repeatLater(Held credentials, IAMRoleCredentialsMessage message, Instant now) {
        credentials.attempts++;
        boolean last = credentials.attempts >= settings.credentialAttempts();
        credentials.unacknowledged = last ? null : message;
        credentials.repeatAt = last ? Instant.MAX : now.plus(settings.patience(credentials.attempts));
    }

    private static IamRoleCredentials wire(Issued issued) {
        return new IamRoleCredentials(
                issued.credentialsId(),
                issued.roleArn(),
                issued.accessKeyId(),
                issued.secretAccessKey(),
                issued.sessionToken(),
                issued.expiration().toString(),
                null);
    }
}
