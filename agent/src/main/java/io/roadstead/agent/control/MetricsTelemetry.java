package io.roadstead.agent.control;

import io.roadstead.wire.agent.TcsMessage.MetricsMetadata;
import io.roadstead.wire.agent.TcsMessage.PublishMetricsRequest;
import io.roadstead.wire.agent.TcsMessage.TaskMetric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A round of metrics as messages. Source: agent-protocol 4. */
final class MetricsTelemetry {
    /** Tasks a message. */
    static final int MAX_TASKS = 10;

    private MetricsTelemetry() {}

    /**
     * The messages of a round: of an idle instance, one that says so; of one whose containers nothing is known of yet,
     * none.
     */
    static List<PublishMetricsRequest> messages(
            String cluster, String instanceArn, boolean idle, List<TaskMetric> metrics, Instant now) {
        List<PublishMetricsRequest> messages = new ArrayList<>();
        if (idle) {
            messages.add(new PublishMetricsRequest(metadata(cluster, instanceArn, true, true), List.of(), now));
            return messages;
        }
        for (int from = 0; from < metrics.size(); from += MAX_TASKS) {
            int to = Math.min(from + MAX_TASKS, metrics.size());
            messages.add(new PublishMetricsRequest(
                    metadata(cluster, instanceArn, false, to == metrics.size()), metrics.subList(from, to), now));
        }
        return messages;
    }

    private static MetricsMetadata metadata(String cluster, String instanceArn, boolean idle, boolean last) {
        return new MetricsMetadata(cluster, instanceArn, UUID.randomUUID().toString(), idle, last);
    }
}
