package io.roadstead.services.identity.api;

import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.directory.StoredKey;
import io.roadstead.services.identity.session.IdentityKeys;
import io.roadstead.wire.Caller;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.ListAccessKeysRequest;
import software.amazon.awssdk.services.iam.model.ListAccessKeysResponse;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyResponse;

/** Users' access keys. A secret is told once, when its key is made, and kept sealed. */
final class AccessKeyApi {
    static final int PER_USER = 2;
    private static final int KEY_CHARACTERS = 16;
    private static final int SECRET_CHARACTERS = 40;
    private static final String KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String SECRET_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private final Parts parts;
    private final SecureRandom random = new SecureRandom();

    AccessKeyApi(Parts parts) {
        this.parts = parts;
    }

    CreateAccessKeyResponse create(Caller caller, CreateAccessKeyRequest request) {
        String account = caller.scope().account();
        String userName = userName(caller, request.userName());
        String id = "AKIA" + draw(KEY_ALPHABET, KEY_CHARACTERS);
        String secret = draw(SECRET_ALPHABET, SECRET_CHARACTERS);
        String sealed = parts.sealing().seal(secret, IdentityKeys.context(id));
        StoredKey key = parts.directory().change(draft -> {
            var user = parts.user(draft, account, userName);
            if (user.accessKeys().size() >= PER_USER) {
                throw Refusals.quota("AccessKeysPerUser", PER_USER);
            }
            List<String> keys = new ArrayList<>(user.accessKeys());
            keys.add(id);
            StoredKey made = new StoredKey(account, user.entity().name(), id, sealed, true, parts.now());
            draft.put(Kind.USER, account, userName, user.withAccessKeys(keys));
            draft.put(Kind.ACCESS_KEY, account, id, made);
            return made;
        });
        return CreateAccessKeyResponse.builder()
                .accessKey(AccessKey.builder()
                        .userName(key.userName())
                        .accessKeyId(id)
                        .status(status(key))
                        .secretAccessKey(secret)
                        .createDate(key.createdAt())
                        .build())
                .build();
    }

    ListAccessKeysResponse list(Caller caller, ListAccessKeysRequest request) {
        String account = caller.scope().account();
        String userName = userName(caller, request.userName());
        Pages.Page<StoredKey> page = Pages.of(
                parts.user(account, userName).accessKeys().stream()
                        .map(id -> parts.directory()
                                .find(Kind.ACCESS_KEY, account, id)
                                .orElse(null))
                        .filter(Objects::nonNull)
                        .toList(),
                StoredKey::accessKeyId,
                request.marker(),
                request.maxItems());
        return ListAccessKeysResponse.builder()
                .accessKeyMetadata(page.items().stream()
                        .map(key -> AccessKeyMetadata.builder()
                                .userName(key.userName())
                                .accessKeyId(key.accessKeyId())
                                .status(status(key))
                                .createDate(key.createdAt())
                                .build())
                        .toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    UpdateAccessKeyResponse update(Caller caller, UpdateAccessKeyRequest request) {
        String account = caller.scope().account();
        boolean active =
                switch (request.statusAsString()) {
                    case "Active" -> true;
                    case "Inactive" -> false;
                    default ->
                        throw Refusals.failed(
                                "'" + request.statusAsString() + "'",
                                "status",
                                "Member must satisfy enum value set: [Active, Inactive]");
                };
        parts.directory().change(draft -> {
            StoredKey key = key(draft, caller, request.userName(), request.accessKeyId());
            draft.put(Kind.ACCESS_KEY, account, key.accessKeyId(), key.withActive(active));
            return key;
        });
        return UpdateAccessKeyResponse.builder().build();
    }

    DeleteAccessKeyResponse delete(Caller caller, DeleteAccessKeyRequest request) {
        String account = caller.scope().account();
        parts.directory().change(draft -> {
            StoredKey key = key(draft, caller, request.userName(), request.accessKeyId());
            var user = parts.user(draft, account, key.userName());
            draft.put(
                    Kind.USER,
                    account,
                    key.userName(),
                    user.withAccessKeys(user.accessKeys().stream()
                            .filter(id -> !id.equals(key.accessKeyId()))
                            .toList()));
            draft.delete(Kind.ACCESS_KEY, account, key.accessKeyId());
            return key;
        });
        return DeleteAccessKeyResponse.builder().build();
    }

    private StoredKey key(
            io.roadstead.services.identity.directory.Draft draft, Caller caller, String userName, String id) {
        String account = caller.scope().account();
        String name = userName(caller, userName);
        parts.user(draft, account, name);
        return draft.read(Kind.ACCESS_KEY, account, id)
                .filter(key -> key.userName().equalsIgnoreCase(name))
                .orElseThrow(() -> Refusals.noSuchEntity("The Access Key with id " + id + " cannot be found."));
    }

    /** Without a name a user means itself. */
    private static String userName(Caller caller, String userName) {
        if (userName != null && !userName.isEmpty()) {
            return userName;
        }
        if (!caller.arn().contains(":user/")) {
            throw Refusals.validation("Must specify userName when calling with non-User credentials");
        }
        return caller.arn().substring(caller.arn().lastIndexOf('/') + 1);
    }

    private static String status(StoredKey key) {
        return key.active() ? "Active" : "Inactive";
    }

    private String draw(String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
