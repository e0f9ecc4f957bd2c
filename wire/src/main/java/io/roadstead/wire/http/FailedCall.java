package io.roadstead.wire.http;

import java.time.Instant;

/**
 * A call that was refused, as its caller saw it.
 *
 * @param requestId as the caller got it in {@code x-amzn-RequestId}
 * @param principal the caller's ARN, {@code -} when nobody was authenticated
 * @param service the service that the request was signed for; empty when it had no signature that could be read
 * @param operation service and operation, for example {@code ecs.RunTask}; {@code -} for what was not understood
 * @param errorType AWS's name of the error
 * @param body as it came, secrets and all: to be looked through at once and not kept; empty when it was not read
 */
@SuppressWarnings("ArrayRecordComponent") // equality of failed calls is never asked for
public record FailedCall(
        String requestId,
        Instant at,
        String principal,
        String service,
        String operation,
        String errorType,
        int status,
        String message,
        byte[] body) {}
