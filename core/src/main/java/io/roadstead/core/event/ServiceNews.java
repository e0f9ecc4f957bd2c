package io.roadstead.core.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a decision of the service scheduler tells the event bus. What tasks and instances tell follows from their records
 * and is not decided. Source: ecs-behaviour 8.4, 8.5.
 */
public sealed interface ServiceNews {
    /** ECS's {@code eventType}. */
    enum Level {
        INFO,
        WARN,
        ERROR
    }

    /**
     * An {@code ECS Service Action}.
     *
     * @param eventName for example {@code SERVICE_STEADY_STATE}
     * @param reason for example {@code RESOURCE:CPU} of a placement failure
     * @param containerInstanceArns the instances it is about, if any
     */
    record ServiceAction(
            Level eventType,
            String eventName,
            Instant createdAt,
            @Nullable String reason,
            List<String> containerInstanceArns)
            implements ServiceNews {
        public ServiceAction {
            containerInstanceArns = List.copyOf(containerInstanceArns);
        }
    }

    /** An {@code ECS Deployment State Change}. */
    record DeploymentStateChange(
            Level eventType, String eventName, String deploymentId, Instant updatedAt, String reason)
            implements ServiceNews {}
}
