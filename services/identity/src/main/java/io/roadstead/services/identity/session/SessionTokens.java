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
 * installation's master key of its time, which it names and from which access key id and secret are computed again when it
 * is verified. So any server can verify what any other issued, and nobody can make one up or change it.
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
        Signer signer = new Signer(sealing.current());
        String token = PREFIX + signer.key() + "." + encode(text.getBytes(StandardCharsets.UTF_8)) + "."
                + encode(signer.sign("token", text));
        return new Issued(key(signer, text, claims), token);
    }

    /** One of the master keys, and what it signs of a session: a token names the key that signed it. */
    private final class Signer {
        private final String key;

        Signer(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }

        byte[] sign(String use, String text) {
            return sealing.sign(key, "sts-session " + use + " " + text)
                    .orElseThrow(() -> new IllegalStateException("master key " + key + " is gone"));
        }

        boolean isHere() {
            return key.equals(Sealing.FIRST)
                    ? sealing.first().isPresent()
                    : sealing.keys().contains(key);
        }
    }

    /** What a token says, and the key that it stands for. */
    public record Verified(AccessKey key, SessionClaims claims) {}

    /** Empty unless key, token and time agree. */
    public Optional<Verified> verify(String accessKeyId, String token, Instant now) {
        int dot = token.lastIndexOf('.');
        if (!token.startsWith(PREFIX) || dot < PREFIX.length() || token.length() > LONGEST) {
            return Optional.empty();
        }
        // Tokens of the time before keys had names have no key in front.
        int named = token.indexOf('.', PREFIX.length());
        Signer signer = new Signer(named == dot ? Sealing.FIRST : token.substring(PREFIX.length(), named));
        int begin = named == dot ? PREFIX.length() : named + 1;
        if (begin > dot || !signer.isHere()) {
            return Optional.empty();
        }
        String text;
        byte[] signature;
        try {
            text = new String(Base64.getUrlDecoder().decode(token.substring(begin, dot)), StandardCharsets.UTF_8);
            signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (!MessageDigest.isEqual(signature, signer.sign("token", text)) || !accessKeyId.equals(keyId(signer, text))) {
            return Optional.empty();
        }
        try {
            SessionClaims claims = codec.decode(text.getBytes(StandardCharsets.UTF_8), SessionClaims.class);
            return now.isBefore(claims.expiresAt())
                    ? Optional.of(new Verified(key(signer, text, claims), claims))
                    : Optional.empty();
        } catch (StoreException ofAnotherVersion) {
            return Optional.empty();
        }
    }

    private AccessKey key(Signer signer, String text, SessionClaims claims) {
        return new AccessKey(
                keyId(signer, text),
                new Secret(encode(signer.sign("secret", text)).substring(0, SECRET_CHARACTERS)),
                claims.account(),
                claims.arn());
    }

    private static String keyId(Signer signer, String text) {
        byte[] digest = signer.sign("key", text);
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
