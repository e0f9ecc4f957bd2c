package io.roadstead.services.secrets.vault;

import io.roadstead.core.model.Scope;
import java.time.Instant;

/**
 * Another name of a key.
 *
 * @param name with {@code alias/} before it
 */
public record KmsAlias(Scope scope, String name, String keyId, Instant createdAt) {
    public String arn() {
        return KmsKey.arnPrefix(scope) + name;
    }
}
