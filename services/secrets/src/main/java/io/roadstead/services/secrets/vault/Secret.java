package io.roadstead.services.secrets.vault;

import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A secret of Secrets Manager, without its values.
 *
 * @param suffix the six letters and digits at the end of its ARN
 * @param id 32 hexadecimal digits, its own for ever: its values are kept under it
 * @param kmsKeyId as it was given; absent for {@code aws/secretsmanager}
 * @param changedAt of the last change of value or description
 * @param accessedOn the day on which its value was last read, at midnight UTC
 * @param deletedAt when it goes, once its deletion was asked for
 * @param versions oldest first
 * @param policy its resource policy, as it was given
 */
public record Secret(
        Scope scope,
        String name,
        String suffix,
        String id,
        @Nullable String description,
        @Nullable String kmsKeyId,
        List<Tag> tags,
        Instant createdAt,
        Instant changedAt,
        @Nullable Instant accessedOn,
        @Nullable Instant deletedAt,
        List<Version> versions,
        @Nullable String policy) {
    public static final String CURRENT = "AWSCURRENT";
    public static final String PREVIOUS = "AWSPREVIOUS";

    /** Versions kept; beyond it the oldest without a stage go. */
    public static final int VERSIONS = 100;

    public Secret {
        tags = List.copyOf(tags);
        versions = List.copyOf(versions);
    }

    /** @param stages the labels attached to it, in no order; a version without any is deprecated */
    public record Version(String id, List<String> stages, Instant createdAt) {
        public Version {
            stages = List.copyOf(stages);
        }

        Version without(String stage) {
            return new Version(
                    id, stages.stream().filter(each -> !each.equals(stage)).toList(), createdAt);
        }

        Version with(String stage) {
            Set<String> all = new LinkedHashSet<>(stages);
            all.add(stage);
            return new Version(id, List.copyOf(all), createdAt);
        }
    }

    public String arn() {
        return arnPrefix(scope) + name + "-" + suffix;
    }

    /** What the ARNs of a scope's secrets begin with. */
    public static String arnPrefix(Scope scope) {
        return "arn:aws:secretsmanager:" + scope.region() + ":" + scope.account() + ":secret:";
    }

    /** Whether its recovery window is over. */
    public boolean gone(Instant now) {
        return deletedAt != null && !deletedAt.isAfter(now);
    }

    public Optional<Version> version(String versionId) {
        return versions.stream().filter(each -> each.id().equals(versionId)).findFirst();
    }

    public Optional<Version> staged(String stage) {
        return versions.stream().filter(each -> each.stages().contains(stage)).findFirst();
    }

    /** The same with one version more, which has these stages and no other version has. */
    public Secret with(Version added, Instant now) {
        List<Version> all = new ArrayList<>(versions);
        all.add(new Version(added.id(), List.of(), added.createdAt()));
        Secret grown = withVersions(all, now);
        for (String stage : added.stages()) {
            grown = grown.moved(stage, added.id(), now);
        }
        return grown;
    }

    /**
     * The same with a stage on this version and on no other. When AWSCURRENT moves, the version that had it becomes
     * AWSPREVIOUS, as Secrets Manager has it.
     */
    public Secret moved(String stage, String versionId, Instant now) {
        Optional<Version> holder = staged(stage).filter(each -> !each.id().equals(versionId));
        List<Version> all = new ArrayList<>(versions);
        all.replaceAll(each -> each.id().equals(versionId) ? each.with(stage) : each.without(stage));
        if (stage.equals(CURRENT) && holder.isPresent()) {
            String former = holder.get().id();
            all.replaceAll(each -> each.id().equals(former) ? each.with(PREVIOUS) : each.without(PREVIOUS));
        }
        return withVersions(all, now);
    }

    /** The same without a stage. */
    public Secret without(String stage, Instant now) {
        return withVersions(versions.stream().map(each -> each.without(stage)).toList(), now);
    }

    /** The versions too many: the oldest that no stage keeps. */
    public List<Version> surplus() {
        int over = versions.size() - VERSIONS;
        return over <= 0
                ? List.of()
                : versions.stream()
                        .filter(each -> each.stages().isEmpty())
                        .limit(over)
                        .toList();
    }

    public Secret withoutVersions(List<Version> gone) {
        return withVersions(
                versions.stream().filter(each -> !gone.contains(each)).toList(), changedAt);
    }

    public Secret withVersions(List<Version> newVersions, Instant now) {
        return changed(draft -> {
            draft.versions = newVersions;
            draft.changedAt = now;
        });
    }

    public Secret described(@Nullable String newDescription, @Nullable String newKey, Instant now) {
        return changed(draft -> {
            draft.description = newDescription;
            draft.kmsKeyId = newKey;
            draft.changedAt = now;
        });
    }

    public Secret withTags(List<Tag> newTags) {
        return changed(draft -> draft.tags = newTags);
    }

    public Secret accessedOn(Instant day) {
        return changed(draft -> draft.accessedOn = day);
    }

    /** @param when absent to keep it after all */
    public Secret deletedAt(@Nullable Instant when) {
        return changed(draft -> draft.deletedAt = when);
    }

    public Secret withPolicy(@Nullable String newPolicy) {
        return changed(draft -> draft.policy = newPolicy);
    }

    private Secret changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new Secret(
                scope,
                name,
                suffix,
                id,
                draft.description,
                draft.kmsKeyId,
                draft.tags,
                createdAt,
                draft.changedAt,
                draft.accessedOn,
                draft.deletedAt,
                draft.versions,
                draft.policy);
    }

    /** What may change of a secret. */
    private static final class Draft {
        private @Nullable String description;
        private @Nullable String kmsKeyId;
        private List<Tag> tags;
        private Instant changedAt;
        private @Nullable Instant accessedOn;
        private @Nullable Instant deletedAt;
        private List<Version> versions;
        private @Nullable String policy;

        Draft(Secret secret) {
            description = secret.description;
            kmsKeyId = secret.kmsKeyId;
            tags = secret.tags;
            changedAt = secret.changedAt;
            accessedOn = secret.accessedOn;
            deletedAt = secret.deletedAt;
            versions = secret.versions;
            policy = secret.policy;
        }
    }
}
