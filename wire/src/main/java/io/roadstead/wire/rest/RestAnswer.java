package io.roadstead.wire.rest;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer.
 *
 * @param status of HTTP
 * @param headers by name, without Content-Length unless the body is {@link Nothing} and would have had one (HEAD)
 */
public record RestAnswer(int status, Map<String, String> headers, Body body) {
    public RestAnswer {
        headers = new LinkedHashMap<>(headers);
    }

    /** What follows the headers. */
    public sealed interface Body {}

    /** No body. */
    public record Nothing() implements Body {}

    /** A body in memory. */
    @SuppressWarnings("ArrayRecordComponent") // equality of answers is never asked for
    public record Bytes(byte[] bytes) implements Body {}

    /**
     * A body that is written piece by piece.
     *
     * @param length exactly as many bytes as {@code content} writes
     */
    public record Streamed(long length, Content content) implements Body {}

    /** Where a long body comes from. Closed in any case, written or not. */
    public interface Content extends AutoCloseable {
        void writeTo(OutputStream out) throws IOException;

        @Override
        void close() throws IOException;
    }

    public static RestAnswer empty(int status, Map<String, String> headers) {
        return new RestAnswer(status, headers, new Nothing());
    }
}
