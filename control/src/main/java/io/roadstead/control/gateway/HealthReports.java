package io.roadstead.control.gateway;

import io.roadstead.core.model.HealthStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is told of container health, which reaches a control plane over TCS alone. May block. */
@FunctionalInterface
public interface HealthReports {
    /**
     * What an agent says of one container.
     *
     * @param taskArn as the agent wrote it: whether the task exists and is this instance's is for the receiver to check
     * @param since when it became so, as the agent says
     * @param output what the check printed last; absent when the agent says nothing of it
     */
    record ContainerHealth(
            String taskArn,
            String containerName,
            HealthStatus status,
            @Nullable Instant since,
            @Nullable String output) {}

    void report(InstanceKey instance, List<ContainerHealth> health, Instant now);
}
