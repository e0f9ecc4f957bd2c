package io.roadstead.control.gateway;

import io.roadstead.core.model.Task;
import java.time.Instant;
import java.util.Optional;

/** Who issues the credentials of tasks' roles. */
@FunctionalInterface
public interface TaskCredentials {
    /** Which of a task's roles; {@link #wire} has the protocol's spelling. */
    enum RoleType {
        TASK_APPLICATION,
        TASK_EXECUTION;

        String wire() {
            return switch (this) {
                case TASK_APPLICATION -> "TaskApplication";
                case TASK_EXECUTION -> "TaskExecution";
            };
        }
    }

    /**
     * Credentials as they were issued.
     *
     * @param credentialsId the same for a task and role every time: it is baked into the containers' environment, so a
     *     refresh must reuse it. Source: agent-protocol 2.11
     */
    record Issued(
            String credentialsId,
            String roleArn,
            String accessKeyId,
            String secretAccessKey,
            String sessionToken,
            Instant expiration) {
        /** Without the secrets, for logs. */
        @Override
        public String toString() {
            return "Issued[" + credentialsId + ", " + roleArn + ", expires " + expiration + "]";
        }
    }

    /**
     * Credentials for one role of a task, good from now on for as long as the issuer grants; empty when there are none
     * to be had, and then the task is sent without and asked for again later.
     */
    Optional<Issued> issue(Task task, RoleType type, String roleArn, Instant now);
}
