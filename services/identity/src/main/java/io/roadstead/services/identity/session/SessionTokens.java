package io.roadstead.services.identity.session;

import io.roadstead.core.Sealing;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.StoreException;
import io.roadstead.wire.AccessKey;
import io.roadstead.wire.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Temporary credentials of assumed roles. Nothing of them is stored: the token holds its claims and is signed with the
 * installation's master key, from which access key id and secret are computed again when it is verified. So any server
 * can verify what any other issued, and nobody can make one up or change it.
 */
public final class SessionTokens {
    /** The longest token looked at: a session policy has 2,048 characters, tags 50 times 384. */
    private static final int LONGEST = 30_000;

    private static final String PREFIX = "RSTS.";
    private static final String KEY_PREFIX = "ASIA";
    private static final int KEY_CHARACTERS = 16;
    private static final int SECRET_CHARACTERS = 40;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final Sealing sealing;
    private final RecordCodec codec;

    public SessionTokens(Sealing sealing, RecordCodec codec) {
        this.sealing = sealing;
        this.codec = codec;
    }

    public record Issued(AccessKey key, String token) {}

    public Issued issue(SessionClaims claims) {
        String text = new String(codec.encode(claims), StandardCharsets.UTF_8);
        String token = PREFIX + encode(text.getBytes(StandardCharsets.UTF_8)) + "."
                + encode(sealing.sign("sts-session token " + text));
        return new Issued(key(text, claims), token);
    }

    /** What a token says, and the key that it stands for. */
    public record Verified(AccessKey key, SessionClaims claims) {}

    /** Empty unless key, token and time agree. */
    public Optional<Verified> verify(String accessKeyId, String token, Instant now) {
        int dot = token.lastIndexOf('.');
        if (!token.startsWith(PREFIX) || dot < PREFIX.length() || token.length() > LONGEST) {
            return Optional.empty();
        }
        String text;
        byte[] signature;
        try {
            text = new String(
                    Base64.getUrlDecoder().decode(token.substring(PREFIX.length(), dot)), StandardCharsets.UTF_8);
            signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (!MessageDigest.isEqual(signature, sealing.sign("sts-session token " + text))
                || !accessKeyId.equals(keyId(text))) {
            return Optional.empty();
        }
        try {
            SessionClaims claims = codec.decode(text.getBytes(StandardCharsets.UTF_8), SessionClaims.class);
            return now.isBefore(claims.expiresAt())
                    ? Optional.of(new Verified(key(text, claims), claims))
                    : Optional.empty();
        } catch (StoreException ofAnotherVersion) {
            return Optional.empty();
        }
    }

    private AccessKey key(String text, SessionClaims claims) {
        return new AccessKey(
                keyId(text),
                new Secret(encode(sealing.sign("sts-session secret " + text)).substring(0, SECRET_CHARACTERS)),
                claims.account(),
                claims.arn());
    }

    private String keyId(String text) {
        byte[] digest = sealing.sign("sts-session key " + text);
        StringBuilder id = new StringBuilder(KEY_PREFIX);
        for (int i = 0; i < KEY_CHARACTERS; i++) {
            id.append(ALPHABET.charAt(digest[i] & (ALPHABET.length() - 1)));
        }
        return id.toString();
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
