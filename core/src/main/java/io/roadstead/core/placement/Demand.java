package io.roadstead.core.placement;

import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.ContainerOverride;
import io.roadstead.core.model.NetworkMode;
import io.roadstead.core.model.PortMapping;
import io.roadstead.core.model.Protocol;
import io.roadstead.core.model.RuntimePlatform;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskOverride;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one task asks of its instance.
 *
 * <p>CPU and memory are the task's own when it names them, else the sum over its containers: {@code cpu} as written,
 * and {@code memoryReservation} or, without one, {@code memory}. An override counts before the definition. For example
 * two containers with memory 512 / memoryReservation 128 and memory 256 ask for 384 MiB; with a task-level memory of
 * 1024 they ask for 1,024. Source: ecs-behaviour 3.3, 3.4, 5.7.
 *
 * @param cpu CPU units, 1,024 to a vCPU
 * @param memory MiB
 * @param tcpPorts static host ports; dynamic ones are the agent's affair
 * @param gpus how many GPUs its containers have for themselves, all together
 * @param attributes what the instance must offer: the name, and the value where one is given
 */
public record Demand(
        int cpu, int memory, Set<Integer> tcpPorts, Set<Integer> udpPorts, int gpus, List<Attribute> attributes) {
    public Demand {
        tcpPorts = Set.copyOf(tcpPorts);
        udpPorts = Set.copyOf(udpPorts);
        attributes = List.copyOf(attributes);
    }

    /** A demand without GPUs. */
    public Demand(int cpu, int memory, Set<Integer> tcpPorts, Set<Integer> udpPorts, List<Attribute> attributes) {
        this(cpu, memory, tcpPorts, udpPorts, 0, attributes);
    }

    /** What a task of this definition with these overrides asks for. */
    public static Demand of(TaskDefinition definition, TaskOverride overrides) {
        return new Demand(
                cpu(definition, overrides),
                memory(definition, overrides),
                hostPorts(definition, Protocol.TCP),
                hostPorts(definition, Protocol.UDP),
                gpus(definition, overrides),
                attributes(definition));
    }

    private static int gpus(TaskDefinition definition, TaskOverride overrides) {
        int sum = 0;
        for (ContainerDefinition container : definition.containers()) {
            ContainerOverride override = overrideOf(container.name(), overrides);
            sum += override != null && override.gpus() != null ? override.gpus() : container.gpus();
        }
        return sum;
    }

    /** What the definition requires by itself, and the platform it was made for. */
    private static List<Attribute> attributes(TaskDefinition definition) {
        RuntimePlatform platform = definition.runtimePlatform();
        if (platform == null) {
            return definition.requiresAttributes();
        }
        List<Attribute> attributes = new ArrayList<>(definition.requiresAttributes());
        if (platform.cpuArchitecture() != null) {
            attributes.add(new Attribute(
                    "ecs.cpu-architecture", platform.cpuArchitecture().toLowerCase(Locale.ROOT)));
        }
        if (platform.operatingSystemFamily() != null) {
            attributes.add(new Attribute(
                    "ecs.os-type", platform.operatingSystemFamily().toLowerCase(Locale.ROOT)));
        }
        return attributes;
    }

    /** The CPU units a task of this definition with these overrides asks for, and is told to have as long as it is known. */
    public static int cpu(TaskDefinition definition, TaskOverride overrides) {
        Integer ofTask = first(overrides.cpu(), definition.cpu());
        if (ofTask != null) {
            return ofTask;
        }
        long sum = 0;
        for (ContainerDefinition container : definition.containers()) {
            sum += cpuOf(container, overrideOf(container.name(), overrides));
        }
        return saturated(sum);
    }

    /** The same for memory, in MiB. */
    public static int memory(TaskDefinition definition, TaskOverride overrides) {
        Integer ofTask = first(overrides.memory(), definition.memory());
        if (ofTask != null) {
            return ofTask;
        }
        long sum = 0;
        for (ContainerDefinition container : definition.containers()) {
            sum += memoryOf(container, overrideOf(container.name(), overrides));
        }
        return saturated(sum);
    }

    /** What the task will hold of the instance it is placed on. */
    public Claim claim(String group) {
        return new Claim(cpu, memory, tcpPorts, udpPorts, group);
    }

    private static int cpuOf(ContainerDefinition container, @Nullable ContainerOverride override) {
        return override != null && override.cpu() != null ? override.cpu() : container.cpu();
    }

    private static int memoryOf(ContainerDefinition container, @Nullable ContainerOverride override) {
        Integer soft = first(override == null ? null : override.memoryReservation(), container.memoryReservation());
        if (soft != null) {
            return soft;
        }
        Integer hard = first(override == null ? null : override.memory(), container.memory());
        return hard == null ? 0 : hard;
    }

    /** In host mode the container's port is the host's; in bridge mode 0 asks for a dynamic one and holds none. */
    private static Set<Integer> hostPorts(TaskDefinition definition, Protocol protocol) {
        NetworkMode mode = definition.effectiveNetworkMode();
        Set<Integer> ports = new TreeSet<>();
        for (ContainerDefinition container : definition.containers()) {
            for (PortMapping mapping : container.portMappings()) {
                int port =
                        switch (mode) {
                            case BRIDGE -> mapping.hostPort();
                            case HOST -> mapping.containerPort();
                            case NONE -> 0;
                        };
                if (mapping.protocol() == protocol && port != 0) {
                    ports.add(port);
                }
            }
        }
        return ports;
    }

    private static @Nullable ContainerOverride overrideOf(String container, TaskOverride overrides) {
        for (ContainerOverride override : overrides.containers()) {
            if (override.name().equals(container)) {
                return override;
            }
        }
        return null;
    }

    private static @Nullable Integer first(@Nullable Integer preferred, @Nullable Integer otherwise) {
        return preferred != null ? preferred : otherwise;
    }

    /** A sum beyond the range of int fits no instance, and neither does the greatest int. */
    private static int saturated(long sum) {
        return (int) Math.min(sum, Integer.MAX_VALUE);
    }
}
