package io.roadstead.services.secrets.api;

import io.roadstead.core.model.Tag;
import io.roadstead.services.secrets.vault.Content;
import io.roadstead.services.secrets.vault.Secret;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Unsupported;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretVersionsListEntry;

/** Secrets read, described and listed. */
final class SecretReads {
    private static final Set<String> LIST =
            Set.of("IncludePlannedDeletion", "MaxResults", "NextToken", "Filters", "SortOrder");
    private static final int PAGE = 100;
    private static final int BATCH = 20;

    private final Parts parts;
    private final SecretLookup lookup;
    private final SecretWrites writes;
    private final Pages pages = new Pages(() -> new AwsException(
            "InvalidNextTokenException", "The NextToken value is invalid: give the one of the last answer."));

    SecretReads(Parts parts, SecretLookup lookup, SecretWrites writes) {
        this.parts = parts;
        this.lookup = lookup;
        this.writes = writes;
    }

    GetSecretValueResponse value(Caller caller, GetSecretValueRequest request) {
        Secret secret = lookup.live(caller.scope(), request.secretId());
        Secret.Version version = version(secret, request.versionId(), request.versionStage());
        Content content = content(secret, version);
        return GetSecretValueResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .versionId(version.id())
                .versionStages(version.stages())
                .createdDate(version.createdAt())
                .secretString(content.binary() ? null : content.text())
                .secretBinary(bytes(content))
                .build();
    }

    BatchGetSecretValueResponse batch(Caller caller, BatchGetSecretValueRequest request) {
        Unsupported.refuseOthers(request, Set.of("SecretIdList"), "");
        if (request.secretIdList().isEmpty() || request.secretIdList().size() > BATCH) {
            throw SecretRules.invalid("SecretIdList must name 1 to " + BATCH + " secrets.");
        }
        List<SecretValueEntry> values = new ArrayList<>();
        List<APIErrorType> errors = new ArrayList<>();
        for (String id : request.secretIdList()) {
            try {
                Secret secret = lookup.live(caller.scope(), id);
                Secret.Version version = version(secret, null, null);
                Content content = content(secret, version);
                values.add(SecretValueEntry.builder()
                        .arn(secret.arn())
                        .name(secret.name())
                        .versionId(version.id())
                        .versionStages(version.stages())
                        .createdDate(version.createdAt())
                        .secretString(content.binary() ? null : content.text())
                        .secretBinary(bytes(content))
                        .build());
            } catch (AwsException refused) {
                errors.add(APIErrorType.builder()
                        .secretId(id)
                        .errorCode(refused.errorType())
                        .message(refused.text())
                        .build());
            }
        }
        return BatchGetSecretValueResponse.builder()
                .secretValues(values)
                .errors(errors)
                .build();
    }

    /** The version meant; the current one when none is named. */
    private static Secret.Version version(Secret secret, @Nullable String id, @Nullable String stage) {
        String wanted = stage == null ? Secret.CURRENT : stage;
        if (id == null) {
            return secret.staged(wanted)
                    .orElseThrow(() -> new AwsException(
                            "ResourceNotFoundException",
                            "Secrets Manager can't find the specified secret value for staging label: " + wanted));
        }
        Secret.Version version = secret.version(id).orElseThrow(() -> SecretWrites.noVersion(id));
        if (stage != null && !version.stages().contains(stage)) {
            throw SecretLookup.invalidRequest(
                    "You provided a VersionStage that is not associated to the provided VersionId.");
        }
        return version;
    }

    private Content content(Secret secret, Secret.Version version) {
        lookup.requireKey(secret.scope(), secret.kmsKeyId(), true);
        Content content =
                parts.vault().content(secret, version.id()).orElseThrow(() -> SecretWrites.noVersion(version.id()));
        accessed(secret);
        return content;
    }

    /** Kept to the day, as AWS does, so that reading costs a write once a day alone. */
    private void accessed(Secret secret) {
        Instant today = parts.clock().instant().truncatedTo(ChronoUnit.DAYS);
        if (!today.equals(secret.accessedOn())) {
            writes.change(secret, (_, known) -> known.accessedOn(today));
        }
    }

