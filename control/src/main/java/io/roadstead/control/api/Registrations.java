package io.roadstead.control.api;

import io.roadstead.core.definition.Registration;
import io.roadstead.core.definition.Registration.ConstraintDraft;
import io.roadstead.core.definition.Registration.ContainerDraft;
import io.roadstead.core.definition.Registration.DependencyDraft;
import io.roadstead.core.definition.Registration.EnvironmentDraft;
import io.roadstead.core.definition.Registration.HealthCheckDraft;
import io.roadstead.core.definition.Registration.PlatformDraft;
import io.roadstead.core.definition.Registration.PortDraft;
import io.roadstead.core.definition.Registration.RequirementDraft;
import io.roadstead.core.definition.Registration.RestartDraft;
import io.roadstead.core.definition.Registration.VolumeFromDraft;
import io.roadstead.wire.json.Json;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.HealthCheck;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.ResourceRequirement;

/** RegisterTaskDefinition off the wire: what is supported is handed to the rules, the rest is refused by name. */
final class Registrations {
    private static final Set<String> DEFINITION = Set.of(
            "family",
            "containerDefinitions",
            "networkMode",
            "cpu",
            "memory",
            "taskRoleArn",
            "executionRoleArn",
            "placementConstraints",
            "requiresCompatibilities",
            "volumes",
            "tags",
            "pidMode",
            "ipcMode",
            "runtimePlatform");
    private static final Set<String> CONTAINER = Set.of(
            "name",
            "image",
            "cpu",
            "memory",
            "memoryReservation",
            "essential",
            "portMappings",
            "entryPoint",
            "command",
            "environment",
            "startTimeout",
            "stopTimeout",
            "user",
            "workingDirectory",
            "dockerLabels",
            "healthCheck",
            "mountPoints",
            "dependsOn",
            "restartPolicy",
            "volumesFrom",
            "resourceRequirements",
            "secrets",
            "repositoryCredentials",
            "environmentFiles");
    private static final Set<String> ALL = Stream.concat(CONTAINER.stream(), DockerOptionShapes.MEMBERS.stream())
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> PORT =
            Set.of("containerPort", "hostPort", "protocol", "name", "containerPortRange");

    private Registrations() {}

    static Registration read(RegisterTaskDefinitionRequest request) {
        Unsupported.refuseOthers(request, DEFINITION, "");
        return new Registration(
                request.family(),
                request.hasContainerDefinitions()
                        ? request.containerDefinitions().stream()
                                .map(Registrations::container)
                                .toList()
                        : null,
                request.networkModeAsString(),
                request.cpu(),
                request.memory(),
                request.taskRoleArn(),
                request.executionRoleArn(),
                request.placementConstraints().stream()
                        .map(each -> new ConstraintDraft(each.typeAsString(), each.expression()))
                        .toList(),
                request.requiresCompatibilitiesAsStrings(),
                VolumeShapes.read(request.volumes()),
                TagShapes.drafts(request.tags()),
                request.pidModeAsString(),
                request.ipcModeAsString(),
                request.runtimePlatform() == null
                        ? null
                        : new PlatformDraft(
                                request.runtimePlatform().cpuArchitectureAsString(),
                                request.runtimePlatform().operatingSystemFamilyAsString()),
                Json.encode(request).length);
    }

    static List<EnvironmentDraft> environment(List<KeyValuePair> shapes) {
        return shapes.stream()
                .map(each -> new EnvironmentDraft(each.name(), each.value()))
                .toList();
    }

    private static ContainerDraft container(ContainerDefinition shape) {
        Unsupported.refuseOthers(shape, ALL, "containerDefinitions");
        return new ContainerDraft(
                shape.name(),
                shape.image(),
                shape.cpu(),
                shape.memory(),
                shape.memoryReservation(),
                shape.essential(),
                shape.portMappings().stream().map(Registrations::port).toList(),
                shape.hasEntryPoint() ? shape.entryPoint() : null,
                shape.hasCommand() ? shape.command() : null,
                environment(shape.environment()),
                shape.startTimeout(),
                shape.stopTimeout(),
                shape.user(),
                shape.workingDirectory(),
                shape.dockerLabels(),
                healthCheck(shape.healthCheck()),
                DockerOptionShapes.read(shape),
                shape.dependsOn().stream()
                        .map(each -> new DependencyDraft(each.containerName(), each.conditionAsString()))
                        .toList(),
                shape.restartPolicy() == null
                        ? null
                        : new RestartDraft(
                                shape.restartPolicy().enabled(),
                                shape.restartPolicy().ignoredExitCodes(),
                                shape.restartPolicy().restartAttemptPeriod()),
                shape.volumesFrom().stream()
                        .map(each -> new VolumeFromDraft(each.sourceContainer(), each.readOnly()))
                        .toList(),
                requirements(shape.resourceRequirements()),
                VolumeShapes.mounts(shape.mountPoints()),
                FetchedShapes.read(shape));
    }

    static List<RequirementDraft> requirements(List<ResourceRequirement> shapes) {
        return shapes.stream()
                .map(each -> new RequirementDraft(each.typeAsString(), each.value()))
                .toList();
    }

    private static @Nullable HealthCheckDraft healthCheck(@Nullable HealthCheck shape) {
        return shape == null
                ? null
                : new HealthCheckDraft(
                        shape.hasCommand() ? shape.command() : null,
                        shape.interval(),
                        shape.timeout(),
                        shape.retries(),
                        shape.startPeriod());
    }

    private static PortDraft port(PortMapping shape) {
        Unsupported.refuseOthers(shape, PORT, "containerDefinitions.portMappings");
        return new PortDraft(
                shape.containerPort(),
                shape.hostPort(),
                shape.protocolAsString(),
                shape.name(),
                shape.containerPortRange());
    }
}
