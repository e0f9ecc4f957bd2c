package io.roadstead.core.definition;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.Registration.ContainerDraft;
import io.roadstead.core.definition.Registration.EnvironmentDraft;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.DockerOptions;
import io.roadstead.core.model.KeyValue;
import io.roadstead.core.model.NetworkMode;
import io.roadstead.core.model.Volume;
import io.roadstead.core.name.NameRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The containers of one task definition.
 *
 * <p>Source: ecs-behaviour 1.6 (texts and their order), 3.1 (defaults), 3.3, 3.4, 3.6.
 */
final class ContainerRules {
    static final int CONTAINER_LIMIT = 10;
    static final int MEMORY_MIN = 4;
    static final int TIMEOUT_MIN = 2;
    private static final int IMAGE_LIMIT = 255;

    private static final Pattern IMAGE = Pattern.compile("(?<name>[A-Za-z0-9_:./#-]+)(?<digest>@sha256:[0-9a-f]{64})?");

    private ContainerRules() {}

    /** What can be said of the list before its members are looked at: how many, their names, an essential one. */
    static List<ContainerDraft> requireList(@Nullable List<ContainerDraft> drafts) {
        if (drafts == null || drafts.isEmpty()) {
            throw Rejected.client("Container list cannot be empty.");
        }
        if (drafts.size() > CONTAINER_LIMIT) {
            // Source: aws/amazon-ecs-cli issue 184 quotes this answer of ECS.
            throw Rejected.client("Too many containers.");
        }
        Set<String> names = new HashSet<>();
        for (ContainerDraft draft : drafts) {
            names.add(requireName(draft));
        }
        if (names.size() < drafts.size()) {
            Set<String> seen = new HashSet<>();
            for (ContainerDraft draft : drafts) {
                if (!seen.add(requireName(draft))) {
                    throw Rejected.client("Container.name '" + draft.name()
                            + "' is used more than once. Container names must be unique in a task definition.");
                }
            }
        }
        if (drafts.stream().noneMatch(ContainerRules::essential)) {
            throw Rejected.client("TaskDefinition must contain at least one essential container.");
        }
        return drafts;
    }

    /** The containers with ECS's defaults written in, after {@link #requireList}. */
    static List<ContainerDefinition> read(
            List<ContainerDraft> drafts, NetworkMode mode, TaskSize size, List<Volume> volumes) {
        PortRules ports = new PortRules(mode);
        List<ContainerDefinition> containers = new ArrayList<>();
        for (ContainerDraft draft : drafts) {
            containers.add(read(draft, mode, ports, size, volumes));
        }
        LinkRules.check(containers, mode);
        OrderRules.check(containers);
        long units = containers.stream().mapToLong(ContainerDefinition::cpu).sum();
        if (size.cpu() != null && units > size.cpu()) {
            // Source: klothoplatform/klotho issue 892 quotes this answer of ECS.
            throw Rejected.client(
                    "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.");
        }
        return List.copyOf(containers);
    }

