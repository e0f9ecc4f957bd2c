package io.roadstead.services.identity.directory;

import java.time.Instant;

/**
 * A user's access key.
 *
 * @param sealedSecret its secret, sealed for this key's id
 */
public record StoredKey(
        String account, String userName, String accessKeyId, String sealedSecret, boolean active, Instant createdAt) {
    public StoredKey withUser(String other) {
        return new StoredKey(account, other, accessKeyId, sealedSecret, active, createdAt);
    }

    public StoredKey withSealedSecret(String other) {
        return new StoredKey(account, userName, accessKeyId, other, active, createdAt);
    }

    public StoredKey withActive(boolean other) {
        return new StoredKey(account, userName, accessKeyId, sealedSecret, other, createdAt);
    }
}
