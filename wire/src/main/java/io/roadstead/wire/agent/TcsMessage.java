package io.roadstead.wire.agent;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of TCS, the telemetry channel. Names and fields are ECS's own; instants are kept to the millisecond.
 *
 * <p>Source: agent-protocol 4.
 */
public sealed interface TcsMessage {
    /** What stands in the frame's {@code type}. */
    default String type() {
        return getClass().getSimpleName();
    }

    /**
     * Metrics of at most 10 tasks.
     *
     * @param metadata absent never in practice
     */
    record PublishMetricsRequest(
            MetricsMetadata metadata,
            List<TaskMetric> taskMetrics,
            @Nullable Instant timestamp) implements TcsMessage {
        public PublishMetricsRequest {
            taskMetrics = List.copyOf(taskMetrics);
        }
    }

    /**
     * Whose metrics these are.
     *
     * @param idle no containers run
     * @param fin the last message of a round
     */
    record MetricsMetadata(
            @Nullable String cluster,
            @Nullable String containerInstance,
            @Nullable String messageId,
            boolean idle,
            boolean fin) {}

    /** One task's metrics since the last round. */
    record TaskMetric(
            String taskArn,
            @Nullable String taskDefinitionFamily,
            @Nullable String taskDefinitionVersion,
            List<ContainerMetric> containerMetrics) {
        public TaskMetric {
            containerMetrics = List.copyOf(containerMetrics);
        }
    }

    /**
     * One container's metrics since the last round, a sample a second.
     *
     * @param cpuStatsSet percent of the whole instance
     * @param memoryStatsSet MiB, without page cache
     * @param restartCount restarts within the period, with a restart policy only
     */
    record ContainerMetric(
            @Nullable String containerName,
            @Nullable StatsSet cpuStatsSet,
            @Nullable StatsSet memoryStatsSet,
            @Nullable NetworkStatsSet networkStatsSet,
            @Nullable StorageStatsSet storageStatsSet,
            @Nullable Integer restartCount) {}

    /** Samples as CloudWatch sums them up. */
    record StatsSet(double min, double max, int sampleCount, double sum) {}

    /**
     * Samples of whole numbers; the overflow members carry what passes 64 bits.
     */
    record CountStatsSet(
            long min,
            long max,
            long sampleCount,
            long sum,
            @Nullable Long overflowMin,
            @Nullable Long overflowMax,
            @Nullable Long overflowSum) {}

    /** Cumulative counters of a container's network, and its speed. */
    record NetworkStatsSet(
            @Nullable StatsSet rxBytesPerSecond,
            @Nullable CountStatsSet rxBytes,
            @Nullable CountStatsSet rxDropped,
            @Nullable CountStatsSet rxErrors,
            @Nullable CountStatsSet rxPackets,
            @Nullable StatsSet txBytesPerSecond,
            @Nullable CountStatsSet txBytes,
            @Nullable CountStatsSet txDropped,
            @Nullable CountStatsSet txErrors,
            @Nullable CountStatsSet txPackets) {}

    /** Cumulative bytes of a container's disks. */
    record StorageStatsSet(
            @Nullable CountStatsSet readSizeBytes, @Nullable CountStatsSet writeSizeBytes) {}

    /** Container health of at most 10 tasks: the only way it reaches a control plane. */
    record PublishHealthRequest(
            HealthMetadata metadata,
            List<TaskHealth> tasks,
            @Nullable Instant timestamp) implements TcsMessage {
        public PublishHealthRequest {
            tasks = List.copyOf(tasks);
        }
    }

    /** Whose health this is; {@code fin} on the last message of a round. */
    record HealthMetadata(
            @Nullable String cluster,
            @Nullable String containerInstance,
            @Nullable String messageId,
            boolean fin) {}

    /** The health of a task's checked containers. */
    record TaskHealth(
            String taskArn,
            @Nullable String taskDefinitionFamily,
            @Nullable String taskDefinitionVersion,
            List<ContainerHealth> containers) {
        public TaskHealth {
            containers = List.copyOf(containers);
        }
    }

    /**
     * One container's health.
     *
     * @param healthStatus {@code HEALTHY}, {@code UNHEALTHY} or {@code UNKNOWN}
     */
    record ContainerHealth(
            String containerName,
            @Nullable String healthStatus,
            @Nullable Instant statusSince,
            @Nullable String statusMessage) {}

    /** What the instance thinks of itself. */
    record PublishInstanceStatusRequest(
            InstanceStatusMetadata metadata,
            List<InstanceStatus> statuses,
            @Nullable Instant timestamp) implements TcsMessage {
        public PublishInstanceStatusRequest {
            statuses = List.copyOf(statuses);
        }
    }

    /** Whose status this is. */
    record InstanceStatusMetadata(
            @Nullable String cluster,
            @Nullable String containerInstance,
            @Nullable String requestId) {}

    /**
     * One check of the instance.
     *
     * @param type {@code ContainerRuntime}
     * @param status {@code INITIALIZING}, {@code OK}, {@code IMPAIRED} or {@code INSUFFICIENT_DATA}
     */
    record InstanceStatus(
            @Nullable String type,
            @Nullable String status,
            @Nullable String statusReason,
            @Nullable Instant lastUpdated,
            @Nullable Instant lastStatusChange) {}

    /** Control plane to agent: metrics taken. */
    record AckPublishMetric(@Nullable String message) implements TcsMessage {}

    /** Control plane to agent: health taken. */
    record AckPublishHealth(@Nullable String message) implements TcsMessage {}

    /** Control plane to agent: status taken. */
    record AckPublishInstanceStatus(@Nullable String message) implements TcsMessage {}

    /** Control plane to agent, well under every 60 s. */
    record HeartbeatMessage(@Nullable Boolean healthy) implements TcsMessage {}

    /** Logged by agents, nothing more. */
    record StopTelemetrySessionMessage(@Nullable String message) implements TcsMessage {}

    /** One of the {@code ...Exception} types: logged by agents, nothing more. */
    record ExceptionMessage(String type, @Nullable String message) implements TcsMessage {}

    /** A type not known here: to be dropped. */
    record Unknown(String type) implements TcsMessage {}
}
