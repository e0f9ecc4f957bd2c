package io.roadstead.wire.rest;

import io.roadstead.wire.AwsException;
import io.roadstead.wire.sigv4.ChunkSignatures;
import io.roadstead.wire.sigv4.SignedHead;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Payloads by what was signed in their place. */
public final class Payloads {
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final String CHUNKS_SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    private static final String CHUNKS_AND_TRAILER_SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
    private static final String TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    private static final int HASH_LENGTH = 64;

    private Payloads() {}

    /** Opens the bytes as they come from the client. */
    @FunctionalInterface
    public interface Source {
        InputStream open() throws IOException;
    }

    /**
     * The payload behind a request's head.
     *
     * @param length of the bytes as they come, {@link RestBody#UNKNOWN} when the client does not say
     * @throws AwsException InvalidArgument when its form is none we know
     */
    public static RestBody of(SignedHead head, Map<String, String> headers, long length, Source source) {
        return switch (head.payload()) {
            case UNSIGNED -> new Plain(length, source);
            case CHUNKS_SIGNED, CHUNKS_AND_TRAILER_SIGNED -> chunked(headers, source, head.chunks());
            case TRAILER -> chunked(headers, source, null);
            default -> {
                if (!isHash(head.payload())) {
                    throw new AwsException(
                            "InvalidArgument",
                            "x-amz-content-sha256 must be " + UNSIGNED + ", " + CHUNKS_SIGNED + ", "
                                    + CHUNKS_AND_TRAILER_SIGNED + ", " + TRAILER + ", or a valid sha256 value.");
                }
                yield new Plain(length, () -> new HashedInput(source.open(), head.payload()));
            }
        };
    }

    private static RestBody chunked(Map<String, String> headers, Source source, @Nullable ChunkSignatures signatures) {
        String said = headers.get("x-amz-decoded-content-length");
        if (said == null) {
            throw new AwsException(
                    "MissingContentLength", 411, "You must provide the Content-Length HTTP header.", Map.of());
        }
        return new Chunked(length(said), source, signatures);
    }

    private static long length(String text) {
        try {
            long length = Long.parseLong(text);
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw invalidLength(text);
        }
        throw invalidLength(text);
    }

    private static AwsException invalidLength(String text) {
        return new AwsException(
                "InvalidArgument", "x-amz-decoded-content-length is a number of bytes, and this is '" + text + "'.");
    }

    private static boolean isHash(String text) {
        return text.length() == HASH_LENGTH
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    private record Plain(long length, Source source) implements RestBody {
        @Override
        public InputStream stream() throws IOException {
            return source.open();
        }

        @Override
        public Map<String, String> trailers() {
            return Map.of();
        }
    }

    private static final class Chunked implements RestBody {
        private final long length;
        private final Source source;
        private final @Nullable ChunkSignatures signatures;
        private @Nullable ChunkedInput input;

        Chunked(long length, Source source, @Nullable ChunkSignatures signatures) {
            this.length = length;
            this.source = source;
            this.signatures = signatures;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public InputStream stream() throws IOException {
            ChunkedInput opened = new ChunkedInput(source.open(), length, signatures);
            input = opened;
            return opened;
        }

        @Override
        public Map<String, String> trailers() {
            return input == null ? Map.of() : input.trailers();
        }
    }
}
