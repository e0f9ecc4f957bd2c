package io.roadstead.wire.agent;

import java.util.List;
import java.util.Map;
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
     * A volume that containers' mount points may name. Source: agent-protocol 2.10.
     *
     * @param type {@code docker}, or {@code host}, which it also is when absent; of other kinds no more is read
     * @param sourcePath of a volume of the host; absent asks the agent for one of its own making, gone with the task
     * @param docker of a volume of Docker's
     */
    public record Volume(
            String name,
            @Nullable String type,
            @Nullable String sourcePath,
            @Nullable DockerVolume docker) {
        public static Volume host(String name, @Nullable String sourcePath) {
            return new Volume(name, "host", sourcePath, null);
        }

        public static Volume docker(String name, DockerVolume docker) {
            return new Volume(name, "docker", null, docker);
        }
    }

    /**
     * How Docker is to keep a volume.
     *
     * @param scope {@code task} or {@code shared}
     * @param autoprovision whether a shared one is made when it is not there; false when absent from the frame
     * @param driver absent for Docker's own
     */
    public record DockerVolume(
            @Nullable String scope,
            boolean autoprovision,
            @Nullable String driver,
            Map<String, String> driverOpts,
            Map<String, String> labels) {
        public DockerVolume {
            driverOpts = Map.copyOf(driverOpts);
            labels = Map.copyOf(labels);
        }
    }

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
