package io.roadstead.wire.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as a payload carries it. Everything but the ARN may be absent: a task to stop needs no more than ARN, desired
 * status and an empty list of containers.
 *
 * <p>Source: agent-protocol 2.7.
 *
 * @param desiredStatus {@code RUNNING} or {@code STOPPED}; the agent judges other values
 * @param version the task definition's revision
 * @param overrides JSON in a string, which the agent ignores: overrides are merged before sending
 * @param cpu the task's limit in vCPU: 0.25 means 256 CPU units
 * @param memory the task's limit in MiB
 * @param networkMode {@code bridge}, {@code host}, {@code none} or {@code awsvpc}; but what Docker gets for host and
 *     none stands in each container's {@link ProtocolContainer.DockerConfig}
 */
public record ProtocolTask(
        String arn,
        @Nullable String taskClusterArn,
        @Nullable String taskDefinitionAccountId,
        @Nullable String desiredStatus,
        @Nullable String family,
        @Nullable String version,
        @Nullable String overrides,
        List<ProtocolContainer> containers,
        List<Volume> volumes,
        @Nullable Double cpu,
        @Nullable Integer memory,
        @Nullable IamRoleCredentials roleCredentials,
        @Nullable IamRoleCredentials executionRoleCredentials,
        @Nullable String networkMode,
        @Nullable String pidMode,
        @Nullable String ipcMode,
        @Nullable String launchType,
        @Nullable String serviceName,
        @Nullable String group) {
    /**
     * A volume of the host.
     *
     * @param type absent or {@code host} for the only kind read here
     * @param sourcePath absent asks the agent for a volume of its own making, gone with the task
     */
    public record Volume(
            String name, @Nullable String type, @Nullable String sourcePath) {}

    public ProtocolTask {
        containers = List.copyOf(containers);
        volumes = List.copyOf(volumes);
    }

    /** What is enough to stop a task. Source: agent-protocol 2.6. */
    public static ProtocolTask toStop(String arn, String clusterArn) {
        return new ProtocolTask(
                arn,
                clusterArn,
                null,
                "STOPPED",
                null,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
