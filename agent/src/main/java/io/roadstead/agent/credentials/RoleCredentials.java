package io.roadstead.agent.credentials;

import io.roadstead.wire.Secret;
import io.roadstead.wire.agent.AcsMessage.IAMRoleCredentialsMessage;
import io.roadstead.wire.agent.IamRoleCredentials;
import io.roadstead.wire.sigv4.Credentials;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiPredicate;

/**
 * The credentials of tasks' roles that the control plane pushed last. They are never written down: after a restart of the
 * agent they are pushed again. Source: agent-protocol 2.11.
 */
public final class RoleCredentials {
    private final ConcurrentMap<RoleOfTask, IamRoleCredentials> held = new ConcurrentHashMap<>();

    /** Which of a task's roles. */
    public enum Role {
        /** What its containers act as. */
        TASK,
        /** What the agent acts as for it: pulls, secrets, registries, environment files. */
        EXECUTION;

        /** By the protocol's word; empty for one that is not known. */
        public static Optional<Role> of(String wire) {
            return switch (wire) {
                case IAMRoleCredentialsMessage.TASK_APPLICATION -> Optional.of(TASK);
                case IAMRoleCredentialsMessage.TASK_EXECUTION -> Optional.of(EXECUTION);
                default -> Optional.empty();
            };
        }
    }

    private record RoleOfTask(String taskArn, Role role) {}

    /** Keeps these in the place of what was held for the task and role. */
    public void hold(String taskArn, Role role, IamRoleCredentials credentials) {
        held.put(new RoleOfTask(taskArn, role), credentials);
    }

    /** What is held; empty for a task without such a role, and until it is pushed (again). */
    public Optional<IamRoleCredentials> of(String taskArn, Role role) {
        return Optional.ofNullable(held.get(new RoleOfTask(taskArn, role)));
    }

    /** What the agent signs with where it acts for the task; empty as {@link #of}. */
    public Optional<Credentials> execution(String taskArn) {
        return of(taskArn, Role.EXECUTION)
                .map(found -> new Credentials(
                        found.accessKeyId(),
                        new Secret(found.secretAccessKey()),
                        Optional.ofNullable(found.sessionToken())));
    }

    /** Forgets what nobody needs any more. */
    public void forget(BiPredicate<String, Role> needless) {
        held.keySet().removeIf(each -> needless.test(each.taskArn(), each.role()));
    }
}
