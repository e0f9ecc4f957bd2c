package io.roadstead.core.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One of a service's deployments: the tasks of one service revision on their way up or down. A new one is made by the
 * API (create, update) and by the scheduler (a rollback); all that changes afterwards is the scheduler's.
 *
 * <p>The service revision it rolls out ends with the same number as its id. Source: ecs-behaviour 2.2, 6.11.
 *
 * @param id {@code ecs-svc/<19 digits>}, also the {@code startedBy} of its tasks
 * @param serviceDeploymentId the service deployment it is part of; a rollback's deployment is part of the one it undoes
 * @param desiredCount how many tasks it shall have: of the PRIMARY the service's, of an ACTIVE one what is left of it
 * @param rolloutStateReason ECS's words
 */
public record Deployment(
        String id,
        Status status,
        String family,
        int revision,
        LaunchType launchType,
        String serviceDeploymentId,
        int desiredCount,
        RolloutState rolloutState,
        String rolloutStateReason,
        Instant createdAt,
        Instant updatedAt,
        Progress progress) {
    /** The newest is PRIMARY, the ones it replaces are ACTIVE until their last task is gone. */
    public enum Status {
        PRIMARY,
        ACTIVE
    }

    /** How far the rollout is. */
    public enum RolloutState {
        IN_PROGRESS,
        COMPLETED,
        FAILED
    }

    /**
     * What the scheduler counted of its tasks.
     *
     * @param failedTasks failures in a row, as the circuit breaker counts them
     * @param failedStarts tasks in a row that never reached RUNNING, as the start throttle counts them
     * @param nextStartAt no task is started before; absent while nothing throttles
     * @param reachedRunning whether a task of it ever reached RUNNING, which is the circuit breaker's second stage
     */
    public record Progress(
            int failedTasks, int failedStarts, @Nullable Instant nextStartAt, boolean reachedRunning) {
        public static final Progress NONE = new Progress(0, 0, null, false);
    }

    /** The number its id and its service revision's ARN end with. */
    public String number() {
        return id.substring(id.indexOf('/') + 1);
    }
}
