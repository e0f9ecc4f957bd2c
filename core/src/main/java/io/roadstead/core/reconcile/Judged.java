package io.roadstead.core.reconcile;

import io.roadstead.core.model.Task;

/**
 * A task as the scheduler sees it at one instant.
 *
 * @param draining whether its instance is DRAINING
 * @param guarded whether it is protected from scale-in and from its deployment's replacement
 */
public record Judged(Task task, Standing standing, boolean draining, boolean guarded) {
    /** How far a task is, in the order in which ECS gives tasks up. */
    public enum Standing {
        /** Not RUNNING yet. */
        PENDING,
        /** RUNNING, its checks failed, and no grace holds. */
        UNHEALTHY,
        /** RUNNING, and it has yet to prove healthy. */
        UNPROVEN,
        /** RUNNING, and it counts for the minimum. */
        HEALTHY,
        /** On its way to STOPPED, by whomever. */
        STOPPING
    }

    public String id() {
        return task.id();
    }

    public boolean is(Standing one) {
        return standing == one;
    }

    public boolean active() {
        return standing != Standing.STOPPING;
    }

    /** Whether another task shall take its place: its checks failed, or its instance is to be emptied. */
    public boolean doomed() {
        return draining || standing == Standing.UNHEALTHY;
    }
}
