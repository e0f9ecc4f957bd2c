package io.roadstead.services.secrets.api;

import io.roadstead.core.model.Scope;
import io.roadstead.core.name.TagRules;
import io.roadstead.services.secrets.vault.Content;
import io.roadstead.services.secrets.vault.Secret;
import io.roadstead.services.secrets.vault.VaultDraft;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Unsupported;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceResponse;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceResponse;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageResponse;

/** Secrets made, given new values, relabelled, deleted and restored. */
final class SecretWrites {
    private static final Set<String> CREATE =
            Set.of("Name", "ClientRequestToken", "Description", "KmsKeyId", "SecretBinary", "SecretString", "Tags");
    private static final Set<String> PUT =
            Set.of("SecretId", "ClientRequestToken", "SecretBinary", "SecretString", "VersionStages");
    private static final Set<String> UPDATE =
            Set.of("SecretId", "ClientRequestToken", "Description", "KmsKeyId", "SecretBinary", "SecretString");

    private static final int SUFFIX_LENGTH = 6;
    private static final String SUFFIX_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int WINDOW_LEAST = 7;
    private static final int WINDOW_MOST = 30;

    private final Parts parts;
    private final SecretLookup lookup;

    SecretWrites(Parts parts, SecretLookup lookup) {
        this.parts = parts;
        this.lookup = lookup;
    }

    CreateSecretResponse create(Caller caller, CreateSecretRequest request) {
        Unsupported.refuseOthers(request, CREATE, "");
        String name = SecretRules.name(request.name());
        SecretRules.token(request.clientRequestToken());
        Constraints.length(request.description(), "description", 0, SecretRules.DESCRIPTION_LIMIT);
        Optional<Content> content = SecretRules.content(request.secretString(), request.secretBinary());
        Scope scope = caller.scope();
        lookup.requireKey(scope, request.kmsKeyId(), false);
        String versionId = versionId(request.clientRequestToken());
        Instant now = parts.clock().instant();
        Secret fresh = new Secret(
                scope,
                name,
                suffix(),
                parts.ids().hex(),
                request.description(),
                request.kmsKeyId(),
                SecretRules.tags(request.tags()),
                now,
                now,
                null,
                null,
                content.isEmpty() ? List.of() : List.of(new Secret.Version(versionId, List.of(Secret.CURRENT), now)),
                null);
        parts.vault().secret(scope, name).filter(old -> old.gone(now)).ifPresent(parts.vault()::delete);
        Secret made = parts.vault().change(draft -> {
            Optional<Secret> known = draft.secret(scope, name);
            if (known.isPresent()) {
                return again(known.get(), versionId, content);
            }
            draft.put(fresh);
            content.ifPresent(value -> draft.putValue(fresh, versionId, value));
            return fresh;
        });
        return CreateSecretResponse.builder()
                .arn(made.arn())
                .name(made.name())
                .versionId(content.isEmpty() ? null : versionId)
                .build();
    }

    /** A call that was sent twice is answered twice alike; any other meets the secret that is there. */
    private Secret again(Secret known, String versionId, Optional<Content> content) {
        if (known.deletedAt() != null) {
            throw SecretLookup.invalidRequest("You can't create this secret because a secret with this name is already"
                    + " scheduled for deletion.");
        }
        boolean same = known.version(versionId).isPresent()
                && content.isPresent()
                && parts.vault().content(known, versionId).equals(content);
        if (!same) {
            throw SecretLookup.exists("The operation failed because the secret " + known.name() + " already exists.");
        }
        return known;
    }

    PutSecretValueResponse put(Caller caller, PutSecretValueRequest request) {
        Unsupported.refuseOthers(request, PUT, "");
        SecretRules.token(request.clientRequestToken());
        List<String> stages =
                request.hasVersionStages() && !request.versionStages().isEmpty()
                        ? SecretRules.stages(request.versionStages())
                        : List.of(Secret.CURRENT);
        Content content = SecretRules.content(request.secretString(), request.secretBinary())
                .orElseThrow(
                        () -> SecretLookup.invalidRequest("You must provide either SecretString or SecretBinary."));
        Secret found = lookup.live(caller.scope(), request.secretId());
        lookup.requireKey(caller.scope(), found.kmsKeyId(), false);
        String versionId = versionId(request.clientRequestToken());
        Secret after = change(found, (draft, known) -> withValue(draft, known, versionId, stages, content));
        return PutSecretValueResponse.builder()
                .arn(after.arn())
                .name(after.name())
                .versionId(versionId)
                .versionStages(
                        after.version(versionId).map(Secret.Version::stages).orElse(List.of()))
                .build();
    }

