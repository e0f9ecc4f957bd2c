package io.roadstead.agent.engine;

import io.roadstead.core.model.Dependency;
import io.roadstead.core.model.PortMapping;
import io.roadstead.core.model.RestartPolicy;
import io.roadstead.core.model.VolumeFrom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container as the control plane described it.
 *
 * <p>Source: agent-protocol 2.8, 2.9.
 *
 * @param cpu CPU shares as given; Docker gets at least 2
 * @param memory hard limit in MiB, 0 for none
 * @param memoryReservation soft limit in MiB, 0 for none: what the host's accounting counts when present
 * @param command absent leaves the image's
 * @param links containers of the task that must run before this one is created, in the order given
 * @param stopTimeout seconds between the stop signal and SIGKILL; absent means the agent's setting
 * @param healthChecked whether the health that Docker finds is to be reported; {@code config} then has the check
 * @param config JSON of Docker's {@code Config}, laid over what the agent builds
 * @param hostConfig JSON of Docker's {@code HostConfig}, the same
 * @param dependsOn what others of the task must have reached before this one is pulled, created and started
 * @param startTimeout seconds from its start after which those that wait for its end or its health give up; absent for
 *     none
 * @param restartPolicy absent for one that stays stopped
 * @param volumesFrom containers of the task whose mounts this one has as well
 * @param mounts where volumes of the task appear in it
 */
public record ContainerSpec(
        String name,
        String image,
        int cpu,
        int memory,
        int memoryReservation,
        boolean essential,
        @Nullable List<String> command,
        @Nullable List<String> entryPoint,
        Map<String, String> environment,
        List<PortMapping> ports,
        List<Link> links,
        @Nullable Integer stopTimeout,
        boolean healthChecked,
        @Nullable String config,
        @Nullable String hostConfig,
        List<Dependency> dependsOn,
        @Nullable Integer startTimeout,
        @Nullable RestartPolicy restartPolicy,
        List<VolumeFrom> volumesFrom,
        List<Mount> mounts) {
    /** How the names of the agent's own containers begin, which no definition's can. */
    static final String INTERNAL = "~internal~";

    public ContainerSpec {
        command = command == null ? null : List.copyOf(command);
        entryPoint = entryPoint == null ? null : List.copyOf(entryPoint);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        ports = List.copyOf(ports);
        links = List.copyOf(links);
        dependsOn = List.copyOf(dependsOn);
        volumesFrom = List.copyOf(volumesFrom);
        mounts = List.copyOf(mounts);
    }

    /** A container without any of the members that follow {@code hostConfig}. */
    public ContainerSpec(
            String name,
            String image,
            int cpu,
            int memory,
            int memoryReservation,
            boolean essential,
            @Nullable List<String> command,
            @Nullable List<String> entryPoint,
            Map<String, String> environment,
            List<PortMapping> ports,
            List<Link> links,
            @Nullable Integer stopTimeout,
            boolean healthChecked,
            @Nullable String config,
            @Nullable String hostConfig) {
        this(
                name,
                image,
                cpu,
                memory,
                memoryReservation,
                essential,
                command,
                entryPoint,
                environment,
                ports,
                links,
                stopTimeout,
                healthChecked,
                config,
                hostConfig,
                List.of(),
                null,
                null,
                List.of(),
                List.of());
    }

    /** Whether it is none of the definition's but the agent's own, of which nobody is told. */
    public boolean internal() {
        return name.startsWith(INTERNAL);
    }

    /** The same container with one more dependency. */
    ContainerSpec after(Dependency dependency) {
        List<Dependency> all = new ArrayList<>(dependsOn);
        all.add(dependency);
        return new ContainerSpec(
                name,
                image,
                cpu,
                memory,
                memoryReservation,
                essential,
                command,
                entryPoint,
                environment,
                ports,
                links,
                stopTimeout,
                healthChecked,
                config,
                hostConfig,
                all,
                startTimeout,
                restartPolicy,
                volumesFrom,
                mounts);
    }

    /** Another container of the task, and by which name this one finds it. */
    public record Link(String name, String alias) {}

    /** Where a volume of the task appears; both may turn out to be nonsense when the container is created. */
    public record Mount(String sourceVolume, String containerPath, boolean readOnly) {}
}
