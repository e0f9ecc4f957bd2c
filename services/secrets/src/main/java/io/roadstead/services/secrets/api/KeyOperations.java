package io.roadstead.services.secrets.api;

import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Tag;
import io.roadstead.core.name.TagRules;
import io.roadstead.services.secrets.vault.KmsAlias;
import io.roadstead.services.secrets.vault.KmsKey;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Unsupported;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionResponse;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateAliasResponse;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.kms.model.DeleteAliasRequest;
import software.amazon.awssdk.services.kms.model.DeleteAliasResponse;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.kms.model.DisableKeyRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.ListAliasesRequest;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;
import software.amazon.awssdk.services.kms.model.ListResourceTagsRequest;
import software.amazon.awssdk.services.kms.model.ListResourceTagsResponse;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionResponse;

/** Keys and their aliases: made, described, switched off and on, deleted after a time. */
final class KeyOperations {
    private static final Set<String> CREATE =
            Set.of("Description", "KeyUsage", "KeySpec", "Origin", "MultiRegion", "Tags");
    private static final String SYMMETRIC = "SYMMETRIC_DEFAULT";
    private static final String ENCRYPTS = "ENCRYPT_DECRYPT";
    private static final String ORIGIN = "AWS_KMS";
    private static final Pattern ALIAS = Pattern.compile("alias/[a-zA-Z0-9/_-]{1,250}");
    private static final String RESERVED = "alias/aws/";
    private static final int DESCRIPTION_LIMIT = 8192;
    private static final int PAGE = 1000;
    private static final int USUAL_PAGE = 100;
    private static final int WINDOW_LEAST = 7;
    private static final int WINDOW_MOST = 30;

    private final Parts parts;
    private final Keys keys;
    private final Pages pages = new Pages(() -> new AwsException("InvalidMarkerException", "The marker is invalid."));

    KeyOperations(Parts parts, Keys keys) {
        this.parts = parts;
        this.keys = keys;
    }

    /** The key that a request means, whatever its state. */
    KmsKey find(Scope scope, String given) {
        return keys.find(scope, given).orElseThrow(() -> notFound(scope, given));
    }

    private static AwsException notFound(Scope scope, String given) {
        String arn = given.startsWith("arn:")
                ? given
                : KmsKey.arnPrefix(scope) + (given.startsWith(Keys.ALIAS) ? given : "key/" + given);
        return new AwsException(
                "NotFoundException",
                given.contains(Keys.ALIAS) ? "Alias " + arn + " is not found." : "Key '" + arn + "' does not exist");
    }

    /** The key that a request means, which must be able to work. */
    KmsKey usable(Scope scope, String given) {
        KmsKey key = find(scope, given);
        requireUsable(key);
        return key;
    }

    static void requireUsable(KmsKey key) {
        if (key.deletedAt() != null) {
            throw invalidState(key);
        }
        if (!key.enabled()) {
            throw new AwsException("DisabledException", key.arn() + " is disabled.");
        }
    }

    private static AwsException invalidState(KmsKey key) {
        return new AwsException("KMSInvalidStateException", key.arn() + " is pending deletion.");
    }

    CreateKeyResponse create(Caller caller, CreateKeyRequest request) {
        Unsupported.refuseOthers(request, CREATE, "");
        only(request.keyUsageAsString(), ENCRYPTS, "KeyUsage");
        only(request.keySpecAsString(), SYMMETRIC, "KeySpec");
        only(request.originAsString(), ORIGIN, "Origin");
        if (Boolean.TRUE.equals(request.multiRegion())) {
            throw Unsupported.member("MultiRegion");
        }
        Constraints.length(request.description(), "description", 0, DESCRIPTION_LIMIT);
        List<Tag> tags = TagRules.read(request.tags().stream()
                .map(tag -> new TagRules.Draft(tag.tagKey(), tag.tagValue()))
                .toList());
        KmsKey drawn = keys.draw(caller.scope(), request.description() == null ? "" : request.description(), false);
        KmsKey key = new KmsKey(
                drawn.scope(),
                drawn.id(),
                drawn.description(),
                false,
                true,
                null,
                drawn.createdAt(),
                tags,
                drawn.material());
        parts.vault().change(draft -> {
            draft.put(key);
            return key;
        });
        return CreateKeyResponse.builder().keyMetadata(metadata(key)).build();
    }

