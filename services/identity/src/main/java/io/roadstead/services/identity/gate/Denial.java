package io.roadstead.services.identity.gate;

import io.roadstead.services.identity.policy.Decision;
import io.roadstead.services.identity.policy.NearMiss;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Something that policies did not allow.
 *
 * @param requestId of the call, as its caller got it
 * @param principal the caller's ARN
 * @param operation service and operation, for example {@code ecs.RunTask}
 * @param action what was not allowed, for example {@code iam:PassRole}
 * @param conditions what the call told of itself, by condition key
 * @param nearMisses statements that nearly allow it, the nearest first
 * @param enforced whether the call was refused
 */
public record Denial(
        Instant at,
        String requestId,
        String account,
        String principal,
        String operation,
        String action,
        String resource,
        Map<String, List<String>> conditions,
        Decision decision,
        List<NearMiss> nearMisses,
        String message,
        boolean enforced) {
    public Denial {
        conditions = Map.copyOf(conditions);
        nearMisses = List.copyOf(nearMisses);
    }
}
