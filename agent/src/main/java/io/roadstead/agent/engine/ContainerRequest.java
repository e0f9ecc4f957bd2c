package io.roadstead.agent.engine;

import io.roadstead.core.model.PortMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that a container is created from.
 *
 * @param dockerName its name at Docker, unique and decided before the call
 * @param environment {@code NAME=value}
 * @param cpuShares {@value #MIN_CPU_SHARES} to {@value #MAX_CPU_SHARES}
 * @param memoryBytes 0 for no limit
 * @param links {@code dockerName:alias}
 * @param volumesFrom {@code dockerName} or {@code dockerName:ro}
 * @param binds {@code source:path} or {@code source:path:ro}, a source being a path of the host or a volume's name
 * @param config JSON to lay over Docker's {@code Config}
 * @param hostConfig JSON to lay over Docker's {@code HostConfig}
 * @param cgroupParent absent for Docker's own
 * @param pidMode Docker's word for whose processes it sees, absent for its own
 * @param ipcMode Docker's word for whose shared memory it sees, absent for its own
 * @param healthChecked whether {@code config} must hold a health check; without, the image's own is switched off
 */
public record ContainerRequest(
        String dockerName,
        String image,
        int cpuShares,
        long memoryBytes,
        @Nullable List<String> command,
        @Nullable List<String> entryPoint,
        List<String> environment,
        Map<String, String> labels,
        List<PortMapping> ports,
        List<String> links,
        List<String> volumesFrom,
        List<String> binds,
        @Nullable String config,
        @Nullable String hostConfig,
        @Nullable String cgroupParent,
        @Nullable String pidMode,
        @Nullable String ipcMode,
        boolean healthChecked) {
    static final int MIN_CPU_SHARES = 2;
    static final int MAX_CPU_SHARES = 262_144;
    static final int MIN_MEMORY_MIB = 4;
    static final long MIB = 1024L * 1024;

    public static final String TASK_ARN_LABEL = "com.amazonaws.ecs.task-arn";
    public static final String CONTAINER_NAME_LABEL = "com.amazonaws.ecs.container-name";

    public ContainerRequest {
        environment = List.copyOf(environment);
        labels = Map.copyOf(labels);
        ports = List.copyOf(ports);
        links = List.copyOf(links);
        volumesFrom = List.copyOf(volumesFrom);
        binds = List.copyOf(binds);
    }

    /** A request without mounts. */
    public ContainerRequest(
            String dockerName,
            String image,
            int cpuShares,
            long memoryBytes,
            @Nullable List<String> command,
            @Nullable List<String> entryPoint,
            List<String> environment,
            Map<String, String> labels,
            List<PortMapping> ports,
            List<String> links,
            @Nullable String config,
            @Nullable String hostConfig,
            @Nullable String cgroupParent,
            boolean healthChecked) {
        this(
                dockerName,
                image,
                cpuShares,
                memoryBytes,
                command,
                entryPoint,
                environment,
                labels,
                ports,
                links,
                List.of(),
                List.of(),
                config,
                hostConfig,
                cgroupParent,
                null,
                null,
                healthChecked);
    }

    /** Builds the request for a container of the task. Source: agent-protocol 2.8, 2.9. */
    static ContainerRequest of(
            TaskSpec task,
            ContainerSpec container,
            String dockerName,
            List<String> links,
            List<String> volumesFrom,
            List<String> binds,
            boolean imageSetsRegion,
            @Nullable String cgroupParent,
            @Nullable String pidMode,
            @Nullable String ipcMode,
            EngineSettings settings) {
        return new ContainerRequest(
                dockerName,
                container.image(),
                Math.clamp(container.cpu(), MIN_CPU_SHARES, MAX_CPU_SHARES),
                container.memory() == 0 ? 0 : Math.max(MIN_MEMORY_MIB, container.memory()) * MIB,
                container.command(),
                container.entryPoint(),
                environment(container, imageSetsRegion, settings.region()),
                labels(task, container, settings.cluster()),
                container.ports(),
                links,
                volumesFrom,
                binds,
                container.config(),
                container.hostConfig(),
                cgroupParent,
                pidMode,
                ipcMode,
                container.healthChecked());
    }

    /**
     * The same with more in it.
     *
     * @param more variables, which win over those of the same name
     * @param moreBinds as {@code binds}
     */
    public ContainerRequest with(Map<String, String> more, List<String> moreBinds) {
        List<String> lines = new ArrayList<>();
        for (String line : environment) {
            int equals = line.indexOf('=');
            if (!more.containsKey(equals < 0 ? line : line.substring(0, equals))) {
                lines.add(line);
            }
        }
        new TreeMap<>(more).forEach((name, value) -> lines.add(name + "=" + value));
        List<String> all = new ArrayList<>(binds);
        all.addAll(moreBinds);
        return new ContainerRequest(
                dockerName,
                image,
                cpuShares,
                memoryBytes,
                command,
                entryPoint,
                lines,
                labels,
                ports,
                links,
                volumesFrom,
                all,
                config,
                hostConfig,
                cgroupParent,
                pidMode,
                ipcMode,
                healthChecked);
    }

    /** The same with another document to lay over Docker's {@code HostConfig}. */
    public ContainerRequest withHostConfig(@Nullable String newHostConfig) {
        return new ContainerRequest(
                dockerName,
                image,
                cpuShares,
                memoryBytes,
                command,
                entryPoint,
                environment,
                labels,
                ports,
                links,
                volumesFrom,
                binds,
                config,
                newHostConfig,
                cgroupParent,
                pidMode,
                ipcMode,
                healthChecked);
    }

    /** {@code ecs-<family>-<version>-<name>-<hex>}, with what is neither letter, digit nor hyphen left out of the name. */
    static String dockerName(TaskSpec task, ContainerSpec container, String hex) {
        return "ecs-" + task.family() + "-" + task.version() + "-"
                + container.name().replaceAll("[^A-Za-z0-9-]", "") + "-" + hex;
    }

    private static List<String> environment(ContainerSpec container, boolean imageSetsRegion, String region) {
        Map<String, String> environment = new LinkedHashMap<>(container.environment());
        boolean set = environment.containsKey("AWS_REGION") || environment.containsKey("AWS_DEFAULT_REGION");
        if (!set && !imageSetsRegion) {
            environment.put("AWS_REGION", region);
            environment.put("AWS_DEFAULT_REGION", region);
        }
        List<String> lines = new ArrayList<>();
        environment.forEach((name, value) -> lines.add(name + "=" + value));
        return lines;
    }

    private static Map<String, String> labels(TaskSpec task, ContainerSpec container, String cluster) {
        return Map.of(
                TASK_ARN_LABEL,
                task.arn(),
                CONTAINER_NAME_LABEL,
                container.name(),
                "com.amazonaws.ecs.task-definition-family",
                task.family(),
                "com.amazonaws.ecs.task-definition-version",
                task.version(),
                "com.amazonaws.ecs.cluster",
                cluster);
    }
}
