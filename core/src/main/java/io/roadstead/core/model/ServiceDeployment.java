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
        List<String> triggeredAlarms,
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

    /** What the circuit breaker does and counted; {@code threshold} failures trigger it. */
    public record CircuitBreaker(State state, int failureCount, int threshold) {
        /** ECS's states of the circuit breaker. */
        public enum State {
            TRIGGERED,
            MONITORING,
            MONITORING_COMPLETE,
            DISABLED
        }
    }

    /** Why and when it was rolled back, and to which service revision (its number). */
    public record Rollback(String reason, Instant startedAt, String revision) {}

    public ServiceDeployment {
        sourceRevisions = List.copyOf(sourceRevisions);
        triggeredAlarms = List.copyOf(triggeredAlarms);
    }

    public String arn() {
        return scope.arn("service-deployment/" + cluster + "/" + service + "/" + id);
    }
}
