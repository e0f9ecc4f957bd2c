package io.roadstead.control.agents;

import io.roadstead.control.gateway.InstanceKey;
import io.roadstead.control.gateway.MetricsSink;
import io.roadstead.wire.agent.TcsMessage.InstanceStatus;
import io.roadstead.wire.agent.TcsMessage.PublishInstanceStatusRequest;
import io.roadstead.wire.agent.TcsMessage.PublishMetricsRequest;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What agents last said of their own instance's health, for DescribeContainerInstances. It is of the moment and of this
 * server, so it is kept in memory alone: one entry for each instance that ever called. Task metrics go nowhere before
 * there is a metrics service to take them.
 */
public final class InstanceHealth implements MetricsSink {
    private final ConcurrentMap<InstanceKey, List<InstanceStatus>> latest = new ConcurrentHashMap<>();

    @Override
    public void metrics(InstanceKey instance, PublishMetricsRequest metrics, Instant now) {}

    @Override
    public void status(InstanceKey instance, PublishInstanceStatusRequest status, Instant now) {
        latest.put(instance, status.statuses());
    }

    /** The latest checks; none when its agent has told of none to this server. */
    public List<InstanceStatus> of(InstanceKey instance) {
        return latest.getOrDefault(instance, List.of());
    }
}
