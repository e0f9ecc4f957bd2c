package io.roadstead.core.lifecycle;

import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.NetworkBinding;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent reports of one task: the body of SubmitTaskStateChange without its names.
 *
 * <p>Source: agent-protocol 3.1, 3.2.
 *
 * @param status the task's, as the agent sees it
 * @param reason filled for resource failures and refused tasks only; often empty
 * @param executionStoppedAt when the first essential container stopped
 * @param containers in the order told; one container may occur twice, RUNNING and then STOPPED
 */
public record StateReport(
        Status status,
        @Nullable String reason,
        @Nullable Instant pullStartedAt,
        @Nullable Instant pullStoppedAt,
        @Nullable Instant executionStoppedAt,
        List<ContainerReport> containers) {
    /** The task statuses an agent knows. */
    public enum Status {
        PENDING,
        RUNNING,
        STOPPED
    }

    /**
     * What it reports of one container.
     *
     * @param reason may be stale: a pull that failed and was survived by a cached image stays here for good
     * @param exitCode may come with RUNNING when the container was very short; forced to 143 for one that never started
     *     because a dependency failed
     */
    public record ContainerReport(
            String name,
            ContainerStatus status,
            @Nullable Integer exitCode,
            @Nullable String reason,
            @Nullable String runtimeId,
            @Nullable String imageDigest,
            List<NetworkBinding> networkBindings) {
        public ContainerReport {
            networkBindings = List.copyOf(networkBindings);
        }
    }

    public StateReport {
        containers = List.copyOf(containers);
    }
}
