package io.roadstead.control.access;

import io.roadstead.control.gateway.TaskCredentials;
import io.roadstead.core.model.Task;
import io.roadstead.wire.AccessKey;
import io.roadstead.wire.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Temporary credentials of tasks' roles. Nothing of them is stored: the token says who and until when, and is signed with
 * the installation's master key, from which the secret is computed again when it is verified. So any server can verify
 * what any other issued.
 *
 * <p>A token is {@code <account>|<role ARN>|<session name>|<expiry, epoch seconds>} in base64, a dot, and its signature.
 */
public final class SessionCredentials implements TaskCredentials {
    /** How long they are good. ECS's tasks get six hours. */
    public static final Duration LIFETIME = Duration.ofHours(6);

    private static final String KEY_PREFIX = "ASIA";
    private static final int KEY_CHARACTERS = 16;
    private static final int SECRET_CHARACTERS = 40;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final MasterKey master;

    public SessionCredentials(MasterKey master) {
        this.master = master;
    }

    @Override
    public Optional<Issued> issue(Task task, RoleType type, String roleArn, Instant now) {
        Instant expiration = now.plus(LIFETIME);
        String role = roleArn.startsWith("arn:")
                ? roleArn
                : "arn:aws:iam::" + task.scope().account() + ":role/" + roleArn;
        String claims =
                String.join("|", task.scope().account(), role, task.id(), Long.toString(expiration.getEpochSecond()));
        String token = encode(claims.getBytes(StandardCharsets.UTF_8)) + "." + encode(master.sign("token " + claims));
        return Optional.of(new Issued(
                UUID.nameUUIDFromBytes((task.arn() + " " + type).getBytes(StandardCharsets.UTF_8))
                        .toString(),
                role,
                keyId(claims),
                secret(claims),
                token,
                expiration));
    }

    /** The key these credentials sign with, when key, token and time agree. */
    Optional<AccessKey> verify(String accessKeyId, String token, Instant now) {
        int dot = token.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String claims;
        byte[] signature;
        try {
            claims = new String(Base64.getUrlDecoder().decode(token.substring(0, dot)), StandardCharsets.UTF_8);
            signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        String[] parts = claims.split("\\|", -1);
        boolean good = parts.length == 4
                && MessageDigest.isEqual(signature, master.sign("token " + claims))
                && accessKeyId.equals(keyId(claims))
                && now.isBefore(Instant.ofEpochSecond(Long.parseLong(parts[3])));
        return good ? Optional.of(key(accessKeyId, claims, parts)) : Optional.empty();
    }

    private AccessKey key(String accessKeyId, String claims, String[] parts) {
        String role = parts[1].substring(parts[1].lastIndexOf('/') + 1);
        return new AccessKey(
                accessKeyId,
                new Secret(secret(claims)),
                parts[0],
                "arn:aws:sts::" + parts[0] + ":assumed-role/" + role + "/" + parts[2]);
    }

    private String keyId(String claims) {
        byte[] digest = master.sign("key " + claims);
        StringBuilder id = new StringBuilder(KEY_PREFIX);
        for (int i = 0; i < KEY_CHARACTERS; i++) {
            id.append(ALPHABET.charAt(digest[i] & (ALPHABET.length() - 1)));
        }
        return id.toString();
    }

    private String secret(String claims) {
        return encode(master.sign("secret " + claims)).substring(0, SECRET_CHARACTERS);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
