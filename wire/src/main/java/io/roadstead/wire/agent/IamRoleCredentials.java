package io.roadstead.wire.agent;

import org.jspecify.annotations.Nullable;

/**
 * Credentials of a role, for one task.
 *
 * @param credentialsId a UUID, the same for a task and role from first to last, since it is baked into the containers'
 *     environment
 * @param expiration RFC 3339 in UTC, passed through unparsed
 */
public record IamRoleCredentials(
        String credentialsId,
        @Nullable String roleArn,
        String accessKeyId,
        String secretAccessKey,
        @Nullable String sessionToken,
        @Nullable String expiration,
        @Nullable String credentialScope) {
    /** Without the secrets, for logs. */
    @Override
    public String toString() {
        return "IamRoleCredentials[" + credentialsId + ", " + roleArn + ", expires " + expiration + "]";
    }
}
