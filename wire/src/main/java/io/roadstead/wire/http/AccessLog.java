package io.roadstead.wire.http;

import java.time.Duration;

/** Where every API call is noted, once, after it was answered. Called on the connection's thread. */
@FunctionalInterface
public interface AccessLog {
    void record(Call call);

    /**
     * @param requestId as the client got it in {@code x-amzn-RequestId}
     * @param principal the caller's ARN, {@code -} when nobody was authenticated
     * @param operation service and operation, for example {@code ecs.RunTask}; {@code -} for what was not understood
     * @param outcome {@code 200}, {@code 200 would-be-denied} where denials are only recorded, or the type of the error
     */
    record Call(String requestId, String principal, String operation, String outcome, Duration took) {}
}
