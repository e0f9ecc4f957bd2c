package io.roadstead.agent.imds;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The session tokens of version 2. None is kept: a token is the second in which it ends and a keyed hash of that, so it
 * can be checked by who has the key, and by nobody else be made.
 */
final class Tokens {
    private static final String HMAC = "HmacSHA256";
    private static final int HASH_BYTES = 32;

    private final SecretKeySpec key;

    Tokens(String secret) {
        this.key = new SecretKeySpec(("imds-token\n" + secret).getBytes(StandardCharsets.UTF_8), HMAC);
    }

    String issue(Instant now, Duration life) {
        byte[] end = ByteBuffer.allocate(Long.BYTES)
                .putLong(now.plus(life).getEpochSecond())
                .array();
        byte[] hash = hash(end);
        return Base64.getUrlEncoder()
                .encodeToString(ByteBuffer.allocate(end.length + hash.length)
                        .put(end)
                        .put(hash)
                        .array());
    }

    boolean valid(String token, Instant now) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
        if (bytes.length != Long.BYTES + HASH_BYTES) {
            return false;
        }
        byte[] end = Arrays.copyOf(bytes, Long.BYTES);
        return MessageDigest.isEqual(hash(end), Arrays.copyOfRange(bytes, Long.BYTES, bytes.length))
                && now.getEpochSecond() < ByteBuffer.wrap(end).getLong();
    }

    private byte[] hash(byte[] text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }
}
