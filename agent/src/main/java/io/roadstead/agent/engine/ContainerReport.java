package io.roadstead.agent.engine;

import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.NetworkBinding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container's entry in a report.
 *
 * @param runtimeId Docker's id; cut at 255 characters like the digest
 */
public record ContainerReport(
        String name,
        ContainerStatus status,
        @Nullable String runtimeId,
        @Nullable Integer exitCode,
        @Nullable String imageDigest,
        @Nullable String reason,
        List<NetworkBinding> networkBindings) {
    public ContainerReport {
        networkBindings = List.copyOf(networkBindings);
    }
}
