package io.roadstead.agent.engine;

import io.roadstead.core.model.TaskStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * News of a task for the control plane: one {@code SubmitTaskStateChange}.
 *
 * @param status {@code PENDING}, {@code RUNNING} or {@code STOPPED}
 * @param reason empty but for tasks refused or without a resource they need
 * @param containers those with news, each at most once
 */
public record TaskReport(
        String taskArn,
        TaskStatus status,
        String reason,
        List<ContainerReport> containers,
        @Nullable Instant pullStartedAt,
        @Nullable Instant pullStoppedAt,
        @Nullable Instant executionStoppedAt) {
    public TaskReport {
        containers = List.copyOf(containers);
    }
}
