package io.roadstead.core.definition;

import io.roadstead.core.name.TagRules;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * RegisterTaskDefinition as a raw client may send it: anything may be absent or wrong. Members of the operation that do
 * not occur here are not supported, and refused by name before they get here. Lists and maps hold no null: a JSON null
 * inside one is the codec's to refuse.
 *
 * @param cpu CPU units or {@code "1 vCPU"}
 * @param memory MiB or {@code "2GB"}
 * @param sizeInBytes how long the request's body is, for ECS's limit on definitions
 */
public record Registration(
        @Nullable String family,
        @Nullable List<ContainerDraft> containers,
        @Nullable String networkMode,
        @Nullable String cpu,
        @Nullable String memory,
        @Nullable String taskRoleArn,
        @Nullable String executionRoleArn,
        @Nullable List<ConstraintDraft> placementConstraints,
        @Nullable List<String> requiresCompatibilities,
        @Nullable List<VolumeDraft> volumes,
        @Nullable List<TagRules.Draft> tags,
        @Nullable String pidMode,
        @Nullable String ipcMode,
        @Nullable PlatformDraft runtimePlatform,
        int sizeInBytes) {
    /** One of {@code containerDefinitions}. */
    public record ContainerDraft(
            @Nullable String name,
            @Nullable String image,
            @Nullable Integer cpu,
            @Nullable Integer memory,
            @Nullable Integer memoryReservation,
            @Nullable Boolean essential,
            @Nullable List<PortDraft> portMappings,
            @Nullable List<String> entryPoint,
            @Nullable List<String> command,
            @Nullable List<EnvironmentDraft> environment,
            @Nullable Integer startTimeout,
            @Nullable Integer stopTimeout,
            @Nullable String user,
            @Nullable String workingDirectory,
            @Nullable Map<String, String> dockerLabels,
            @Nullable HealthCheckDraft healthCheck,
            @Nullable DockerOptionsDraft options,
            List<DependencyDraft> dependsOn,
            @Nullable RestartDraft restartPolicy,
            List<VolumeFromDraft> volumesFrom,
            List<RequirementDraft> resourceRequirements,
            @Nullable List<MountDraft> mountPoints,
            @Nullable FetchedDraft fetched) {
        /** One that needs nothing from elsewhere. */
        public ContainerDraft(
                @Nullable String name,
                @Nullable String image,
                @Nullable Integer cpu,
                @Nullable Integer memory,
                @Nullable Integer memoryReservation,
                @Nullable Boolean essential,
                @Nullable List<PortDraft> portMappings,
                @Nullable List<String> entryPoint,
                @Nullable List<String> command,
                @Nullable List<EnvironmentDraft> environment,
                @Nullable Integer startTimeout,
                @Nullable Integer stopTimeout,
                @Nullable String user,
                @Nullable String workingDirectory,
                @Nullable Map<String, String> dockerLabels,
                @Nullable HealthCheckDraft healthCheck,
                @Nullable DockerOptionsDraft options,
                List<DependencyDraft> dependsOn,
                @Nullable RestartDraft restartPolicy,
                List<VolumeFromDraft> volumesFrom,
                List<RequirementDraft> resourceRequirements,
                @Nullable List<MountDraft> mountPoints) {
            this(
                    name,
                    image,
                    cpu,
                    memory,
                    memoryReservation,
                    essential,
                    portMappings,
                    entryPoint,
                    command,
                    environment,
                    startTimeout,
                    stopTimeout,
                    user,
                    workingDirectory,
                    dockerLabels,
                    healthCheck,
                    options,
                    dependsOn,
                    restartPolicy,
                    volumesFrom,
                    resourceRequirements,
                    mountPoints,
                    null);
        }
    }

    /** One of a container's {@code dependsOn}. */
    public record DependencyDraft(
            @Nullable String containerName, @Nullable String condition) {}

    /** A container's {@code restartPolicy}; the period in seconds. */
    public record RestartDraft(
            @Nullable Boolean enabled,
            List<Integer> ignoredExitCodes,
            @Nullable Integer restartAttemptPeriod) {}

    /** One of a container's {@code volumesFrom}. */
    public record VolumeFromDraft(
            @Nullable String sourceContainer, @Nullable Boolean readOnly) {}

    /** One of a container's {@code resourceRequirements}, in a definition or an override. */
    public record RequirementDraft(
            @Nullable String type, @Nullable String value) {}

    /** The {@code runtimePlatform}. */
    public record PlatformDraft(
            @Nullable String cpuArchitecture, @Nullable String operatingSystemFamily) {}

    /** One of {@code volumes}. */
    public record VolumeDraft(
            @Nullable String name,
            @Nullable HostVolumeDraft host,
            @Nullable DockerVolumeDraft docker) {}

    /** A volume's {@code host}. */
    public record HostVolumeDraft(@Nullable String sourcePath) {}

    /** A volume's {@code dockerVolumeConfiguration}. */
    public record DockerVolumeDraft(
            @Nullable String scope,
            @Nullable Boolean autoprovision,
            @Nullable String driver,
            @Nullable Map<String, String> driverOpts,
            @Nullable Map<String, String> labels) {}

    /** One of a container's {@code mountPoints}. */
    public record MountDraft(
            @Nullable String sourceVolume,
            @Nullable String containerPath,
            @Nullable Boolean readOnly) {}

    /** A container's {@code healthCheck}; times in seconds. */
    public record HealthCheckDraft(
            @Nullable List<String> command,
            @Nullable Integer interval,
            @Nullable Integer timeout,
            @Nullable Integer retries,
            @Nullable Integer startPeriod) {}

    /** One of a container's {@code portMappings}. */
    public record PortDraft(
            @Nullable Integer containerPort,
            @Nullable Integer hostPort,
            @Nullable String protocol,
            @Nullable String name,
            @Nullable String containerPortRange) {
        /** A single port. */
        public PortDraft(
                @Nullable Integer containerPort,
                @Nullable Integer hostPort,
                @Nullable String protocol,
                @Nullable String name) {
            this(containerPort, hostPort, protocol, name, null);
        }
    }

    /** One of a container's {@code environment}, in a definition or an override. */
    public record EnvironmentDraft(
            @Nullable String name, @Nullable String value) {}

    /** One of {@code placementConstraints}, in a definition or a request. */
    public record ConstraintDraft(
            @Nullable String type, @Nullable String expression) {}
}
