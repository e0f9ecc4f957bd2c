package io.roadstead.wire.sigv4;

import io.roadstead.wire.Secret;
import java.util.Optional;

/** What a client signs with. */
public record Credentials(String accessKeyId, Secret secret, Optional<String> sessionToken) {
    public static Credentials of(String accessKeyId, String secret) {
        return new Credentials(accessKeyId, new Secret(secret), Optional.empty());
    }
}
