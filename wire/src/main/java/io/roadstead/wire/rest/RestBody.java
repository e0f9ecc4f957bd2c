package io.roadstead.wire.rest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** A request's payload, decoded, and checked against its signature while it is read. */
public interface RestBody {
    /** What there is when there is none. */
    RestBody EMPTY = new RestBody() {
        @Override
        public long length() {
            return 0;
        }

        @Override
        public InputStream stream() {
            return InputStream.nullInputStream();
        }

        @Override
        public Map<String, String> trailers() {
            return Map.of();
        }
    };

    /** Its bytes after decoding, {@link #UNKNOWN} when the client does not say. */
    long length();

    /**
     * The payload. Reading to its end verifies it: an {@link io.roadstead.wire.AwsException} says that it is another than
     * was signed.
     */
    InputStream stream() throws IOException;

    /** The headers that followed the payload, by lower-case name; all of them once its end was read. */
    Map<String, String> trailers();

    long UNKNOWN = -1;
}
