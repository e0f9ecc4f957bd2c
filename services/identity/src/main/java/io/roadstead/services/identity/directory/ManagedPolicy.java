package io.roadstead.services.identity.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A policy that stands by itself. Those of AWS belong to the account {@code aws} and are not stored.
 *
 * @param defaultVersion the number of the version in force
 * @param lastVersion the highest number ever given
 * @param versions the oldest first
 * @param attachments to how many users, groups and roles it is attached
 * @param boundaries of how many users and roles it is the boundary
 */
public record ManagedPolicy(
        Entity entity,
        Instant updatedAt,
        @Nullable String description,
        int defaultVersion,
        int lastVersion,
        List<Version> versions,
        int attachments,
        int boundaries)
        implements Named {
    /** The account of AWS's own policies. */
    public static final String AWS = "aws";

    public ManagedPolicy {
        versions = List.copyOf(versions);
    }

    public record Version(int number, String document, Instant createdAt) {
        public String id() {
            return "v" + number;
        }
    }

    @Override
    public String arn() {
        return entity.arn("policy");
    }

    /** Of the version in force. */
    public String document() {
        return version("v" + defaultVersion).map(Version::document).orElseThrow();
    }

    /** @param id for example {@code v3} */
    public Optional<Version> version(String id) {
        return versions.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    @Override
    public ManagedPolicy withEntity(Entity other) {
        return new ManagedPolicy(
                other, updatedAt, description, defaultVersion, lastVersion, versions, attachments, boundaries);
    }

    public ManagedPolicy withVersions(int otherDefault, int otherLast, List<Version> others, Instant now) {
        return new ManagedPolicy(entity, now, description, otherDefault, otherLast, others, attachments, boundaries);
    }

    public ManagedPolicy withUses(int otherAttachments, int otherBoundaries) {
        return new ManagedPolicy(
                entity,
                updatedAt,
                description,
                defaultVersion,
                lastVersion,
                versions,
                otherAttachments,
                otherBoundaries);
    }
}
