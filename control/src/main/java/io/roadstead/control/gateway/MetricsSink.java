package io.roadstead.control.gateway;

import io.roadstead.wire.agent.TcsMessage.PublishInstanceStatusRequest;
import io.roadstead.wire.agent.TcsMessage.PublishMetricsRequest;
import java.time.Instant;

/** Who is told of metrics and of what instances think of themselves. May block. */
public interface MetricsSink {
    void metrics(InstanceKey instance, PublishMetricsRequest metrics, Instant now);

    void status(InstanceKey instance, PublishInstanceStatusRequest status, Instant now);
}