    private static @Nullable SdkBytes bytes(Content content) {
        return content.binary()
                ? SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(content.text()))
                : null;
    }

    DescribeSecretResponse describe(Caller caller, DescribeSecretRequest request) {
        Secret secret = lookup.find(caller.scope(), request.secretId());
        return DescribeSecretResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .description(secret.description())
                .kmsKeyId(secret.kmsKeyId())
                .createdDate(secret.createdAt())
                .lastChangedDate(secret.changedAt())
                .lastAccessedDate(secret.accessedOn())
                .deletedDate(secret.deletedAt())
                .tags(tags(secret))
                .versionIdsToStages(stages(secret))
                .build();
    }

    ListSecretVersionIdsResponse versions(Caller caller, ListSecretVersionIdsRequest request) {
        Secret secret = lookup.find(caller.scope(), request.secretId());
        int limit = Constraints.number(request.maxResults(), "maxResults", 1, PAGE, PAGE);
        boolean all = Boolean.TRUE.equals(request.includeDeprecated());
        Pages.Page<Secret.Version> page = pages.of(
                secret.versions().stream()
                        .filter(version -> all || !version.stages().isEmpty())
                        .sorted(Comparator.comparing(SecretReads::place))
                        .toList(),
                SecretReads::place,
                request.nextToken(),
                limit,
                false);
        return ListSecretVersionIdsResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .versions(page.items().stream()
                        .map(version -> SecretVersionsListEntry.builder()
                                .versionId(version.id())
                                .versionStages(version.stages())
                                .createdDate(version.createdAt())
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    ListSecretsResponse list(Caller caller, ListSecretsRequest request) {
        Unsupported.refuseOthers(request, LIST, "");
        int limit = Constraints.number(request.maxResults(), "maxResults", 1, PAGE, PAGE);
        Instant now = parts.clock().instant();
        boolean planned = Boolean.TRUE.equals(request.includePlannedDeletion());
        Pages.Page<Secret> page = pages.of(
                parts.vault().secrets(caller.scope()).stream()
                        .filter(secret -> !secret.gone(now) && (planned || secret.deletedAt() == null))
                        .filter(secret -> request.filters().stream().allMatch(filter -> matches(secret, filter)))
                        .sorted(Comparator.comparing(SecretReads::place))
                        .toList(),
                SecretReads::place,
                request.nextToken(),
                limit,
                "desc".equals(request.sortOrderAsString()));
        return ListSecretsResponse.builder()
                .secretList(page.items().stream().map(SecretReads::entry).toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** In the order in which they were made. */
    private static String place(Secret secret) {
        return String.format("%020d", secret.createdAt().toEpochMilli()) + secret.name();
    }

    private static String place(Secret.Version version) {
        return String.format("%020d", version.createdAt().toEpochMilli()) + version.id();
    }

    /** A value matches what begins with it; {@code !} before it matches all others. */
    private static boolean matches(Secret secret, Filter filter) {
        List<String> texts =
                switch (String.valueOf(filter.keyAsString())) {
                    case "name" -> List.of(secret.name());
                    case "description" -> words(secret.description());
                    case "tag-key" -> secret.tags().stream().map(Tag::key).toList();
                    case "tag-value" -> secret.tags().stream().map(Tag::value).toList();
                    case "all" -> {
                        List<String> all = new ArrayList<>(words(secret.description()));
                        all.add(secret.name());
                        secret.tags().forEach(tag -> {
                            all.add(tag.key());
                            all.add(tag.value());
                        });
                        yield all;
                    }
                    default -> throw Unsupported.member("the filter " + filter.keyAsString());
                };
        return filter.values().stream()
                .anyMatch(value -> value.startsWith("!")
                        ? texts.stream().noneMatch(text -> text.startsWith(value.substring(1)))
                        : texts.stream().anyMatch(text -> text.startsWith(value)));
    }

    private static List<String> words(@Nullable String text) {
        return text == null ? List.of() : List.of(text.split(" "));
    }

    private static SecretListEntry entry(Secret secret) {
        return SecretListEntry.builder()
                .arn(secret.arn())
                .name(secret.name())
                .description(secret.description())
                .kmsKeyId(secret.kmsKeyId())
                .createdDate(secret.createdAt())
                .lastChangedDate(secret.changedAt())
                .lastAccessedDate(secret.accessedOn())
                .deletedDate(secret.deletedAt())
                .tags(tags(secret))
                .secretVersionsToStages(stages(secret))
                .build();
    }

    private static Map<String, List<String>> stages(Secret secret) {
        Map<String, List<String>> stages = new LinkedHashMap<>();
        secret.versions().stream()
                .filter(version -> !version.stages().isEmpty())
                .forEach(version -> stages.put(version.id(), version.stages()));
        return stages;
    }

    private static List<software.amazon.awssdk.services.secretsmanager.model.Tag> tags(Secret secret) {
        return secret.tags().stream()
                .map(tag -> software.amazon.awssdk.services.secretsmanager.model.Tag.builder()
                        .key(tag.key())
                        .value(tag.value())
                        .build())
                .toList();
    }
}