    private static void only(@org.jspecify.annotations.Nullable String given, String supported, String member) {
        if (given != null && !given.equals(supported)) {
            throw Unsupported.member(member + " " + given);
        }
    }

    DescribeKeyResponse describe(Caller caller, DescribeKeyRequest request) {
        return DescribeKeyResponse.builder()
                .keyMetadata(metadata(described(caller.scope(), request.keyId())))
                .build();
    }

    /** The keys of AWS's own are there as soon as somebody looks. */
    private KmsKey described(Scope scope, String given) {
        if (given.equals(Keys.FOR_SECRETS) || given.equals(Keys.FOR_PARAMETERS)) {
            return keys.find(scope, null, given).orElseThrow(() -> notFound(scope, given));
        }
        return find(scope, given);
    }

    ListKeysResponse list(Caller caller, ListKeysRequest request) {
        Pages.Page<KmsKey> page = pages.of(
                parts.vault().keys(caller.scope()),
                KmsKey::id,
                request.marker(),
                Constraints.number(request.limit(), "limit", 1, PAGE, USUAL_PAGE),
                false);
        return ListKeysResponse.builder()
                .keys(page.items().stream()
                        .map(key -> KeyListEntry.builder()
                                .keyId(key.id())
                                .keyArn(key.arn())
                                .build())
                        .toList())
                .nextMarker(page.nextToken())
                .truncated(page.nextToken() != null)
                .build();
    }

    ListAliasesResponse aliases(Caller caller, ListAliasesRequest request) {
        String keyId = request.keyId() == null
                ? null
                : find(caller.scope(), request.keyId()).id();
        Pages.Page<KmsAlias> page = pages.of(
                parts.vault().aliases(caller.scope()).stream()
                        .filter(alias -> keyId == null || alias.keyId().equals(keyId))
                        .sorted(java.util.Comparator.comparing(KmsAlias::name))
                        .toList(),
                KmsAlias::name,
                request.marker(),
                Constraints.number(request.limit(), "limit", 1, USUAL_PAGE, USUAL_PAGE),
                false);
        return ListAliasesResponse.builder()
                .aliases(page.items().stream()
                        .map(alias -> AliasListEntry.builder()
                                .aliasName(alias.name())
                                .aliasArn(alias.arn())
                                .targetKeyId(alias.keyId())
                                .creationDate(alias.createdAt())
                                .build())
                        .toList())
                .nextMarker(page.nextToken())
                .truncated(page.nextToken() != null)
                .build();
    }

    CreateAliasResponse alias(Caller caller, CreateAliasRequest request) {
        Scope scope = caller.scope();
        String name = aliasName(request.aliasName());
        KmsKey key = find(scope, request.targetKeyId());
        if (key.deletedAt() != null) {
            throw invalidState(key);
        }
        KmsAlias alias = new KmsAlias(scope, name, key.id(), parts.clock().instant());
        parts.vault().change(draft -> {
            if (draft.alias(scope, name).isPresent()) {
                throw new AwsException(
                        "AlreadyExistsException", "An alias with the name " + alias.arn() + " already exists");
            }
            draft.put(alias);
            return alias;
        });
        return CreateAliasResponse.builder().build();
    }

    DeleteAliasResponse deleteAlias(Caller caller, DeleteAliasRequest request) {
        String name = aliasName(request.aliasName());
        parts.vault().change(draft -> {
            KmsAlias alias = draft.alias(caller.scope(), name).orElseThrow(() -> notFound(caller.scope(), name));
            draft.delete(alias);
            return alias;
        });
        return DeleteAliasResponse.builder().build();
    }

