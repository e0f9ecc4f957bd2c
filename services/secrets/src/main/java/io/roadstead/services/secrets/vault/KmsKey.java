package io.roadstead.services.secrets.vault;

import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A symmetric key of KMS.
 *
 * @param id a UUID
 * @param awsManaged whether AWS's services made it for themselves, and nobody may change it
 * @param deletedAt when it goes, once its deletion was scheduled
 * @param material 32 random bytes in Base64, sealed
 */
public record KmsKey(
        Scope scope,
        String id,
        @Nullable String description,
        boolean awsManaged,
        boolean enabled,
        @Nullable Instant deletedAt,
        Instant createdAt,
        List<Tag> tags,
        String material) {
    public KmsKey {
        tags = List.copyOf(tags);
    }

    /** Where a key is: {@code Enabled}, {@code Disabled} or {@code PendingDeletion}. */
    public String state() {
        return deletedAt != null ? "PendingDeletion" : enabled ? "Enabled" : "Disabled";
    }

    public boolean usable() {
        return enabled && deletedAt == null;
    }

    public String arn() {
        return arnPrefix(scope) + "key/" + id;
    }

    /** What the ARNs of a scope's keys and aliases begin with. */
    public static String arnPrefix(Scope scope) {
        return "arn:aws:kms:" + scope.region() + ":" + scope.account() + ":";
    }

    public KmsKey enabled(boolean newEnabled) {
        return new KmsKey(scope, id, description, awsManaged, newEnabled, deletedAt, createdAt, tags, material);
    }

    /** A key whose deletion is called off is disabled, as with AWS. */
    public KmsKey deletedAt(@Nullable Instant when) {
        return new KmsKey(scope, id, description, awsManaged, false, when, createdAt, tags, material);
    }

    /** The same with its bytes sealed anew. */
    public KmsKey material(String sealed) {
        return new KmsKey(scope, id, description, awsManaged, enabled, deletedAt, createdAt, tags, sealed);
    }

    @Override
    public String toString() {
        return "KmsKey[" + arn() + ", " + state() + "]";
    }
}
