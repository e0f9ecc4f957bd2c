package io.roadstead.services.objects;

import io.roadstead.core.Sealing;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key of a test's own. Nothing is sealed with it here, only derived. */
public final class TestSealing implements Sealing {
    private static final String KEY = "k1";

    private final byte[] key;

    public TestSealing(String key) {
        this.key = key.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String seal(String secret, String context) {
        throw new UnsupportedOperationException("objects seal nothing");
    }

    @Override
    public String open(String sealed, String context) {
        throw new UnsupportedOperationException("objects open nothing");
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
