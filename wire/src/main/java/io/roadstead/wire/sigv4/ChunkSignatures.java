package io.roadstead.wire.sigv4;

import javax.crypto.Mac;

/**
 * The signatures of a payload that is signed chunk by chunk: each signs its chunk and the signature before it, the first
 * of which is the request's own. Used by one thread. Source: Amazon S3 API reference, "Signature calculations for the
 * Authorization header: transferring payload in multiple chunks".
 */
public final class ChunkSignatures {
    private static final String CHUNK = Hashes.ALGORITHM + "-PAYLOAD";
    private static final String TRAILER = Hashes.ALGORITHM + "-TRAILER";
    private static final String EMPTY_HASH = Hashes.hexSha256("");

    private final Mac signingKey;
    private final String timestamp;
    private final CredentialScope scope;
    private String previous;

    ChunkSignatures(Mac signingKey, String timestamp, CredentialScope scope, String seed) {
        this.signingKey = signingKey;
        this.timestamp = timestamp;
        this.scope = scope;
        this.previous = seed;
    }

    /**
     * The signature the next chunk must have.
     *
     * @param hash of its data, SHA-256 in hexadecimal
     */
    public String chunk(String hash) {
        return next(CHUNK, EMPTY_HASH + "\n" + hash);
    }

    /** The signature the trailing headers must have: {@code name:value} each, ended by a line feed. */
    public String trailer(String canonical) {
        return next(TRAILER, Hashes.hexSha256(canonical));
    }

    private String next(String algorithm, String what) {
        previous = Hashes.signature(
                signingKey, algorithm + "\n" + timestamp + "\n" + scope + "\n" + previous + "\n" + what);
        return previous;
    }
}
