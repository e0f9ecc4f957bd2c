package io.roadstead.core.definition;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.LaunchRequest.ContainerOverrideDraft;
import io.roadstead.core.definition.LaunchRequest.OverrideDraft;
import io.roadstead.core.model.ContainerOverride;
import io.roadstead.core.model.LaunchType;
import io.roadstead.core.model.PlacementConstraint;
import io.roadstead.core.model.Tag;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskOverride;
import io.roadstead.core.name.NameRules;
import io.roadstead.core.name.TagRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * RunTask and StartTask without their store. What can be said of the request alone is checked first
 * ({@link #requireRunTask}, {@link #requireStartTask}), so that the caller can look up the definition in between; then
 * {@link #fit} checks the rest against it and gives what every task gets.
 *
 * <p>Source: ecs-behaviour 1.4, 1.5, 2.1, 2.3, 12.
 */
public final class LaunchRules {
    public static final int COUNT_LIMIT = 10;
    public static final int INSTANCE_LIMIT = 10;
    /** Characters of {@code overrides}, JSON syntax included. */
    public static final int OVERRIDES_LIMIT = 8192;

    private static final String CLUSTER_TAG = "aws:ecs:clusterName";

    private LaunchRules() {}

    /** What RunTask demands of a request before its definition is looked up. */
    public static void requireRunTask(LaunchRequest request) {
        int count = count(request);
        if (count < 1) {
            throw Rejected.invalidParameter("Task count can not be lesser than 1");
        }
        if (count > COUNT_LIMIT) {
            throw Rejected.invalidParameter("Task count can not be greater than " + COUNT_LIMIT);
        }
        requireCommon(request, NameRules.STARTED_BY_LIMIT_RUN_TASK);
    }

    /**
     * What StartTask demands of a request before its definition is looked up.
     *
     * @param instances the container instances named
     */
    public static void requireStartTask(LaunchRequest request, @Nullable List<String> instances) {
        if (instances == null || instances.isEmpty()) {
            throw Rejected.client("Container Instances cannot be empty.");
        }
        if (instances.size() > INSTANCE_LIMIT) {
            throw Rejected.invalidParameter("instanceIds can have at most " + INSTANCE_LIMIT + " items.");
        }
        requireCommon(request, NameRules.STARTED_BY_LIMIT_START_TASK);
    }

    /**
     * What every task of the request gets, after {@link #requireRunTask} or {@link #requireStartTask}.
     *
     * @param definition the revision the request names
     * @param cluster the cluster's name, for the tag that says it
     */
    public static Launch fit(LaunchRequest request, TaskDefinition definition, String cluster) {
        if (definition.status() != TaskDefinition.Status.ACTIVE) {
            throw Rejected.client("TaskDefinition is inactive");
        }
        LaunchType type = launchType(request.launchType());
        if (!definition.compatibilities().contains(type.name())) {
            throw Rejected.invalidParameter("Task definition does not support launch_type " + type + ".");
        }
        TaskOverride overrides = overrides(request.overrides(), definition);
        requireRoleForFiles(overrides, definition);
        List<PlacementConstraint> constraints = new ArrayList<>(definition.placementConstraints());
        constraints.addAll(PlacementRules.ofRequest(
                request.placementConstraints(),
                definition.placementConstraints().size()));
        String group = NameRules.group(request.group());
        return new Launch(
                count(request),
                blankToNull(request.startedBy()),
                group != null ? group : "family:" + definition.family(),
                blankToNull(request.clientToken()),
                type,
                overrides,
                overrides.cpu() != null ? overrides.cpu() : definition.cpu(),
                overrides.memory() != null ? overrides.memory() : definition.memory(),
                constraints,
                PlacementRules.strategies(request.placementStrategy()),
                tags(request, definition, cluster));
    }

    /**
     * A launch type as a client writes it; EC2 when absent.
     *
     * @throws Rejected for one that ECS does not have, and for one that Roadstead does not have yet
     */
    public static LaunchType launchType(@Nullable String text) {
        return switch (text) {
            case null -> LaunchType.EC2;
            case "", "EC2" -> LaunchType.EC2;
            case "EXTERNAL" -> LaunchType.EXTERNAL;
            case "FARGATE", "FMI", "MANAGED_INSTANCES" ->
                throw Rejected.unsupported(
                        "Roadstead does not support launch type " + text + " yet: use EC2 or EXTERNAL.");
            default ->
                throw Rejected.invalidParameter(
                        "launch type should be one of [EC2,FARGATE,EXTERNAL,FMI,MANAGED_INSTANCES]");
        };
    }

    private static int count(LaunchRequest request) {
        return request.count() == null ? 1 : request.count();
    }

    private static void requireCommon(LaunchRequest request, int startedByLimit) {
        NameRules.startedBy(request.startedBy(), startedByLimit);
        NameRules.clientToken(request.clientToken(), NameRules.CLIENT_TOKEN_LIMIT_RUN_TASK);
        NameRules.group(request.group());
        launchType(request.launchType());
        if (request.overridesLength() > OVERRIDES_LIMIT) {
            throw Rejected.invalidParameter("Container Overrides length must be at most " + OVERRIDES_LIMIT);
        }
        PlacementRules.ofRequest(request.placementConstraints(), 0);
        PlacementRules.strategies(request.placementStrategy());
        TagRules.read(request.tags());
        propagates(request.propagateTags());
    }

    private static TaskOverride overrides(@Nullable OverrideDraft draft, TaskDefinition definition) {
        if (draft == null) {
            return TaskOverride.NONE;
        }
        TaskSize size = TaskSize.parse(draft.cpu(), draft.memory());
        Integer taskMemory = size.memory() != null ? size.memory() : definition.memory();
        Set<String> known = new HashSet<>();
        definition.containers().forEach(container -> known.add(container.name()));
        List<ContainerOverride> containers = new ArrayList<>();
        for (ContainerOverrideDraft container :
                draft.containerOverrides() == null ? List.<ContainerOverrideDraft>of() : draft.containerOverrides()) {
            containers.add(containerOverride(container, known, taskMemory));
        }
        return new TaskOverride(
                containers,
                size.cpu(),
                size.memory(),
                DefinitionRules.role(draft.taskRoleArn()),
                DefinitionRules.role(draft.executionRoleArn()));
    }

    /** Nobody could read them without a role; a definition with files has one. */
    private static void requireRoleForFiles(TaskOverride overrides, TaskDefinition definition) {
        boolean files = overrides.containers().stream()
                .anyMatch(each -> !each.environmentFiles().isEmpty());
        if (files && overrides.executionRoleArn() == null && definition.executionRoleArn() == null) {
            throw Rejected.invalidParameter(EnvironmentFileRules.ROLE_MISSING);
        }
    }

    private static ContainerOverride containerOverride(
            ContainerOverrideDraft draft, Set<String> known, @Nullable Integer taskMemory) {
        String name = draft.name();
        if (name == null || name.isEmpty()) {
            throw Rejected.invalidParameter("Container override name should not be null or empty.");
        }
        if (!known.contains(name)) {
            throw Rejected.invalidParameter(
                    "Override for container named " + name + " is not a container in the TaskDefinition.");
        }
        if (draft.cpu() != null && draft.cpu() < 0) {
            throw Rejected.invalidParameter("Invalid 'cpu' setting for container '" + name + "'.");
        }
        requireMemory(name, "memory", draft.memory(), taskMemory);
        requireMemory(name, "memoryReservation", draft.memoryReservation(), taskMemory);
        return new ContainerOverride(
                name,
                draft.command(),
                ContainerRules.environment(draft.environment()),
                draft.cpu(),
                draft.memory(),
                draft.memoryReservation(),
                draft.resourceRequirements() == null ? null : GpuRules.count(name, draft.resourceRequirements()),
                EnvironmentFileRules.read(name, draft.environmentFiles()));
    }

    private static void requireMemory(
            String container, String member, @Nullable Integer mebibytes, @Nullable Integer taskMemory) {
        if (mebibytes == null) {
            return;
        }
        if (mebibytes < ContainerRules.MEMORY_MIN) {
            throw Rejected.invalidParameter("Invalid setting for container '" + container + "'. '" + member
                    + "' must be at least " + ContainerRules.MEMORY_MIN + " MiB.");
        }
        if (taskMemory != null && mebibytes > taskMemory) {
            // Source: artilleryio/artillery issue 591 quotes this answer of ECS.
            throw Rejected.invalidParameter(
                    "'" + member + "' setting for container '" + container + "' is greater than for task.");
        }
    }

    private static boolean propagates(@Nullable String text) {
        return switch (text) {
            case null -> false;
            case "", "NONE" -> false;
            case "TASK_DEFINITION" -> true;
            case "SERVICE" ->
                throw Rejected.invalidParameter(
                        "propagateTags SERVICE is for services. Use TASK_DEFINITION or NONE to start a task.");
            default -> throw Rejected.invalidParameter("propagateTags should be one of [TASK_DEFINITION,NONE]");
        };
    }

    /** The request's tags win over propagated ones of the same key. */
    private static List<Tag> tags(LaunchRequest request, TaskDefinition definition, String cluster) {
        List<Tag> tags = TagRules.merge(
                propagates(request.propagateTags()) ? definition.tags() : List.of(), TagRules.read(request.tags()));
        return request.enableEcsManagedTags() ? TagRules.merge(tags, List.of(new Tag(CLUSTER_TAG, cluster))) : tags;
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
