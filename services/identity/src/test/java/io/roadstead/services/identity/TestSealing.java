package io.roadstead.services.identity;

import io.roadstead.core.Sealing;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Seals by turning bytes over, which hides nothing from who looks closely and everything from a search. */
final class TestSealing implements Sealing {
    private static final String KEY = "k1";

    private final byte[] key;

    TestSealing(String key) {
        this.key = key.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String seal(String secret, String context) {
        return context + "#" + Base64.getEncoder().encodeToString(turned(secret.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String open(String sealed, String context) {
        if (!sealed.startsWith(context + "#")) {
            throw new IllegalStateException("sealed for another context");
        }
        byte[] bytes = Base64.getDecoder().decode(sealed.substring(context.length() + 1));
        return new String(turned(bytes), StandardCharsets.UTF_8);
    }

    private static byte[] turned(byte[] bytes) {
        byte[] turned = bytes.clone();
        for (int i = 0; i < turned.length; i++) {
            turned[i] ^= 0x5a;
        }
        return turned;
    }

    @Override
    public String keyOf(String sealed) {
        return KEY;
    }

    @Override
    public String current() {
        return KEY;
    }

    @Override
    public String currentAt(Instant then) {
        return KEY;
    }

    @Override
    public List<String> keys() {
        return List.of(KEY);
    }

    @Override
    public Optional<String> first() {
        return Optional.of(KEY);
    }

    @Override
    public Optional<byte[]> sign(String id, String text) {
        return id.equals(KEY) || id.equals(FIRST) ? Optional.of(signed(text)) : Optional.empty();
    }

    private byte[] signed(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
