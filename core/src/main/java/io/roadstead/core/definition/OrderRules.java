package io.roadstead.core.definition;

import static io.roadstead.core.definition.DockerOptionRules.invalid;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.Registration.DependencyDraft;
import io.roadstead.core.definition.Registration.RestartDraft;
import io.roadstead.core.definition.Registration.VolumeFromDraft;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.Dependency;
import io.roadstead.core.model.DockerOptions;
import io.roadstead.core.model.RestartPolicy;
import io.roadstead.core.model.VolumeFrom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the containers of a definition say of each other: who waits for whom, who has whose mounts; and which of them are
 * started again.
 *
 * <p>Source: ecs-behaviour 1.6 (ECS's texts, the stray plus sign among them), 3.6. Texts that begin with {@code Invalid
 * setting} are ours.
 */
final class OrderRules {
    private static final int IGNORED_CODES_LIMIT = 50;
    private static final int PERIOD_DEFAULT = 300;
    private static final int PERIOD_MIN = 60;
    private static final int PERIOD_MAX = 1800;

    private OrderRules() {}

    static List<Dependency> dependencies(String container, List<DependencyDraft> drafts) {
        List<Dependency> dependencies = new ArrayList<>();
        for (DependencyDraft draft : drafts) {
            String name = draft.containerName();
            if (name == null || name.isEmpty()) {
                throw invalid(container, "dependsOn.containerName", "must name a container", name);
            }
            Dependency.Condition condition = Arrays.stream(Dependency.Condition.values())
                    .filter(each -> each.name().equals(draft.condition()))
                    .findFirst()
                    .orElseThrow(() -> invalid(
                            container,
                            "dependsOn.condition",
                            "must be one of [START,COMPLETE,SUCCESS,HEALTHY]",
                            draft.condition()));
            dependencies.add(new Dependency(name, condition));
        }
        return dependencies;
    }

    static @Nullable RestartPolicy restartPolicy(String container, @Nullable RestartDraft draft) {
        if (draft == null) {
            return null;
        }
        if (draft.enabled() == null) {
            throw invalid(container, "restartPolicy.enabled", "must be true or false", null);
        }
        if (draft.ignoredExitCodes().size() > IGNORED_CODES_LIMIT) {
            throw invalid(
                    container,
                    "restartPolicy.ignoredExitCodes",
                    "can have at most " + IGNORED_CODES_LIMIT + " codes",
                    draft.ignoredExitCodes().size() + " long");
        }
        Integer period = draft.restartAttemptPeriod();
        if (period != null && (period < PERIOD_MIN || period > PERIOD_MAX)) {
            throw invalid(
                    container,
                    "restartPolicy.restartAttemptPeriod",
                    "must be between " + PERIOD_MIN + " and " + PERIOD_MAX + " seconds",
                    period);
        }
        return new RestartPolicy(draft.enabled(), draft.ignoredExitCodes(), period == null ? PERIOD_DEFAULT : period);
    }

    static List<VolumeFrom> volumesFrom(String container, List<VolumeFromDraft> drafts) {
        return drafts.stream()
                .map(draft -> {
                    String source = draft.sourceContainer();
                    if (source == null || source.isEmpty() || source.equals(container)) {
                        throw invalid(container, "volumesFrom.sourceContainer", "must name another container", source);
                    }
                    return new VolumeFrom(source, Boolean.TRUE.equals(draft.readOnly()));
                })
                .toList();
    }

    /** Checks all containers together. */
    static void check(List<ContainerDefinition> containers) {
        Map<String, ContainerDefinition> byName = new HashMap<>();
        containers.forEach(container -> byName.put(container.name(), container));
        Map<String, List<String>> dependsOn = new HashMap<>();
        Map<String, List<String>> waitsFor = new HashMap<>();
        for (ContainerDefinition container : containers) {
            for (Dependency dependency : container.dependsOn()) {
                check(dependency, byName);
            }
            for (VolumeFrom from : container.volumesFrom()) {
                if (!byName.containsKey(from.sourceContainer())) {
                    throw invalid(
                            container.name(),
                            "volumesFrom.sourceContainer",
                            "must name another container of the task definition",
                            from.sourceContainer());
                }
            }
            List<String> names = container.dependsOn().stream()
                    .map(Dependency::containerName)
                    .toList();
            dependsOn.put(container.name(), names);
            waitsFor.put(
                    container.name(),
                    Stream.of(
                                    names.stream(),
                                    container.options().links().stream().map(DockerOptions::linked),
                                    container.volumesFrom().stream().map(VolumeFrom::sourceContainer))
                            .flatMap(each -> each)
                            .toList());
        }
        if (Cycles.among(dependsOn)) {
            throw Rejected.client("Container dependsOn contains a cycle");
        }
        if (Cycles.among(waitsFor)) {
            throw Rejected.client("Container dependsOn, links and volumesFrom together contain a cycle: each of them"
                    + " makes a container wait for another.");
        }
    }

    private static void check(Dependency dependency, Map<String, ContainerDefinition> byName) {
        ContainerDefinition other = byName.get(dependency.containerName());
        if (other == null) {
            throw Rejected.client(
                    "Cannot depend on container + '" + dependency.containerName() + "' because it does not exist");
        }
        switch (dependency.condition()) {
            case START -> {}
            case COMPLETE, SUCCESS -> {
                if (other.essential()) {
                    throw Rejected.client(
                            "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container");
                }
            }
            case HEALTHY -> {
                if (other.healthCheck() == null) {
                    throw Rejected.client(
                            "A dependency container with HEALTHY condition must have health check configured");
                }
            }
        }
    }
}
