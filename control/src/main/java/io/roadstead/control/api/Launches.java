package io.roadstead.control.api;

import io.roadstead.core.definition.LaunchRequest;
import io.roadstead.core.definition.LaunchRequest.ContainerOverrideDraft;
import io.roadstead.core.definition.LaunchRequest.OverrideDraft;
import io.roadstead.core.definition.PlacementRules.StrategyDraft;
import io.roadstead.core.definition.Registration.ConstraintDraft;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.json.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.NetworkConfiguration;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.StartTaskRequest;
import software.amazon.awssdk.services.ecs.model.TaskOverride;

/** RunTask and StartTask off the wire: what is supported is handed to the rules, the rest is refused by name. */
final class Launches {
    private static final Set<String> RUN = Set.of(
            "cluster",
            "count",
            "enableECSManagedTags",
            "group",
            "launchType",
            "networkConfiguration",
            "overrides",
            "placementConstraints",
            "placementStrategy",
            "propagateTags",
            "startedBy",
            "tags",
            "taskDefinition",
            "clientToken");
    private static final Set<String> START = Set.of(
            "cluster",
            "containerInstances",
            "enableECSManagedTags",
            "group",
            "networkConfiguration",
            "overrides",
            "propagateTags",
            "startedBy",
            "tags",
            "taskDefinition");
    private static final Set<String> OVERRIDES =
            Set.of("containerOverrides", "cpu", "memory", "taskRoleArn", "executionRoleArn");
    private static final Set<String> CONTAINER_OVERRIDE = Set.of(
            "name",
            "command",
            "environment",
            "cpu",
            "memory",
            "memoryReservation",
            "resourceRequirements",
            "environmentFiles");

    private Launches() {}

    static LaunchRequest read(RunTaskRequest request) {
        Unsupported.refuseOthers(request, RUN, "");
        refuse(request.networkConfiguration());
        return new LaunchRequest(
                request.count(),
                request.startedBy(),
                request.group(),
                request.clientToken(),
                request.launchTypeAsString(),
                overrides(request.overrides()),
                length(request.overrides()),
                request.placementConstraints().stream()
                        .map(each -> new ConstraintDraft(each.typeAsString(), each.expression()))
                        .toList(),
                request.placementStrategy().stream()
                        .map(each -> new StrategyDraft(each.typeAsString(), each.field()))
                        .toList(),
                TagShapes.drafts(request.tags()),
                request.propagateTagsAsString(),
                Boolean.TRUE.equals(request.enableECSManagedTags()));
    }

    static LaunchRequest read(StartTaskRequest request) {
        Unsupported.refuseOthers(request, START, "");
        refuse(request.networkConfiguration());
        return new LaunchRequest(
                null,
                request.startedBy(),
                request.group(),
                null,
                null,
                overrides(request.overrides()),
                length(request.overrides()),
                null,
                null,
                TagShapes.drafts(request.tags()),
                request.propagateTagsAsString(),
                Boolean.TRUE.equals(request.enableECSManagedTags()));
    }

    /** Only awsvpc tasks have a network configuration. Source: ecs-behaviour 1.4. */
    private static void refuse(@Nullable NetworkConfiguration configuration) {
        if (configuration != null) {
            throw AwsException.invalidParameter(
                    "Network Configuration is not valid for the given networkMode of this task definition.");
        }
    }

    private static int length(@Nullable TaskOverride overrides) {
        return overrides == null ? 0 : Json.encode(overrides).length;
    }

    private static @Nullable OverrideDraft overrides(@Nullable TaskOverride shape) {
        if (shape == null) {
            return null;
        }
        Unsupported.refuseOthers(shape, OVERRIDES, "overrides");
        return new OverrideDraft(
                shape.containerOverrides().stream().map(Launches::container).toList(),
                shape.cpu(),
                shape.memory(),
                shape.taskRoleArn(),
                shape.executionRoleArn());
    }

    private static ContainerOverrideDraft container(ContainerOverride shape) {
        Unsupported.refuseOthers(shape, CONTAINER_OVERRIDE, "overrides.containerOverrides");
        return new ContainerOverrideDraft(
                shape.name(),
                shape.hasCommand() ? shape.command() : null,
                Registrations.environment(shape.environment()),
                shape.cpu(),
                shape.memory(),
                shape.memoryReservation(),
                shape.hasResourceRequirements() ? Registrations.requirements(shape.resourceRequirements()) : null,
                FetchedShapes.files(shape.environmentFiles()));
    }
}
