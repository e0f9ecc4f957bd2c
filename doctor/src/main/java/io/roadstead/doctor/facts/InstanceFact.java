package io.roadstead.doctor.facts;

import io.roadstead.wire.client.Json;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container instance as DescribeContainerInstances tells it.
 *
 * @param attributes the value by name, empty for an attribute without one
 */
public record InstanceFact(
        String arn,
        String ec2InstanceId,
        String status,
        String statusReason,
        boolean agentConnected,
        String agentVersion,
        String dockerVersion,
        int runningTasks,
        int pendingTasks,
        ResourcesFact registered,
        ResourcesFact remaining,
        Map<String, String> attributes,
        @Nullable Instant registeredAt) {
    static InstanceFact of(Json instance) {
        return new InstanceFact(
                instance.path("containerInstanceArn").text(),
                instance.path("ec2InstanceId").text(),
                instance.path("status").text(),
                instance.path("statusReason").text(),
                instance.path("agentConnected").truth(),
                instance.path("versionInfo").path("agentVersion").text(),
                instance.path("versionInfo").path("dockerVersion").text(),
                (int) instance.path("runningTasksCount").number(),
                (int) instance.path("pendingTasksCount").number(),
                ResourcesFact.of(instance.path("registeredResources")),
                ResourcesFact.of(instance.path("remainingResources")),
                Read.pairs(instance.path("attributes"), "name"),
                Read.time(instance, "registeredAt"));
    }

    public String id() {
        return Read.name(arn);
    }

    /** What tells its host from others: what EC2 calls it, or what its kernel does; empty when neither is told. */
    public String host() {
        return ec2InstanceId.isEmpty() ? attributes.getOrDefault("roadstead.host", "") : ec2InstanceId;
    }

    /** Whether its agent said that nothing starts it again when it ends. Only Roadstead's own says so. */
    public boolean unsupervised() {
        return attributes.getOrDefault("roadstead.supervisor", "").equals("none");
    }

    /** Whether new tasks are placed on it. */
    public boolean takesTasks() {
        return status.equals("ACTIVE") && agentConnected;
    }
}
