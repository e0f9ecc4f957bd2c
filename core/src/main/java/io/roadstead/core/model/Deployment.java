package io.roadstead.core.model;

import java.time.Instant;
import java.util.List;
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
     * What the scheduler counted of its tasks, and what it must not forget between two rounds.
     *
     * @param failedTasks tasks in a row that never reached RUNNING or failed their health checks
     * @param breakerFailures the same as the circuit breaker counts them, by its stages
     * @param healthyThen how many tasks were healthy when a failure was last counted: one more ends the row
     * @param failedStarts starts in a row that came to nothing, as the start throttle counts them; tasks started together
     *     count once
     * @param failedStartAt when a task last failed to reach RUNNING; absent while none of the row did
     * @param nextStartAt no task is started before; absent while nothing throttles
     * @param reachedRunning whether a task of it ever reached RUNNING, which is the circuit breaker's second stage
     * @param balancing the tasks started to balance the zones that have yet to become healthy, by id: they are more than
     *     the service wants, and stay
     * @param nextBalanceAt the zones are not balanced before; absent while nothing keeps from it
     * @param bakingSince since when only its alarms are waited for
     */
    public record Progress(
            int failedTasks,
            int breakerFailures,
            int healthyThen,
            int failedStarts,
            @Nullable Instant failedStartAt,
            @Nullable Instant nextStartAt,
            boolean reachedRunning,
            List<String> balancing,
            @Nullable Instant nextBalanceAt,
            @Nullable Instant bakingSince) {
        public static final Progress NONE = new Progress(0, 0, 0, 0, null, null, false, List.of(), null, null);

        public Progress {
            balancing = List.copyOf(balancing);
        }

        public Progress withFailures(int newFailedTasks, int newBreakerFailures, int newHealthyThen) {
            return new Progress(
                    newFailedTasks,
                    newBreakerFailures,
                    newHealthyThen,
                    failedStarts,
                    failedStartAt,
                    nextStartAt,
                    reachedRunning,
                    balancing,
                    nextBalanceAt,
                    bakingSince);
        }

        public Progress withThrottle(
                int newFailedStarts, @Nullable Instant newFailedStartAt, @Nullable Instant newNextStartAt) {
            return new Progress(
                    failedTasks,
                    breakerFailures,
                    healthyThen,
                    newFailedStarts,
                    newFailedStartAt,
                    newNextStartAt,
                    reachedRunning,
                    balancing,
                    nextBalanceAt,
                    bakingSince);
        }

        /** A first task reached RUNNING: what was counted before is forgotten. Source: ecs-behaviour 6.3, 6.5. */
        public Progress running() {
            return new Progress(0, 0, 0, 0, null, null, true, balancing, nextBalanceAt, bakingSince);
        }

        public Progress withBalancing(List<String> newBalancing, @Nullable Instant newNextBalanceAt) {
            return new Progress(
                    failedTasks,
                    breakerFailures,
                    healthyThen,
                    failedStarts,
                    failedStartAt,
                    nextStartAt,
                    reachedRunning,
                    newBalancing,
                    newNextBalanceAt,
                    bakingSince);
        }

        public Progress withBakingSince(@Nullable Instant newBakingSince) {
            return new Progress(
                    failedTasks,
                    breakerFailures,
                    healthyThen,
                    failedStarts,
                    failedStartAt,
                    nextStartAt,
                    reachedRunning,
                    balancing,
                    nextBalanceAt,
                    newBakingSince);
        }
    }

    public Deployment withStatus(Status newStatus, Instant when) {
        return copy(newStatus, desiredCount, rolloutState, rolloutStateReason, when, progress);
    }

    public Deployment withDesiredCount(int newDesiredCount, Instant when) {
        return copy(status, newDesiredCount, rolloutState, rolloutStateReason, when, progress);
    }

    public Deployment withRollout(RolloutState newState, String newReason, Instant when) {
        return copy(status, desiredCount, newState, newReason, when, progress);
    }

    /** Counts are no news of the deployment itself: {@code updatedAt} stays. */
    public Deployment withProgress(Progress newProgress) {
        return copy(status, desiredCount, rolloutState, rolloutStateReason, updatedAt, newProgress);
    }

    private Deployment copy(
            Status newStatus,
            int newDesiredCount,
            RolloutState newState,
            String newReason,
            Instant newUpdatedAt,
            Progress newProgress) {
        return new Deployment(
                id,
                newStatus,
                family,
                revision,
                launchType,
                serviceDeploymentId,
                newDesiredCount,
                newState,
                newReason,
                createdAt,
                newUpdatedAt,
                newProgress);
    }

    /** The number its id and its service revision's ARN end with. */
    public String number() {
        return id.substring(id.indexOf('/') + 1);
    }
}
