package io.roadstead.control.gateway;

import io.roadstead.wire.agent.TcsMessage.InstanceStatus;
import io.roadstead.wire.agent.TcsMessage.PublishInstanceStatusRequest;
import io.roadstead.wire.agent.TcsMessage.PublishMetricsRequest;
import io.roadstead.wire.agent.TcsMessage.TaskMetric;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the newest telemetry of each instance in memory, for whoever wants to know how things are right now. Safe for
 * many threads.
 */
public final class LatestTelemetry implements MetricsSink {
    /** Instances remembered; the one that was silent longest is forgotten first. */
    public static final int MAX_INSTANCES = 20_000;

    private final Map<InstanceKey, Known> latest = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InstanceKey, Known> eldest) {
            return size() > MAX_INSTANCES;
        }
    };

    /** Task metrics kept of one round: more than any host runs. */
    public static final int MAX_TASKS = 2_000;

    /**
     * What was last heard.
     *
     * @param metrics of the round that {@code metricsAt} belongs to, one message of ten tasks after another
     * @param roundOver whether that round is complete
     */
    public record Known(
            List<TaskMetric> metrics,
            boolean roundOver,
            @Nullable Instant metricsAt,
            List<InstanceStatus> statuses,
            @Nullable Instant statusesAt) {
        private static final Known NOTHING = new Known(List.of(), true, null, List.of(), null);

        public Known {
            metrics = List.copyOf(metrics);
            statuses = List.copyOf(statuses);
        }
    }

    public synchronized Optional<Known> of(InstanceKey instance) {
        return Optional.ofNullable(latest.get(instance));
    }

    @Override
    public synchronized void metrics(InstanceKey instance, PublishMetricsRequest metrics, Instant now) {
        Known before = latest.getOrDefault(instance, Known.NOTHING);
        List<TaskMetric> round = Stream.concat(
                        before.roundOver() ? Stream.of() : before.metrics().stream(), metrics.taskMetrics().stream())
                .limit(MAX_TASKS)
                .toList();
        latest.put(instance, new Known(round, metrics.metadata().fin(), now, before.statuses(), before.statusesAt()));
    }

    @Override
    public synchronized void status(InstanceKey instance, PublishInstanceStatusRequest status, Instant now) {
        Known before = latest.getOrDefault(instance, Known.NOTHING);
        latest.put(
                instance, new Known(before.metrics(), before.roundOver(), before.metricsAt(), status.statuses(), now));
    }
}