    UpdateSecretResponse update(Caller caller, UpdateSecretRequest request) {
        Unsupported.refuseOthers(request, UPDATE, "");
        SecretRules.token(request.clientRequestToken());
        Constraints.length(request.description(), "description", 0, SecretRules.DESCRIPTION_LIMIT);
        Optional<Content> content = SecretRules.content(request.secretString(), request.secretBinary());
        Secret found = lookup.live(caller.scope(), request.secretId());
        String key = request.kmsKeyId() == null ? found.kmsKeyId() : request.kmsKeyId();
        if (content.isPresent() || request.kmsKeyId() != null) {
            lookup.requireKey(caller.scope(), key, false);
        }
        String versionId = versionId(request.clientRequestToken());
        Instant now = parts.clock().instant();
        Secret after = change(found, (draft, known) -> {
            Secret described = known.described(
                    request.description() == null ? known.description() : request.description(),
                    request.kmsKeyId() == null ? known.kmsKeyId() : request.kmsKeyId(),
                    now);
            return content.map(value -> withValue(draft, described, versionId, List.of(Secret.CURRENT), value))
                    .orElse(described);
        });
        return UpdateSecretResponse.builder()
                .arn(after.arn())
                .name(after.name())
                .versionId(content.isEmpty() ? null : versionId)
                .build();
    }

    UpdateSecretVersionStageResponse moveStage(Caller caller, UpdateSecretVersionStageRequest request) {
        String stage = request.versionStage();
        Constraints.length(stage, "versionStage", 1, SecretRules.STAGE_LIMIT);
        String to = request.moveToVersionId();
        String from = request.removeFromVersionId();
        Instant now = parts.clock().instant();
        Secret after = change(lookup.live(caller.scope(), request.secretId()), (_, known) -> {
            Optional<Secret.Version> holder = known.staged(stage);
            if (to == null && from == null) {
                throw SecretRules.invalid("You must provide MoveToVersionId, RemoveFromVersionId or both.");
            }
            if (to != null && known.version(to).isEmpty()) {
                throw noVersion(to);
            }
            if (from != null && known.version(from).isEmpty()) {
                throw noVersion(from);
            }
            if (from != null && (holder.isEmpty() || !holder.get().id().equals(from))) {
                throw SecretRules.invalid("The staging label " + stage + " isn't currently attached to version " + from
                        + ", so it can't be removed from it.");
            }
            if (to == null) {
                if (stage.equals(Secret.CURRENT)) {
                    throw SecretRules.invalid("You can only move staging label AWSCURRENT to a different secret"
                            + " version. It can’t be completely removed.");
                }
                return known.without(stage, now);
            }
            if (from == null && holder.isPresent() && !holder.get().id().equals(to)) {
                throw SecretRules.invalid("The parameter RemoveFromVersionId can't be empty. Staging label " + stage
                        + " is currently attached to version " + holder.get().id()
                        + ", so you must explicitly reference that version in RemoveFromVersionId.");
            }
            return known.moved(stage, to, now);
        });
        return UpdateSecretVersionStageResponse.builder()
                .arn(after.arn())
                .name(after.name())
                .build();
    }

