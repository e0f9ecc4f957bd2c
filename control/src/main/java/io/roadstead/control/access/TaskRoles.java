package io.roadstead.control.access;

import io.roadstead.control.gateway.TaskCredentials;
import io.roadstead.control.place.RoleChecks;
import io.roadstead.core.RoleSessions;
import io.roadstead.core.RoleSessions.Assumption;
import io.roadstead.core.Sealing;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskOverride;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The roles of tasks: whether ECS may assume them, and the sessions it opens for the tasks that run. A session is named
 * after its task, lasts {@link #LIFETIME} and is replaced long before that; its id is the same for a task and a role
 * every time, and cannot be computed from what a container knows.
 *
 * <p>Source: ecs-behaviour 1.5, 9.3, 9.4; agent-protocol 2.11.
 */
public final class TaskRoles implements TaskCredentials, RoleChecks {
    /** How long credentials are good. ECS's tasks get six hours. */
    public static final Duration LIFETIME = Duration.ofHours(6);

    /** Whom a task's roles must trust. */
    public static final String SERVICE = "ecs-tasks.amazonaws.com";

    /** Objections told in the log; what comes after as many is not. */
    private static final int MOST_TOLD = 1_000;

    private static final Logger log = LoggerFactory.getLogger(TaskRoles.class);

    private final RoleSessions sessions;
    private final Sealing sealing;
    private final Mode mode;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** What becomes of a role that may not be assumed. */
    public enum Mode {
        /** No task starts with it. */
        ENFORCE,
        /** Tasks start, with credentials as if it could be, and the log says once what ENFORCE would have refused. */
        AUDIT,
        /** Nobody looks. */
        OFF
    }

    public TaskRoles(RoleSessions sessions, Sealing sealing, Mode mode) {
        this.sessions = sessions;
        this.sealing = sealing;
        this.mode = mode;
    }

    @Override
    public Optional<String> refusal(Cluster cluster, TaskDefinition definition, TaskOverride overrides) {
        for (RoleType type : RoleType.values()) {
            String role =
                    switch (type) {
                        case TASK_APPLICATION -> first(overrides.taskRoleArn(), definition.taskRoleArn());
                        case TASK_EXECUTION -> first(overrides.executionRoleArn(), definition.executionRoleArn());
                    };
            if (role != null && refused(assumption(cluster.scope(), cluster.name(), role))) {
                return Optional.of(sentence(role));
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<Issued> issue(Task task, RoleType type, String roleArn, Instant now) {
        Assumption wanted = assumption(task.scope(), task.cluster(), roleArn);
        if (refused(wanted)) {
            return Optional.empty();
        }
        RoleSessions.Session session = sessions.open(wanted, task.id(), LIFETIME, now);
        return Optional.of(new Issued(
                id(task, type),
                session.roleArn(),
                session.accessKeyId(),
                session.secretAccessKey(),
                session.sessionToken(),
                session.expiresAt()));
    }

    private boolean refused(Assumption wanted) {
        if (mode == Mode.OFF) {
            return false;
        }
        Optional<String> objection = sessions.objection(wanted);
        objection.ifPresent(why -> tell(wanted, why));
        return objection.isPresent() && mode == Mode.ENFORCE;
    }

    private void tell(Assumption wanted, String why) {
        if (told.size() < MOST_TOLD && told.add(wanted.roleArn() + " " + why)) {
            log.info(
                    "{} {} be assumed for tasks of account {}: {}",
                    wanted.roleArn(),
                    mode == Mode.ENFORCE ? "cannot" : "could not",
                    wanted.account(),
                    why);
        }
    }

    /**
     * On behalf of the cluster's tasks: which of them is not known before it is placed, and what holds for one must hold
     * for all. A condition on {@code arn:aws:ecs:REGION:ACCOUNT:*} is met, one that names a cluster is not, as on AWS.
     */
    private static Assumption assumption(Scope scope, String cluster, String role) {
        return new Assumption(scope.account(), arn(scope, role), SERVICE, scope.arn("task/" + cluster + "/*"));
    }

    /** A role may be given by its name, with its path unless that is {@code /}. */
    private static String arn(Scope scope, String role) {
        return role.startsWith("arn:") ? role : "arn:aws:iam::" + scope.account() + ":role/" + role;
    }

    private static String sentence(String role) {
        return "ECS was unable to assume the role '" + role
                + "' that was provided for this task. Please verify that the"
                + " role being passed has the proper trust relationship and permissions and that your IAM user has"
                + " permissions to pass this role.";
    }

    private String id(Task task, RoleType type) {
        // By the key of the task's own time: the name stays while the task lives, whatever key is the current one.
        byte[] signed = sealing.sign(
                        sealing.currentAt(task.createdAt()), "task-credentials id " + type + " " + task.arn())
                .orElseThrow();
        ByteBuffer digest = ByteBuffer.wrap(signed);
        return new UUID(digest.getLong(), digest.getLong()).toString();
    }

    private static @Nullable String first(@Nullable String override, @Nullable String defined) {
        return override != null ? override : defined;
    }
}
