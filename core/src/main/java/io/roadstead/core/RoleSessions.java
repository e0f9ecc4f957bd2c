package io.roadstead.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How services of this house act as roles: the port to whoever knows roles and whom they trust. Answers come from memory,
 * so it may be asked where waiting is not allowed.
 */
public interface RoleSessions {
    /**
     * Who wants to act as a role, and for what.
     *
     * @param account on whose behalf, {@code aws:SourceAccount}
     * @param roleArn the role, with its path
     * @param service who asks, for example {@code ecs-tasks.amazonaws.com}
     * @param sourceArn on behalf of what, {@code aws:SourceArn}
     */
    record Assumption(String account, String roleArn, String service, String sourceArn) {}

    /** Temporary credentials of a role. */
    record Session(String roleArn, String accessKeyId, String secretAccessKey, String sessionToken, Instant expiresAt) {
        /** Without the secrets, for logs. */
        @Override
        public String toString() {
            return "Session[" + roleArn + ", expires " + expiresAt + "]";
        }
    }

    /** Why the role may not be assumed, for a person; empty when it may. */
    Optional<String> objection(Assumption assumption);

    /**
     * Credentials as of {@code now}, whether or not there is an {@link #objection}: whoever calls has decided. Those of a
     * role that does not exist are known by their name, and no policy allows them anything.
     *
     * @param sessionName what follows the role's name in {@code arn:aws:sts::A:assumed-role/ROLE/SESSION}
     */
    Session open(Assumption assumption, String sessionName, Duration lifetime, Instant now);
}