    private static ContainerDefinition read(
            ContainerDraft draft, NetworkMode mode, PortRules ports, TaskSize size, List<Volume> volumes) {
        String name = requireName(draft);
        String image = image(draft.image());
        int cpu = draft.cpu() == null ? 0 : draft.cpu();
        if (cpu < 0) {
            throw Rejected.client("Invalid 'cpu' setting for container '" + name + "'.");
        }
        Integer memory = memory(name, "memory", draft.memory(), size);
        Integer reservation = memory(name, "memoryReservation", draft.memoryReservation(), size);
        if (memory == null && reservation == null && size.memory() == null) {
            throw Rejected.client("Invalid setting for container '" + name
                    + "'. At least one of 'memory' or 'memoryReservation' must be specified.");
        }
        if (memory != null && reservation != null && memory < reservation) {
            throw Rejected.client("Invalid setting for container '" + name
                    + "'. 'memory' must be greater than or equal to 'memoryReservation'.");
        }
        requireTimeout(name, "start", draft.startTimeout());
        requireTimeout(name, "stop", draft.stopTimeout());
        List<KeyValue> environment = environment(draft.environment());
        DockerOptions options = DockerOptionRules.read(name, draft.options(), mode, memory);
        return new ContainerDefinition(
                name,
                image,
                cpu,
                memory,
                reservation,
                essential(draft),
                ports.read(name, draft.portMappings()),
                draft.entryPoint(),
                draft.command(),
                environment,
                draft.startTimeout(),
                draft.stopTimeout(),
                draft.user(),
                draft.workingDirectory(),
                draft.dockerLabels() == null ? Map.of() : draft.dockerLabels(),
                HealthCheckRules.read(name, draft.healthCheck()),
                options,
                OrderRules.dependencies(name, draft.dependsOn()),
                OrderRules.restartPolicy(name, draft.restartPolicy()),
                OrderRules.volumesFrom(name, draft.volumesFrom()),
                GpuRules.count(name, draft.resourceRequirements()),
                VolumeRules.mounts(name, draft.mountPoints(), volumes),
                FetchedRules.read(name, draft.fetched(), environment, options.logConfiguration()));
    }

    private static String requireName(ContainerDraft draft) {
        String name = draft.name();
        if (name == null || name.isEmpty()) {
            throw Rejected.client("Container.name should not be null or empty.");
        }
        if (name.length() > NameRules.NAME_LIMIT) {
            throw Rejected.client("Container.name longer than " + NameRules.NAME_LIMIT + ".");
        }
        if (!NameRules.isName(name)) {
            throw Rejected.client("Container.name contains invalid characters.");
        }
        return name;
    }

    private static boolean essential(ContainerDraft draft) {
        return draft.essential() == null || draft.essential();
    }

    private static String image(@Nullable String image) {
        if (image == null || image.isEmpty()) {
            throw Rejected.client("Container.image should not be null or empty.");
        }
        var matcher = IMAGE.matcher(image);
        if (!matcher.matches()) {
            throw Rejected.client("Container.image contains invalid characters.");
        }
        if (matcher.group("name").length() > IMAGE_LIMIT) {
            throw Rejected.client("Container.image longer than " + IMAGE_LIMIT + ".");
        }
        return image;
    }

    /** A memory limit in MiB; 0 is what some clients send for none. */
    private static @Nullable Integer memory(
            String container, String member, @Nullable Integer mebibytes, TaskSize size) {
        if (mebibytes == null || mebibytes == 0) {
            return null;
        }
        if (mebibytes < MEMORY_MIN) {
            throw Rejected.client("Invalid setting for container '" + container + "'. '" + member
                    + "' must be at least " + MEMORY_MIN + " MiB.");
        }
        if (size.memory() != null && mebibytes > size.memory()) {
            // Source: pulumi/pulumi-awsx issue 1220 quotes this answer of ECS.
            throw Rejected.client(
                    "The '" + member + "' setting for container '" + container + "' is greater than for the task.");
        }
        return mebibytes;
    }

    private static void requireTimeout(String container, String which, @Nullable Integer seconds) {
        if (seconds != null && seconds < TIMEOUT_MIN) {
            throw Rejected.client("Granular " + which + " timeout on container '" + container + "' must be at least "
                    + TIMEOUT_MIN + " seconds.");
        }
    }

    /** Variables in the order given; one without a value gets the empty one. */
    static List<KeyValue> environment(@Nullable List<EnvironmentDraft> drafts) {
        List<KeyValue> environment = new ArrayList<>();
        for (EnvironmentDraft draft : drafts == null ? List.<EnvironmentDraft>of() : drafts) {
            if (draft.name() == null || draft.name().isEmpty()) {
                throw Rejected.client("Container.environment.name should not be null or empty.");
            }
            environment.add(new KeyValue(draft.name(), draft.value() == null ? "" : draft.value()));
        }
        return List.copyOf(environment);
    }
}
