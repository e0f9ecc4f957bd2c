package io.roadstead.core.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One container of a task definition, with ECS's defaults already written in.
 *
 * @param cpu CPU units, 1,024 to a vCPU; 0 counts nothing in placement and gets the least share
 * @param memory hard limit in MiB
 * @param memoryReservation soft limit in MiB, what placement counts when present
 * @param startTimeout seconds
 * @param stopTimeout seconds between SIGTERM and SIGKILL; absent means the agent's default of 30
 * @param healthCheck absent for one whose health stays UNKNOWN, whatever its image says
 * @param options what is handed on to the container engine
 * @param dependsOn what other containers of the task must have reached before this one goes on
 * @param restartPolicy absent for one that stays stopped
 * @param volumesFrom containers of the task whose mounts this one has as well
 * @param gpus how many GPUs of the host it has for itself
 * @param mountPoints where volumes of the task appear in this container
 * @param fetched what is fetched for it before it is made
 */
public record ContainerDefinition(
        String name,
        String image,
        int cpu,
        @Nullable Integer memory,
        @Nullable Integer memoryReservation,
        boolean essential,
        List<PortMapping> portMappings,
        @Nullable List<String> entryPoint,
        @Nullable List<String> command,
        List<KeyValue> environment,
        @Nullable Integer startTimeout,
        @Nullable Integer stopTimeout,
        @Nullable String user,
        @Nullable String workingDirectory,
        Map<String, String> dockerLabels,
        @Nullable HealthCheck healthCheck,
        DockerOptions options,
        List<Dependency> dependsOn,
        @Nullable RestartPolicy restartPolicy,
        List<VolumeFrom> volumesFrom,
        int gpus,
        List<MountPoint> mountPoints,
        Fetched fetched) {
    public ContainerDefinition {
        portMappings = List.copyOf(portMappings);
        entryPoint = entryPoint == null ? null : List.copyOf(entryPoint);
        command = command == null ? null : List.copyOf(command);
        environment = List.copyOf(environment);
        dockerLabels = Map.copyOf(dockerLabels);
        // A definition that was stored before there were options has none.
        options = Objects.requireNonNullElse(options, DockerOptions.NONE);
        dependsOn = List.copyOf(dependsOn);
        volumesFrom = List.copyOf(volumesFrom);
        mountPoints = List.copyOf(mountPoints);
        fetched = Objects.requireNonNullElse(fetched, Fetched.NONE);
    }

    /** A container that needs nothing from elsewhere. */
    public ContainerDefinition(
            String name,
            String image,
            int cpu,
            @Nullable Integer memory,
            @Nullable Integer memoryReservation,
            boolean essential,
            List<PortMapping> portMappings,
            @Nullable List<String> entryPoint,
            @Nullable List<String> command,
            List<KeyValue> environment,
            @Nullable Integer startTimeout,
            @Nullable Integer stopTimeout,
            @Nullable String user,
            @Nullable String workingDirectory,
            Map<String, String> dockerLabels,
            @Nullable HealthCheck healthCheck,
            DockerOptions options,
            List<Dependency> dependsOn,
            @Nullable RestartPolicy restartPolicy,
            List<VolumeFrom> volumesFrom,
            int gpus,
            List<MountPoint> mountPoints) {
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
                gpus,
                mountPoints,
                Fetched.NONE);
    }

    /** A container without any of the members that follow {@code options}. */
    public ContainerDefinition(
            String name,
            String image,
            int cpu,
            @Nullable Integer memory,
            @Nullable Integer memoryReservation,
            boolean essential,
            List<PortMapping> portMappings,
            @Nullable List<String> entryPoint,
            @Nullable List<String> command,
            List<KeyValue> environment,
            @Nullable Integer startTimeout,
            @Nullable Integer stopTimeout,
            @Nullable String user,
            @Nullable String workingDirectory,
            Map<String, String> dockerLabels,
            @Nullable HealthCheck healthCheck,
            DockerOptions options) {
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
                List.of(),
                null,
                List.of(),
                0,
                List.of());
    }

    /** A container without any of the members that follow {@code dockerLabels}. */
    public ContainerDefinition(
            String name,
            String image,
            int cpu,
            @Nullable Integer memory,
            @Nullable Integer memoryReservation,
            boolean essential,
            List<PortMapping> portMappings,
            @Nullable List<String> entryPoint,
            @Nullable List<String> command,
            List<KeyValue> environment,
            @Nullable Integer startTimeout,
            @Nullable Integer stopTimeout,
            @Nullable String user,
            @Nullable String workingDirectory,
            Map<String, String> dockerLabels) {
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
                null,
                DockerOptions.NONE);
    }
}
