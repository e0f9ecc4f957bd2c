package io.roadstead.wire.sigv4;

import org.jspecify.annotations.Nullable;

/** A request as far as a signature covers it. For one thread. */
public final class SignedRequest {
    private static final byte[] NO_BODY = {};

    private final String method;
    private final String path;
    private final String query;
    private final RequestHeaders headers;
    private final byte[] body;
    private @Nullable String bodyHash;

    /**
     * @param method for example {@code POST}
     * @param path as on the wire, percent-encoding kept, for example {@code /}
     * @param query the raw query without {@code ?}, empty when there is none
     * @param body the payload as on the wire, not copied
     */
    public SignedRequest(String method, String path, String query, RequestHeaders headers, byte[] body) {
        this.method = method;
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.body = body;
    }

    /** A request without a payload, for example a websocket's handshake. */
    public static SignedRequest withoutBody(String method, String path, String query, RequestHeaders headers) {
        return new SignedRequest(method, path, query, headers, NO_BODY);
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    String query() {
        return query;
    }

    RequestHeaders headers() {
        return headers;
    }

    /** The payload itself, not a copy. */
    public byte[] body() {
        return body;
    }

    /** The payload's SHA-256 in hexadecimal, made when it is first asked for. */
    public String bodyHash() {
        String known = bodyHash;
        if (known == null) {
            known = Hashes.hexSha256(body);
            bodyHash = known;
        }
        return known;
    }
}
