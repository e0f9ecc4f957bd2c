package io.roadstead.core.reconcile;

import org.jspecify.annotations.Nullable;

/**
 * What the load balancers say of one task. A port: who checks targets fills it.
 *
 * @param targetGroupArn of the group that decided
 * @param port on which the target is checked; 0 where none is known
 * @param reason ECS's words for why it is unhealthy, for example {@code Health checks failed with these codes: [503]}
 */
public record TargetHealth(
        State state,
        @Nullable String targetGroupArn,
        int port,
        @Nullable String reason) {
    /** INITIAL is a target whose checks have yet to succeed, DRAINING one that is leaving. */
    public enum State {
        INITIAL,
        HEALTHY,
        UNHEALTHY,
        DRAINING
    }
}
