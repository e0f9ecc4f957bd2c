package io.roadstead.core.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container of a task as the agent last told of it.
 *
 * @param id the last part of the container's ARN
 * @param runtimeId Docker's id, once created
 * @param exitCode absent for one that never ran
 * @param reason the agent's words, cut at 1,024 characters; a reason on a running container is no failure
 */
public record Container(
        String id,
        String name,
        String image,
        @Nullable String imageDigest,
        @Nullable String runtimeId,
        ContainerStatus lastStatus,
        @Nullable Integer exitCode,
        @Nullable String reason,
        List<NetworkBinding> networkBindings,
        HealthStatus healthStatus) {
    public Container {
        networkBindings = List.copyOf(networkBindings);
    }

    /** A container nothing has been heard of yet. */
    public static Container pending(String id, String name, String image) {
        return new Container(
                id, name, image, null, null, ContainerStatus.PENDING, null, null, List.of(), HealthStatus.UNKNOWN);
    }
}
