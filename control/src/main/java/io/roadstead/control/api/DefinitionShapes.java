package io.roadstead.control.api;

import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.PlacementConstraint;
import io.roadstead.core.model.TaskDefinition;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.HealthCheck;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.TaskDefinitionPlacementConstraint;

/** Task definitions as the API tells of them, with the empty lists ECS writes out. */
final class DefinitionShapes {
    private DefinitionShapes() {}

    static software.amazon.awssdk.services.ecs.model.TaskDefinition shape(TaskDefinition definition) {
        return software.amazon.awssdk.services.ecs.model.TaskDefinition.builder()
                .taskDefinitionArn(definition.arn())
                .containerDefinitions(definition.containers().stream()
                        .map(DefinitionShapes::container)
                        .toList())
                .family(definition.family())
                .taskRoleArn(definition.taskRoleArn())
                .executionRoleArn(definition.executionRoleArn())
                .networkMode(
                        definition.networkMode() == null
                                ? null
                                : definition.networkMode().wire())
                .revision(definition.revision())
                .volumes(VolumeShapes.shapes(definition.volumes()))
                .status(definition.status().name())
                .requiresAttributes(AttributeShapes.shapes(definition.requiresAttributes()))
                .placementConstraints(definition.placementConstraints().stream()
                        .map(DefinitionShapes::constraint)
                        .toList())
                .compatibilitiesWithStrings(definition.compatibilities())
                .requiresCompatibilitiesWithStrings(
                        definition.requiresCompatibilities().isEmpty() ? null : definition.requiresCompatibilities())
                .cpu(text(definition.cpu()))
                .memory(text(definition.memory()))
                .registeredAt(definition.registeredAt())
                .deregisteredAt(definition.deregisteredAt())
                .registeredBy(definition.registeredBy())
                .pidMode(
                        definition.pidMode() == null
                                ? null
                                : definition.pidMode().wire())
                .ipcMode(
                        definition.ipcMode() == null
                                ? null
                                : definition.ipcMode().wire())
                .runtimePlatform(OrderShapes.platform(definition))
                .build();
    }

    private static software.amazon.awssdk.services.ecs.model.ContainerDefinition container(ContainerDefinition of) {
        var shape = software.amazon.awssdk.services.ecs.model.ContainerDefinition.builder();
        DockerOptionShapes.tell(of.options(), shape);
        OrderShapes.tell(of, shape);
        FetchedShapes.tell(of.fetched(), shape);
        return shape.name(of.name())
                .image(of.image())
                .cpu(of.cpu())
                .memory(of.memory())
                .memoryReservation(of.memoryReservation())
                .essential(of.essential())
                .portMappings(
                        of.portMappings().stream().map(DefinitionShapes::port).toList())
                .entryPoint(of.entryPoint())
                .command(of.command())
                .environment(of.environment().stream()
                        .map(variable -> KeyValuePair.builder()
                                .name(variable.name())
                                .value(variable.value())
                                .build())
                        .toList())
                .mountPoints(VolumeShapes.mountShapes(of.mountPoints()))
                .startTimeout(of.startTimeout())
                .stopTimeout(of.stopTimeout())
                .user(of.user())
                .workingDirectory(of.workingDirectory())
                .dockerLabels(of.dockerLabels().isEmpty() ? null : of.dockerLabels())
                .healthCheck(healthCheck(of.healthCheck()))
                .build();
    }

    private static @Nullable HealthCheck healthCheck(io.roadstead.core.model.@Nullable HealthCheck check) {
        return check == null
                ? null
                : HealthCheck.builder()
                        .command(check.command())
                        .interval(check.interval())
                        .timeout(check.timeout())
                        .retries(check.retries())
                        .startPeriod(check.startPeriod())
                        .build();
    }

    private static PortMapping port(io.roadstead.core.model.PortMapping mapping) {
        if (mapping.containerPortRange() != null) {
            return PortMapping.builder()
                    .containerPortRange(mapping.containerPortRange().wire())
                    .protocol(mapping.protocol().wire())
                    .name(mapping.name())
                    .build();
        }
        return PortMapping.builder()
                .containerPort(mapping.containerPort())
                .hostPort(mapping.hostPort())
                .protocol(mapping.protocol().wire())
                .name(mapping.name())
                .build();
    }

    private static TaskDefinitionPlacementConstraint constraint(PlacementConstraint constraint) {
        return TaskDefinitionPlacementConstraint.builder()
                .type(constraint.type().wire())
                .expression(constraint.expression())
                .build();
    }

    private static @Nullable String text(@Nullable Integer number) {
        return number == null ? null : number.toString();
    }
}
