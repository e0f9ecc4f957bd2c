package io.roadstead.control.calls;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What is kept of a refused call: nothing that could be a secret.
 *
 * @param requestId as its caller got it
 * @param principal the caller's ARN, {@code -} when nobody was authenticated
 * @param service the service the request was signed for; empty without a signature that could be read
 * @param operation for example {@code ecs.RunTask}, {@code -} when it was not understood
 * @param parameters the members that name things or count them, by name; never environment, commands or containers
 * @param members the names of all members it had, in their order
 */
public record RefusedCall(
        String requestId,
        Instant at,
        String principal,
        String service,
        String operation,
        String errorType,
        int status,
        String message,
        Map<String, String> parameters,
        List<String> members) {
    public RefusedCall {
        members = List.copyOf(members);
    }
}
