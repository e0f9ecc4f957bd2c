package io.roadstead.wire.agent;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container as a payload carries it.
 *
 * <p>Source: agent-protocol 2.8.
 *
 * @param cpu CPU shares; Docker gets 2 to 262,144
 * @param memory hard limit in MiB, 0 for none
 * @param essential false when absent from the frame, unlike in a task definition
 * @param command absent leaves the image's
 * @param environment in the order given
 * @param overrides JSON in a string; the only member allowed in it is {@code command}
 * @param startTimeout seconds
 * @param stopTimeout seconds
 * @param registryAuthentication how its image's registry is logged in to, absent for one that asks for nothing
 * @param secrets values that the agent fetches with the execution role
 * @param environmentFiles files of variables that the agent fetches with the execution role
 * @param healthCheckType {@code docker} to have the container's health reported
 */
public record ProtocolContainer(
        @Nullable String name,
        @Nullable String image,
        @Nullable String containerArn,
        int cpu,
        int memory,
        boolean essential,
        @Nullable List<String> command,
        @Nullable List<String> entryPoint,
        Map<String, String> environment,
        @Nullable String overrides,
        List<PortMapping> portMappings,
        List<MountPoint> mountPoints,
        List<VolumeFrom> volumesFrom,
        List<String> links,
        List<Dependency> dependsOn,
        @Nullable Integer startTimeout,
        @Nullable Integer stopTimeout,
        @Nullable RestartPolicy restartPolicy,
        @Nullable String healthCheckType,
        @Nullable String logsAuthStrategy,
        @Nullable DockerConfig dockerConfig,
        @Nullable RegistryAuthentication registryAuthentication,
        List<Secret> secrets,
        List<EnvironmentFile> environmentFiles) {
    /**
     * A port to publish.
     *
     * @param hostPort 0 for a dynamic one
     * @param containerPortRange {@code a-b}, instead of one port
     * @param protocol {@code tcp} or {@code udp}, absent means tcp
     */
    public record PortMapping(
            @Nullable Integer containerPort,
            @Nullable Integer hostPort,
            @Nullable String containerPortRange,
            @Nullable String protocol) {}

    /** Where a volume of the task appears. */
    public record MountPoint(
            @Nullable String sourceVolume, @Nullable String containerPath, boolean readOnly) {}

    /** All volumes of another container. */
    public record VolumeFrom(@Nullable String sourceContainer, boolean readOnly) {}

    /**
     * What another container must have reached first.
     *
     * @param condition {@code START}, {@code COMPLETE}, {@code SUCCESS} or {@code HEALTHY}
     */
    public record Dependency(
            @Nullable String containerName, @Nullable String condition) {}

    /**
     * When an exited container is started again.
     *
     * @param restartAttemptPeriod seconds it must have run
     */
    public record RestartPolicy(
            boolean enabled,
            List<Integer> ignoredExitCodes,
            @Nullable Integer restartAttemptPeriod) {
        public RestartPolicy {
            ignoredExitCodes = List.copyOf(ignoredExitCodes);
        }
    }

    /**
     * Docker's own configuration, decoded by the agent on top of what it builds itself.
     *
     * <p>Source: agent-protocol 2.9.
     *
     * @param config JSON of the Engine API's {@code Config}, in a string
     * @param hostConfig JSON of its {@code HostConfig}, in a string
     * @param version the API version to create the container with, {@code 1.17} in practice
     */
    public record DockerConfig(
            @Nullable String config,
            @Nullable String hostConfig,
            @Nullable String version) {}

    /**
     * How a registry is logged in to.
     *
     * @param type {@code asm}: user and password are in Secrets Manager; of other kinds no more is read
     * @param credentialsParameter the secret's ARN
     * @param region the secret's
     */
    public record RegistryAuthentication(
            @Nullable String type,
            @Nullable String credentialsParameter,
            @Nullable String region) {}

    /**
     * A value that is kept elsewhere.
     *
     * @param valueFrom a secret's ARN with or without key, stage and version, or a parameter's name
     * @param provider {@code ssm} or {@code asm}
     * @param type {@code ENVIRONMENT_VARIABLE}, or {@code BOOTSTRAP} for the log driver's
     * @param target {@code CONTAINER} or {@code LOG_DRIVER}
     */
    public record Secret(
            @Nullable String name,
            @Nullable String valueFrom,
            @Nullable String region,
            @Nullable String provider,
            @Nullable String type,
            @Nullable String target,
            @Nullable String containerPath) {}

    /**
     * A file of variables.
     *
     * @param value the ARN of an object
     * @param type {@code s3}
     */
    public record EnvironmentFile(
            @Nullable String value, @Nullable String type) {}

    /** A container for which nothing is fetched. */
    public ProtocolContainer(
            @Nullable String name,
            @Nullable String image,
            @Nullable String containerArn,
            int cpu,
            int memory,
            boolean essential,
            @Nullable List<String> command,
            @Nullable List<String> entryPoint,
            Map<String, String> environment,
            @Nullable String overrides,
            List<PortMapping> portMappings,
            List<MountPoint> mountPoints,
            List<VolumeFrom> volumesFrom,
            List<String> links,
            List<Dependency> dependsOn,
            @Nullable Integer startTimeout,
            @Nullable Integer stopTimeout,
            @Nullable RestartPolicy restartPolicy,
            @Nullable String healthCheckType,
            @Nullable String logsAuthStrategy,
            @Nullable DockerConfig dockerConfig) {
        this(
                name,
                image,
                containerArn,
                cpu,
                memory,
                essential,
                command,
                entryPoint,
                environment,
                overrides,
                portMappings,
                mountPoints,
                volumesFrom,
                links,
                dependsOn,
                startTimeout,
                stopTimeout,
                restartPolicy,
                healthCheckType,
                logsAuthStrategy,
                dockerConfig,
                null,
                List.of(),
                List.of());
    }

    public ProtocolContainer {
        secrets = List.copyOf(secrets);
        environmentFiles = List.copyOf(environmentFiles);
        command = command == null ? null : List.copyOf(command);
        entryPoint = entryPoint == null ? null : List.copyOf(entryPoint);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        portMappings = List.copyOf(portMappings);
        mountPoints = List.copyOf(mountPoints);
        volumesFrom = List.copyOf(volumesFrom);
        links = List.copyOf(links);
        dependsOn = List.copyOf(dependsOn);
    }
}
