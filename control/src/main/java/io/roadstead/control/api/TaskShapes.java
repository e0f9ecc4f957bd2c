package io.roadstead.control.api;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Container;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.ContainerOverride;
import io.roadstead.core.model.NetworkBinding;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskOverride;
import io.roadstead.core.placement.Demand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;

/** Tasks as the API tells of them: the record, and what its definition and its instance's agent add. */
final class TaskShapes {
    private static final String ARCHITECTURE = "ecs.cpu-architecture";

    private final Index index;
    private final ToldTasks told;

    TaskShapes(Index index) {
        this.index = index;
        this.told = new ToldTasks(index);
    }

    software.amazon.awssdk.services.ecs.model.Task shape(Task task, boolean withTags) {
        return withTags ? make(task, true) : told.tell(task, each -> make(each, false));
    }

    private software.amazon.awssdk.services.ecs.model.Task make(Task task, boolean withTags) {
        Task.Observed observed = task.observed();
        Optional<TaskDefinition> definition =
                index.find(Keys.taskDefinition(task.scope(), task.family(), task.revision()), TaskDefinition.class);
        StopCode stopCode = task.desired().stopCode();
        return software.amazon.awssdk.services.ecs.model.Task.builder()
                .attachments(List.of())
                .attributes(architecture(task))
                .availabilityZone(task.availabilityZone())
                .clusterArn(task.clusterArn())
                .connectivity(observed.connectivityAt() == null ? null : connectivity(task))
                .connectivityAt(observed.connectivityAt())
                .containerInstanceArn(task.containerInstanceArn())
                .containers(containers(task, definition))
                .cpu(Integer.toString(cpu(task, definition)))
                .createdAt(task.createdAt())
                .desiredStatus(task.desired().status().name())
                .enableExecuteCommand(false)
                .executionStoppedAt(observed.executionStoppedAt())
                .group(task.group())
                .healthStatus(observed.healthStatus().name())
                .inferenceAccelerators(List.of())
                .lastStatus(observed.lastStatus().name())
                .launchType(task.launchType().name())
                .memory(Integer.toString(memory(task, definition)))
                .overrides(overrides(task, definition))
                .pullStartedAt(observed.pullStartedAt())
                .pullStoppedAt(observed.pullStoppedAt())
                .startedAt(observed.startedAt())
                .startedBy(task.startedBy())
                .stopCode(stopCode == null ? null : stopCode.wire())
                .stoppedAt(observed.stoppedAt())
                .stoppedReason(task.desired().stoppedReason())
                .stoppingAt(task.desired().stoppingAt())
                .tags(withTags ? TagShapes.shapes(task.tags()) : List.of())
                .taskArn(task.arn())
                .taskDefinitionArn(task.taskDefinitionArn())
                .version((long) task.version())
                .build();
    }

    private List<software.amazon.awssdk.services.ecs.model.Attribute> architecture(Task task) {
        return index.find(
                        Keys.containerInstance(task.scope(), task.cluster(), task.containerInstanceId()),
                        ContainerInstance.class)
                .map(instance -> AttributeShapes.shapes(instance.attributes().stream()
                        .filter(attribute -> attribute.name().equals(ARCHITECTURE))
                        .map(attribute -> new Attribute(ARCHITECTURE, attribute.value()))
                        .toList()))
                .orElse(List.of());
    }

    private String connectivity(Task task) {
        boolean connected = index.find(
                        Keys.agentConnection(task.scope(), task.cluster(), task.containerInstanceId()),
                        AgentConnection.class)
                .map(AgentConnection::connected)
                .orElse(false);
        return connected ? "CONNECTED" : "DISCONNECTED";
    }

    private List<software.amazon.awssdk.services.ecs.model.Container> containers(
            Task task, Optional<TaskDefinition> definition) {
        Map<String, ContainerDefinition> byName = new HashMap<>();
        definition.ifPresent(found -> found.containers().forEach(each -> byName.put(each.name(), each)));
        Map<String, ContainerOverride> overridden = new HashMap<>();
        task.overrides().containers().forEach(each -> overridden.put(each.name(), each));
        return task.observed().containers().stream()
                .map(each -> container(task, each, byName.get(each.name()), overridden.get(each.name())))
                .toList();
    }

