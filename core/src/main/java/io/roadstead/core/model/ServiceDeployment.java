package io.roadstead.core.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The history of one rollout: made by the API with the deployment it is about, led on by the scheduler, and kept after
 * its end. StopServiceDeployment sets its status to a request, which the scheduler carries out.
 *
 * <p>Source: ecs-behaviour 6.11.
 *
 * @param id 21 characters, the last part of the ARN
 * @param deploymentId the deployment that rolls its target out
 * @param sourceRevisions the numbers of the service revisions that ran before it
 * @param targetRevision the number of the service revision it rolls out
 * @param configuration as it was when it began
 * @param finishedAt present once it came to its end by itself
 * @param stoppedAt present when a user stopped it, or a detector did without a rollback
 */
public record ServiceDeployment(
        Scope scope,
        String cluster,
        String service,
        String id,
        String deploymentId,
        Status status,
        @Nullable String statusReason,
        List<String> sourceRevisions,
        String targetRevision,
        int requestedTaskCount,
        DeploymentConfiguration configuration,
        CircuitBreaker circuitBreaker,
        AlarmWatch alarms,
        @Nullable Rollback rollback,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant stoppedAt,
        Instant updatedAt) {
    /** ECS's states of a service deployment. */
    public enum Status {
        PENDING,
        IN_PROGRESS,
        SUCCESSFUL,
        STOP_REQUESTED,
        STOPPED,
        ROLLBACK_REQUESTED,
        ROLLBACK_IN_PROGRESS,
        ROLLBACK_SUCCESSFUL,
        ROLLBACK_FAILED;

        /** Whether nothing more will become of it. */
        public boolean ended() {
            return switch (this) {
                case PENDING, IN_PROGRESS, STOP_REQUESTED, ROLLBACK_REQUESTED, ROLLBACK_IN_PROGRESS -> false;
                case SUCCESSFUL, STOPPED, ROLLBACK_SUCCESSFUL, ROLLBACK_FAILED -> true;
            };
        }
    }

    /** ECS's states of what watches a deployment for failure. */
    public enum Watch {
        TRIGGERED,
        MONITORING,
        MONITORING_COMPLETE,
        DISABLED
    }

    /** What the circuit breaker does and counted; {@code threshold} failures trigger it. */
    public record CircuitBreaker(Watch state, int failureCount, int threshold) {}

    /**
     * What became of the alarms; their names are in the configuration.
     *
     * @param triggered the names of those that failed the deployment
     */
    public record AlarmWatch(Watch state, List<String> triggered) {
        public AlarmWatch {
            triggered = List.copyOf(triggered);
        }
    }

    /** Why and when it was rolled back, and to which service revision (its number). */
    public record Rollback(String reason, Instant startedAt, String revision) {}

    public ServiceDeployment {
        sourceRevisions = List.copyOf(sourceRevisions);
    }

    public ServiceDeployment withStatus(Status newStatus, @Nullable String newReason, Instant when) {
        return copy(newStatus, newReason, requestedTaskCount, circuitBreaker, alarms, rollback, startedAt, when);
    }

    /** The same once the scheduler has taken it up. */
    public ServiceDeployment started(Instant when) {
        return copy(Status.IN_PROGRESS, statusReason, requestedTaskCount, circuitBreaker, alarms, rollback, when, when);
    }

    public ServiceDeployment rollingBack(String reason, Rollback newRollback, Instant when) {
        return copy(
                Status.ROLLBACK_IN_PROGRESS,
                reason,
                requestedTaskCount,
                circuitBreaker,
                alarms,
                newRollback,
                startedAt,
                when);
    }

    public ServiceDeployment withRequestedTaskCount(int count, Instant when) {
        return copy(status, statusReason, count, circuitBreaker, alarms, rollback, startedAt, when);
    }

    public ServiceDeployment withWatches(CircuitBreaker newCircuitBreaker, AlarmWatch newAlarms, Instant when) {
        return copy(status, statusReason, requestedTaskCount, newCircuitBreaker, newAlarms, rollback, startedAt, when);
    }

    private ServiceDeployment copy(
            Status newStatus,
            @Nullable String newReason,
            int newRequestedTaskCount,
            CircuitBreaker newCircuitBreaker,
            AlarmWatch newAlarms,
            @Nullable Rollback newRollback,
            @Nullable Instant newStartedAt,
            Instant when) {
        boolean finished =
                switch (newStatus) {
                    case SUCCESSFUL, ROLLBACK_SUCCESSFUL, ROLLBACK_FAILED -> true;
                    case PENDING, IN_PROGRESS, STOP_REQUESTED, STOPPED, ROLLBACK_REQUESTED, ROLLBACK_IN_PROGRESS ->
                        false;
                };
        return new ServiceDeployment(
                scope,
                cluster,
                service,
                id,
                deploymentId,
                newStatus,
                newReason,
                sourceRevisions,
                targetRevision,
                newRequestedTaskCount,
                configuration,
                newCircuitBreaker,
                newAlarms,
                newRollback,
                createdAt,
                newStartedAt,
                finished ? when : finishedAt,
                newStatus == Status.STOPPED ? when : stoppedAt,
                when);
    }

    public String arn() {
        return scope.arn("service-deployment/" + cluster + "/" + service + "/" + id);
    }
}
