package io.roadstead.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The secret half of an access key. It never prints itself: {@link #reveal} is the only way to its text. */
public final class Secret {
    private final String text;

    public Secret(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a secret access key may not be empty");
        }
        this.text = text;
    }

    /** The secret in clear, for deriving signing keys and for nothing else. */
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8), that.text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "Secret[hidden]";
    }
}