    private static software.amazon.awssdk.services.ecs.model.Container container(
            Task task,
            Container container,
            @Nullable ContainerDefinition definition,
            @Nullable ContainerOverride override) {
        Integer cpu = override != null && override.cpu() != null
                ? override.cpu()
                : definition == null ? null : Integer.valueOf(definition.cpu());
        Integer memory = override != null && override.memory() != null
                ? override.memory()
                : definition == null ? null : definition.memory();
        Integer reservation = override != null && override.memoryReservation() != null
                ? override.memoryReservation()
                : definition == null ? null : definition.memoryReservation();
        return software.amazon.awssdk.services.ecs.model.Container.builder()
                .containerArn(task.scope().arn("container/" + task.cluster() + "/" + task.id() + "/" + container.id()))
                .taskArn(task.arn())
                .name(container.name())
                .image(container.image())
                .imageDigest(container.imageDigest())
                .runtimeId(container.runtimeId())
                .lastStatus(container.lastStatus().name())
                .exitCode(container.exitCode())
                .reason(container.reason())
                .networkBindings(container.networkBindings().stream()
                        .map(TaskShapes::binding)
                        .toList())
                .networkInterfaces(List.of())
                .healthStatus(container.healthStatus().name())
                .cpu(text(cpu))
                .memory(text(memory))
                .memoryReservation(text(reservation))
                .build();
    }

    static software.amazon.awssdk.services.ecs.model.NetworkBinding binding(NetworkBinding binding) {
        if (binding.containerPortRange() != null && binding.hostPortRange() != null) {
            return software.amazon.awssdk.services.ecs.model.NetworkBinding.builder()
                    .bindIP(binding.bindIp())
                    .containerPortRange(binding.containerPortRange().wire())
                    .hostPortRange(binding.hostPortRange().wire())
                    .protocol(binding.protocol().wire())
                    .build();
        }
        return software.amazon.awssdk.services.ecs.model.NetworkBinding.builder()
                .bindIP(binding.bindIp())
                .containerPort(binding.containerPort())
                .hostPort(binding.hostPort())
                .protocol(binding.protocol().wire())
                .build();
    }

    /**
     * Task-level when there is any, else what placement counts for the containers together. It comes from the definition
     * and not from the instance's allocation, which forgets a task when it stops.
     */
    private static int cpu(Task task, Optional<TaskDefinition> definition) {
        Integer ofTask = task.cpu();
        return ofTask != null
                ? ofTask
                : definition.map(found -> Demand.cpu(found, task.overrides())).orElse(0);
    }

    private static int memory(Task task, Optional<TaskDefinition> definition) {
        Integer ofTask = task.memory();
        return ofTask != null
                ? ofTask
                : definition
                        .map(found -> Demand.memory(found, task.overrides()))
                        .orElse(0);
    }

    /** ECS echoes every container by name, overridden or not. Source: ecs-behaviour 4.2. */
    private static software.amazon.awssdk.services.ecs.model.TaskOverride overrides(
            Task task, Optional<TaskDefinition> definition) {
        TaskOverride overrides = task.overrides();
        Map<String, ContainerOverride> byName = new HashMap<>();
        overrides.containers().forEach(each -> byName.put(each.name(), each));
        List<software.amazon.awssdk.services.ecs.model.ContainerOverride> containers =
                definition.map(TaskDefinition::containers).orElse(List.of()).stream()
                        .map(each -> override(each.name(), byName.get(each.name())))
                        .toList();
        return software.amazon.awssdk.services.ecs.model.TaskOverride.builder()
                .containerOverrides(containers)
                .cpu(text(overrides.cpu()))
                .memory(text(overrides.memory()))
                .taskRoleArn(overrides.taskRoleArn())
                .executionRoleArn(overrides.executionRoleArn())
                .inferenceAcceleratorOverrides(List.of())
                .build();
    }

    private static software.amazon.awssdk.services.ecs.model.ContainerOverride override(
            String name, @Nullable ContainerOverride override) {
        var shape = software.amazon.awssdk.services.ecs.model.ContainerOverride.builder()
                .name(name);
        if (override == null) {
            return shape.build();
        }
        if (override.command() != null) {
            shape.command(override.command());
        }
        if (!override.environment().isEmpty()) {
            shape.environment(override.environment().stream()
                    .map(variable -> KeyValuePair.builder()
                            .name(variable.name())
                            .value(variable.value())
                            .build())
                    .toList());
        }
        shape.environmentFiles(FetchedShapes.fileShapes(override.environmentFiles()));
        if (override.gpus() != null) {
            shape.resourceRequirements(OrderShapes.requirements(override.gpus()));
        }
        return shape.cpu(override.cpu())
                .memory(override.memory())
                .memoryReservation(override.memoryReservation())
                .build();
    }

    private static @Nullable String text(@Nullable Integer number) {
        return number == null ? null : number.toString();
    }
}
