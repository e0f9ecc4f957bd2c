package io.roadstead.control.events;

import static io.roadstead.control.events.EventJson.emptyList;
import static io.roadstead.control.events.EventJson.instant;
import static io.roadstead.control.events.EventJson.number;
import static io.roadstead.control.events.EventJson.text;
import static io.roadstead.control.events.EventJson.texts;

import com.fasterxml.jackson.core.JsonGenerator;
import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.core.lifecycle.TaskFacts;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Container;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.ContainerOverride;
import io.roadstead.core.model.KeyValue;
import io.roadstead.core.model.NetworkBinding;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskOverride;
import io.roadstead.core.placement.Demand;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The detail of {@code ECS Task State Change}: the task as the API tells it, and {@code updatedAt}. Source: ecs-behaviour 8.2. */
final class TaskDetail {
    private static final String ARCHITECTURE = "ecs.cpu-architecture";

    private final Index index;

    TaskDetail(Index index) {
        this.index = index;
    }

    /** In the order of the names, as EventBridge's own samples have no order to keep. */
    void write(JsonGenerator json, Task task, Instant updatedAt) throws IOException {
        Task.Observed observed = task.observed();
        Task.Desired desired = task.desired();
        StopCode stopCode = desired.stopCode();
        Optional<TaskDefinition> definition =
                index.find(Keys.taskDefinition(task.scope(), task.family(), task.revision()), TaskDefinition.class);
        emptyList(json, "attachments");
        attributes(json, task);
        text(json, "availabilityZone", task.availabilityZone());
        text(json, "clusterArn", task.clusterArn());
        TaskFacts.Connectivity connectivity = TaskFacts.connectivity(task, connected(task));
        text(json, "connectivity", connectivity == null ? null : connectivity.name());
        instant(json, "connectivityAt", observed.connectivityAt());
        text(json, "containerInstanceArn", task.containerInstanceArn());
        json.writeArrayFieldStart("containers");
        for (Container container : observed.containers()) {
            container(json, task, container, definition);
        }
        json.writeEndArray();
        text(
                json,
                "cpu",
                task.cpu() != null
                        ? task.cpu()
                        : definition
                                .map(found -> Demand.cpu(found, task.overrides()))
                                .orElse(0));
        instant(json, "createdAt", task.createdAt());
        text(json, "desiredStatus", desired.status().name());
        json.writeBooleanField("enableExecuteCommand", false);
        instant(json, "executionStoppedAt", observed.executionStoppedAt());
        text(json, "group", task.group());
        text(json, "healthStatus", observed.healthStatus().name());
        text(json, "lastStatus", observed.lastStatus().name());
        text(json, "launchType", task.launchType().name());
        text(
                json,
                "memory",
                task.memory() != null
                        ? task.memory()
                        : definition
                                .map(found -> Demand.memory(found, task.overrides()))
                                .orElse(0));
        overrides(json, task.overrides(), definition);
        instant(json, "pullStartedAt", observed.pullStartedAt());
        instant(json, "pullStoppedAt", observed.pullStoppedAt());
        instant(json, "startedAt", observed.startedAt());
        text(json, "startedBy", task.startedBy());
        text(json, "stopCode", stopCode == null ? null : stopCode.wire());
        instant(json, "stoppedAt", observed.stoppedAt());
        text(json, "stoppedReason", desired.stoppedReason());
        instant(json, "stoppingAt", desired.stoppingAt());
        text(json, "taskArn", task.arn());
        text(json, "taskDefinitionArn", task.taskDefinitionArn());
        instant(json, "updatedAt", updatedAt);
        json.writeNumberField("version", task.version());
    }

    private boolean connected(Task task) {
        return index.find(
                        Keys.agentConnection(task.scope(), task.cluster(), task.containerInstanceId()),
                        AgentConnection.class)
                .map(AgentConnection::connected)
                .orElse(false);
    }

    private void attributes(JsonGenerator json, Task task) throws IOException {
        List<Attribute> attributes = index.find(
                        Keys.containerInstance(task.scope(), task.cluster(), task.containerInstanceId()),
                        ContainerInstance.class)
                .map(instance -> instance.attributes().stream()
                        .filter(attribute -> attribute.name().equals(ARCHITECTURE))
                        .toList())
                .orElse(List.of());
        attributes(json, attributes);
    }

