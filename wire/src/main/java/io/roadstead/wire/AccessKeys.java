package io.roadstead.wire;

import java.util.Optional;

/** Where access keys are looked up. Called once per signed request, so it answers from memory. */
@FunctionalInterface
public interface AccessKeys {
    /**
     * The key with this id, empty when there is none, it is no longer valid, or it is a temporary key and the session
     * token is not its own.
     *
     * @param sessionToken the {@code X-Amz-Security-Token} that came with the request; required for temporary keys,
     *     and a long-lived key that comes with one is not found
     */
    Optional<AccessKey> find(String accessKeyId, Optional<String> sessionToken);
}
