package io.roadstead.core.definition;

import io.roadstead.core.Rejected;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.DockerOptions;
import io.roadstead.core.model.NetworkMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The containers' {@code links} to each other: bridge mode only, {@code name[:alias]}. The texts are ours: ECS's are not
 * known.
 *
 * <p>Source: ecs-behaviour 3.5.
 */
final class LinkRules {
    private static final Pattern LINK = Pattern.compile("[A-Za-z0-9_-]+(:[A-Za-z0-9_.-]+)?");

    private LinkRules() {}

    /** Checks the links of all containers together. */
    static void check(List<ContainerDefinition> containers, NetworkMode mode) {
        Set<String> names = containers.stream().map(ContainerDefinition::name).collect(Collectors.toUnmodifiableSet());
        Map<String, List<String>> waitsFor = new HashMap<>();
        for (ContainerDefinition container : containers) {
            for (String link : container.options().links()) {
                if (mode != NetworkMode.BRIDGE) {
                    throw DockerOptionRules.invalid(
                            container.name(), "links", "works in network mode bridge only", mode.wire());
                }
                if (!LINK.matcher(link).matches()
                        || !names.contains(DockerOptions.linked(link))
                        || DockerOptions.linked(link).equals(container.name())) {
                    throw DockerOptionRules.invalid(
                            container.name(),
                            "links",
                            "must be name or name:alias of other containers of the task definition",
                            link);
                }
            }
            waitsFor.put(
                    container.name(),
                    container.options().links().stream()
                            .map(DockerOptions::linked)
                            .toList());
        }
        if (Cycles.among(waitsFor)) {
            throw Rejected.client("Container links contain a cycle.");
        }
    }
}
