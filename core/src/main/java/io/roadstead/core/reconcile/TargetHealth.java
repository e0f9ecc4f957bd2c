package io.roadstead.core.reconcile;

import org.jspecify.annotations.Nullable;

/**
 * What the load balancers say of one task. A port: who checks targets fills it.
 *
 * @param targetGroupArn of the group that decided
 * @param reason ECS's words for why it is unhealthy, for example {@code Health checks failed with these codes: [503]}
 */
public record TargetHealth(
        State state,
        @Nullable String targetGroupArn,
        @Nullable String reason) {
    /** INITIAL is a target whose checks have yet to succeed, DRAINING one that is leaving. */
    public enum State {
        INITIAL,
        HEALTHY,
        UNHEALTHY,
        DRAINING
    }
}
