package io.roadstead.wire.rest;

import io.roadstead.wire.AwsException;
import io.roadstead.wire.sigv4.ChunkSignatures;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The data of a body in AWS's own chunks, which are not HTTP's: {@code <size in hex>[;chunk-signature=<hex>]}, a line's
 * end, that many bytes, a line's end; after the chunk of size 0 the trailing headers and an empty line. A chunk is handed
 * on while it is read, and its signature is checked at its end: whoever reads counts nothing until the end was reached.
 */
final class ChunkedInput extends InputStream {
    /** The longest line: a size, a signature and their words have fewer than 120 characters, a trailer may have more. */
    static final int LINE_LIMIT = 1 << 10;

    static final int TRAILERS_LIMIT = 16;
    private static final String SIGNATURE = "chunk-signature=";
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

    private final BufferedInputStream in;
    private final @Nullable ChunkSignatures signatures;
    private final MessageDigest digest = HashedInput.sha256();
    private final Map<String, String> trailers = new LinkedHashMap<>();
    private long expected;
    private long left;
    private @Nullable String signature;
    private boolean begun;
    private boolean ended;

    /**
     * @param expected how many bytes there are in all chunks
     * @param signatures what chunks are signed with, null when they are not
     */
    ChunkedInput(InputStream in, long expected, @Nullable ChunkSignatures signatures) {
        this.in = new BufferedInputStream(in, 1 << 16);
        this.expected = expected;
        this.signatures = signatures;
    }

    Map<String, String> trailers() {
        return Map.copyOf(trailers);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw cutShort();
        }
        if (signatures != null) {
            digest.update(buffer, offset, read);
        }
        left -= read;
        expected -= read;
        return read;
    }

    private void nextChunk() throws IOException {
        if (begun) {
            verifyChunk();
            if (!line().isEmpty()) {
                throw misshapen("a chunk is longer than it says");
            }
        }
        begun = true;
        String head = line();
        int end = head.indexOf(';');
        left = size(end < 0 ? head : head.substring(0, end));
        signature = end < 0 ? null : signature(head.substring(end + 1));
        if (signatures != null && signature == null) {
            throw misshapen("a chunk has no signature");
        }
        if (left > expected) {
            throw incomplete();
        }
        if (left == 0) {
            verifyChunk();
            if (expected != 0) {
                throw incomplete();
            }
            readTrailers();
            if (in.read() >= 0) {
                throw misshapen("something follows its end");
            }
            ended = true;
        }
    }

    private void verifyChunk() {
        if (signatures != null
                && !signatures.chunk(HexFormat.of().formatHex(digest.digest())).equals(signature)) {
            throw mismatch();
        }
    }

    private void readTrailers() throws IOException {
        StringBuilder canonical = new StringBuilder();
        String said = null;
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon <= 0 || trailers.size() == TRAILERS_LIMIT) {
                throw misshapen("its trailing headers are none, or more than " + TRAILERS_LIMIT);
            }
            String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            if (name.equals(TRAILER_SIGNATURE)) {
                said = value;
            } else {
                trailers.put(name, value);
                canonical.append(name).append(':').append(value).append('\n');
            }
        }
        if (signatures != null
                && !trailers.isEmpty()
                && !signatures.trailer(canonical.toString()).equals(said)) {
            throw mismatch();
        }
    }

    private static long size(String hex) {
        try {
            long size = Long.parseLong(hex.strip(), 16);
            if (size >= 0) {
                return size;
            }
        } catch (NumberFormatException e) {
            throw misshapen("a chunk's size is no hexadecimal number");
        }
        throw misshapen("a chunk's size is negative");
    }

    private static @Nullable String signature(String extension) {
        return extension.startsWith(SIGNATURE) ? extension.substring(SIGNATURE.length()) : null;
    }

    private String line() throws IOException {
        byte[] bytes = new byte[LINE_LIMIT];
        int length = 0;
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                // The last empty line is not always sent.
                if (left == 0 && begun && expected == 0 && length == 0) {
                    return "";
                }
                throw cutShort();
            }
            if (length == LINE_LIMIT) {
                throw misshapen("a line of it is longer than " + LINE_LIMIT + " bytes");
            }
            bytes[length++] = (byte) c;
        }
        if (length > 0 && bytes[length - 1] == '\r') {
            length--;
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static EOFException cutShort() {
        return new EOFException("the connection ended within a chunked body");
    }

    private static AwsException misshapen(String how) {
        return new AwsException("InvalidRequest", "The body is not chunked as its headers say: " + how + ".");
    }

    private static AwsException incomplete() {
        return new AwsException(
                "IncompleteBody",
                "You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header.");
    }

    private static AwsException mismatch() {
        return new AwsException(
                "SignatureDoesNotMatch",
                403,
                "The chunk signature we calculated does not match the signature you provided. Check your key and"
                        + " signing method.",
                Map.of());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