    private static String aliasName(String name) {
        if (!ALIAS.matcher(name).matches()) {
            throw new AwsException(
                    "InvalidAliasNameException",
                    name.startsWith(Keys.ALIAS)
                            ? "Alias contains invalid characters: use letters, digits, slashes, hyphens and underscores"
                            : "Alias must start with the prefix \"alias/\". Please see"
                                    + " https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
        }
        if (name.startsWith(RESERVED)) {
            throw new AwsException("NotAuthorizedException", "");
        }
        return name;
    }

    EnableKeyResponse enable(Caller caller, EnableKeyRequest request) {
        change(find(caller.scope(), request.keyId()), key -> {
            if (key.deletedAt() != null) {
                throw invalidState(key);
            }
            return key.enabled(true);
        });
        return EnableKeyResponse.builder().build();
    }

    DisableKeyResponse disable(Caller caller, DisableKeyRequest request) {
        change(find(caller.scope(), request.keyId()), key -> {
            if (key.deletedAt() != null) {
                throw invalidState(key);
            }
            return key.enabled(false);
        });
        return DisableKeyResponse.builder().build();
    }

    ScheduleKeyDeletionResponse scheduleDeletion(Caller caller, ScheduleKeyDeletionRequest request) {
        int days = Constraints.number(
                request.pendingWindowInDays(), "pendingWindowInDays", WINDOW_LEAST, WINDOW_MOST, WINDOW_MOST);
        Instant when = parts.clock().instant().plus(Duration.ofDays(days));
        KmsKey after = change(find(caller.scope(), request.keyId()), key -> {
            if (key.deletedAt() != null) {
                throw invalidState(key);
            }
            return key.deletedAt(when);
        });
        return ScheduleKeyDeletionResponse.builder()
                .keyId(after.arn())
                .deletionDate(when)
                .keyState(after.state())
                .pendingWindowInDays(days)
                .build();
    }

    CancelKeyDeletionResponse cancelDeletion(Caller caller, CancelKeyDeletionRequest request) {
        KmsKey after = change(find(caller.scope(), request.keyId()), key -> {
            if (key.deletedAt() == null) {
                throw new AwsException("KMSInvalidStateException", key.arn() + " is not pending deletion.");
            }
            return key.deletedAt(null);
        });
        return CancelKeyDeletionResponse.builder().keyId(after.arn()).build();
    }

    ListResourceTagsResponse listTags(Caller caller, ListResourceTagsRequest request) {
        return ListResourceTagsResponse.builder()
                .tags(find(caller.scope(), request.keyId()).tags().stream()
                        .map(tag -> software.amazon.awssdk.services.kms.model.Tag.builder()
                                .tagKey(tag.key())
                                .tagValue(tag.value())
                                .build())
                        .toList())
                .truncated(false)
                .build();
    }

    private KmsKey change(KmsKey found, UnaryOperator<KmsKey> change) {
        if (found.awsManaged()) {
            throw AwsException.accessDenied("The key " + found.arn()
                    + " is managed by AWS: nobody else may change it. Make a key of your own.");
        }
        return parts.vault().change(draft -> {
            KmsKey known = draft.key(found.scope(), found.id()).orElseThrow(() -> notFound(found.scope(), found.id()));
            KmsKey after = change.apply(known);
            draft.put(after);
            return after;
        });
    }

    private static KeyMetadata metadata(KmsKey key) {
        return KeyMetadata.builder()
                .awsAccountId(key.scope().account())
                .keyId(key.id())
                .arn(key.arn())
                .creationDate(key.createdAt())
                .enabled(key.usable())
                .description(key.description())
                .keyUsage(ENCRYPTS)
                .keyState(key.state())
                .deletionDate(key.deletedAt())
                .origin(ORIGIN)
                .keyManager(key.awsManaged() ? "AWS" : "CUSTOMER")
                .keySpec(SYMMETRIC)
                .encryptionAlgorithmsWithStrings(SYMMETRIC)
                .multiRegion(false)
                .build();
    }
}
