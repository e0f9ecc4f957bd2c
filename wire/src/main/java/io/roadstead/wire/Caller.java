package io.roadstead.wire;

import io.roadstead.core.model.Scope;

/**
 * Who signed a request.
 *
 * @param scope the account of the access key, and the region of the signature's credential scope: where the resources
 *     named in the request live
 * @param arn the principal, for example {@code arn:aws:iam::000000000000:root}
 * @param accessKeyId the key that signed, for example {@code AKIDEXAMPLE}
 * @param endpoint the base URL the client called, for example {@code http://127.0.0.1:4566}, from its Host header
 * @param circumstances how the call reached this server
 */
public record Caller(Scope scope, String arn, String accessKeyId, String endpoint, Circumstances circumstances) {
    public Caller(Scope scope, String arn, String accessKeyId, String endpoint) {
        this(scope, arn, accessKeyId, endpoint, Circumstances.WITHIN);
    }

    public Caller with(Circumstances others) {
        return new Caller(scope, arn, accessKeyId, endpoint, others);
    }
}
