package io.roadstead.wire.rest;

import io.roadstead.wire.AwsException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Bytes that must have the SHA-256 the request was signed with. */
final class HashedInput extends InputStream {
    private final InputStream in;
    private final String expected;
    private final MessageDigest digest = sha256();
    private boolean ended;

    HashedInput(InputStream in, String expected) {
        this.in = in;
        this.expected = expected;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        int read = in.read(buffer, offset, length);
        if (read >= 0) {
            digest.update(buffer, offset, read);
            return read;
        }
        ended = true;
        if (!HexFormat.of().formatHex(digest.digest()).equals(expected)) {
            throw new AwsException(
                    "XAmzContentSHA256Mismatch",
                    "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