    static void attributes(JsonGenerator json, List<Attribute> attributes) throws IOException {
        json.writeArrayFieldStart("attributes");
        for (Attribute attribute : attributes) {
            json.writeStartObject();
            text(json, "name", attribute.name());
            text(json, "value", attribute.value());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void container(
            JsonGenerator json, Task task, Container container, Optional<TaskDefinition> definition)
            throws IOException {
        ContainerDefinition defined = definition.map(TaskDefinition::containers).orElse(List.of()).stream()
                .filter(each -> each.name().equals(container.name()))
                .findFirst()
                .orElse(null);
        ContainerOverride override = override(task.overrides(), container.name());
        json.writeStartObject();
        text(
                json,
                "containerArn",
                task.scope().arn("container/" + task.cluster() + "/" + task.id() + "/" + container.id()));
        text(
                json,
                "cpu",
                first(
                        override == null ? null : override.cpu(),
                        defined == null ? null : Integer.valueOf(defined.cpu())));
        number(json, "exitCode", container.exitCode());
        text(json, "healthStatus", container.healthStatus().name());
        text(json, "image", container.image());
        text(json, "imageDigest", container.imageDigest());
        text(json, "lastStatus", container.lastStatus().name());
        text(
                json,
                "memory",
                first(override == null ? null : override.memory(), defined == null ? null : defined.memory()));
        text(
                json,
                "memoryReservation",
                first(
                        override == null ? null : override.memoryReservation(),
                        defined == null ? null : defined.memoryReservation()));
        text(json, "name", container.name());
        json.writeArrayFieldStart("networkBindings");
        for (NetworkBinding binding : container.networkBindings()) {
            json.writeStartObject();
            text(json, "bindIP", binding.bindIp());
            if (binding.containerPortRange() != null && binding.hostPortRange() != null) {
                text(json, "containerPortRange", binding.containerPortRange().wire());
                text(json, "hostPortRange", binding.hostPortRange().wire());
            } else {
                json.writeNumberField("containerPort", binding.containerPort());
                json.writeNumberField("hostPort", binding.hostPort());
            }
            text(json, "protocol", binding.protocol().wire());
            json.writeEndObject();
        }
        json.writeEndArray();
        emptyList(json, "networkInterfaces");
        text(json, "reason", container.reason());
        text(json, "runtimeId", container.runtimeId());
        text(json, "taskArn", task.arn());
        json.writeEndObject();
    }

    /** Every container is echoed by name, overridden or not. Source: ecs-behaviour 4.2. */
    private static void overrides(JsonGenerator json, TaskOverride overrides, Optional<TaskDefinition> definition)
            throws IOException {
        json.writeObjectFieldStart("overrides");
        json.writeArrayFieldStart("containerOverrides");
        for (ContainerDefinition each :
                definition.map(TaskDefinition::containers).orElse(List.of())) {
            json.writeStartObject();
            ContainerOverride override = override(overrides, each.name());
            if (override != null) {
                if (override.command() != null) {
                    texts(json, "command", override.command());
                }
                number(json, "cpu", override.cpu());
                environment(json, override.environment());
                number(json, "memory", override.memory());
                number(json, "memoryReservation", override.memoryReservation());
            }
            text(json, "name", each.name());
            json.writeEndObject();
        }
        json.writeEndArray();
        text(json, "cpu", overrides.cpu());
        text(json, "executionRoleArn", overrides.executionRoleArn());
        text(json, "memory", overrides.memory());
        text(json, "taskRoleArn", overrides.taskRoleArn());
        json.writeEndObject();
    }

    private static void environment(JsonGenerator json, List<KeyValue> environment) throws IOException {
        if (environment.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("environment");
        for (KeyValue variable : environment) {
            json.writeStartObject();
            text(json, "name", variable.name());
            text(json, "value", variable.value());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static @Nullable ContainerOverride override(TaskOverride overrides, String container) {
        for (ContainerOverride each : overrides.containers()) {
            if (each.name().equals(container)) {
                return each;
            }
        }
        return null;
    }

    private static @Nullable Integer first(@Nullable Integer one, @Nullable Integer other) {
        return one != null ? one : other;
    }
}