    static io.roadstead.wire.AwsException noVersion(String versionId) {
        return new io.roadstead.wire.AwsException(
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret value for VersionId: " + versionId);
    }

    DeleteSecretResponse delete(Caller caller, DeleteSecretRequest request) {
        boolean force = Boolean.TRUE.equals(request.forceDeleteWithoutRecovery());
        Long days = request.recoveryWindowInDays();
        if (force && days != null) {
            throw SecretRules.invalid(
                    "You can't use ForceDeleteWithoutRecovery in conjunction with" + " RecoveryWindowInDays.");
        }
        if (days != null && (days < WINDOW_LEAST || days > WINDOW_MOST)) {
            throw SecretRules.invalid("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
        }
        Instant now = parts.clock().instant();
        Secret found = lookup.find(caller.scope(), request.secretId());
        Instant when;
        if (force) {
            parts.vault().delete(found);
            when = now;
        } else {
            when = now.plus(Duration.ofDays(days == null ? WINDOW_MOST : days));
            change(found, (_, known) -> {
                if (known.deletedAt() != null) {
                    throw SecretLookup.invalidRequest("You can't perform this operation on the secret because it was"
                            + " already scheduled for deletion.");
                }
                return known.deletedAt(when);
            });
        }
        return DeleteSecretResponse.builder()
                .arn(found.arn())
                .name(found.name())
                .deletionDate(when)
                .build();
    }

    RestoreSecretResponse restore(Caller caller, RestoreSecretRequest request) {
        Secret after = change(lookup.find(caller.scope(), request.secretId()), (_, known) -> known.deletedAt(null));
        return RestoreSecretResponse.builder()
                .arn(after.arn())
                .name(after.name())
                .build();
    }

    TagResourceResponse tag(Caller caller, TagResourceRequest request) {
        change(
                lookup.live(caller.scope(), request.secretId()),
                (_, known) -> known.withTags(TagRules.merge(known.tags(), SecretRules.tags(request.tags()))));
        return TagResourceResponse.builder().build();
    }

    UntagResourceResponse untag(Caller caller, UntagResourceRequest request) {
        change(
                lookup.live(caller.scope(), request.secretId()),
                (_, known) -> known.withTags(TagRules.remove(known.tags(), request.tagKeys())));
        return UntagResourceResponse.builder().build();
    }

    /** Changes the secret that was found, unless another took its place. */
    Secret change(Secret found, BiFunction<VaultDraft, Secret, Secret> change) {
        return parts.vault().change(draft -> {
            Secret known = draft.secret(found.scope(), found.name())
                    .filter(each -> each.id().equals(found.id()))
                    .orElseThrow(SecretLookup::notFound);
            Secret after = change.apply(draft, known);
            draft.put(after);
            return after;
        });
    }

    /** A version more, or the same once more for a call that was sent twice. */
    private Secret withValue(VaultDraft draft, Secret known, String versionId, List<String> stages, Content content) {
        SecretLookup.requireLive(known);
        Instant now = parts.clock().instant();
        if (known.version(versionId).isPresent()) {
            if (!parts.vault().content(known, versionId).equals(Optional.of(content))) {
                throw SecretLookup.exists("You can't use ClientRequestToken " + versionId
                        + " because that value is already in use for a version of secret " + known.arn() + ".");
            }
            Secret relabelled = known;
            for (String stage : stages) {
                relabelled = relabelled.moved(stage, versionId, now);
            }
            return relabelled;
        }
        // The first value of a secret is its current one, whatever else it is.
        List<String> all = known.staged(Secret.CURRENT).isEmpty() && !stages.contains(Secret.CURRENT)
                ? java.util.stream.Stream.concat(stages.stream(), java.util.stream.Stream.of(Secret.CURRENT))
                        .toList()
                : stages;
        Secret grown = known.with(new Secret.Version(versionId, all, now), now);
        if (grown.versions().stream().mapToLong(each -> each.stages().size()).sum() > SecretRules.STAGES_LIMIT) {
            throw new io.roadstead.wire.AwsException(
                    "LimitExceededException",
                    "You can't attach more than " + SecretRules.STAGES_LIMIT + " staging labels to a secret.");
        }
        List<Secret.Version> surplus = grown.surplus();
        surplus.forEach(version -> draft.deleteValue(known, version.id()));
        draft.putValue(known, versionId, content);
        return grown.withoutVersions(surplus);
    }

    private String versionId(@Nullable String token) {
        return token == null ? parts.ids().uuid() : token;
    }

    private String suffix() {
        StringBuilder suffix = new StringBuilder();
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            suffix.append(SUFFIX_LETTERS.charAt(parts.ids().below(SUFFIX_LETTERS.length())));
        }
        return suffix.toString();
    }
}
