package io.roadstead.control.api;

import io.roadstead.control.agents.InstanceHealth;
import io.roadstead.control.gateway.InstanceKey;
import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskStatus;
import io.roadstead.wire.agent.TcsMessage.InstanceStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.model.ContainerInstanceHealthStatus;
import software.amazon.awssdk.services.ecs.model.InstanceHealthCheckResult;
import software.amazon.awssdk.services.ecs.model.Resource;
import software.amazon.awssdk.services.ecs.model.VersionInfo;

/** Container instances as the API tells of them, with what their tasks hold and whether their agent is connected. */
final class InstanceShapes {
    private final Index index;
    private final InstanceHealth health;

    InstanceShapes(Index index, InstanceHealth health) {
        this.index = index;
        this.health = health;
    }

    /** What DescribeContainerInstances was asked to include. */
    record Include(boolean tags, boolean health) {
        static final Include NOTHING = new Include(false, false);
        static final Include TAGS = new Include(true, false);
    }

    software.amazon.awssdk.services.ecs.model.ContainerInstance shape(ContainerInstance instance, Include include) {
        Optional<AgentConnection> connection = index.find(
                Keys.agentConnection(instance.scope(), instance.cluster(), instance.id()), AgentConnection.class);
        Collection<Claim> claims = index.find(
                        Keys.allocation(instance.scope(), instance.cluster(), instance.id()), Allocation.class)
                .map(allocation -> allocation.claims().values())
                .orElse(List.of());
        List<Task> tasks = index.tasksOn(instance.scope(), instance.cluster(), instance.id());
        return software.amazon.awssdk.services.ecs.model.ContainerInstance.builder()
                .containerInstanceArn(instance.arn())
                .ec2InstanceId(instance.ec2InstanceId())
                .version(version(instance))
                .versionInfo(connection
                        .map(InstanceShapes::versions)
                        .orElse(VersionInfo.builder().build()))
                .remainingResources(remaining(instance, claims))
                .registeredResources(registered(instance))
                .status(instance.status().name())
                .agentConnected(connection.map(AgentConnection::connected).orElse(false))
                .runningTasksCount(count(tasks, TaskStatus.RUNNING))
                .pendingTasksCount(count(tasks, TaskStatus.PENDING))
                .attributes(attributes(instance))
                .registeredAt(instance.registeredAt())
                .attachments(List.of())
                .tags(include.tags() ? TagShapes.shapes(instance.tags()) : List.of())
                .healthStatus(include.health() ? health(instance) : null)
                .build();
    }

    static int count(List<Task> tasks, TaskStatus status) {
        return (int) tasks.stream()
                .filter(task -> task.observed().lastStatus() == status)
                .count();
    }

    /**
     * The commit that last changed any of an instance's three records: the version that events of it have, so that a
     * caller can tell whether its events are up to date. Source: ecs-behaviour 8.3.
     */
    private long version(ContainerInstance instance) {
        return Stream.of(
                        index.get(
                                Keys.containerInstance(instance.scope(), instance.cluster(), instance.id()),
                                ContainerInstance.class),
                        index.get(
                                Keys.agentConnection(instance.scope(), instance.cluster(), instance.id()),
                                AgentConnection.class),
                        index.get(
                                Keys.allocation(instance.scope(), instance.cluster(), instance.id()), Allocation.class))
                .flatMap(Optional::stream)
                .mapToLong(each -> each.revision().number())
                .max()
                .orElse(instance.version());
    }

    /** One bad check spoils the whole; without any there is not enough to say. */
    private ContainerInstanceHealthStatus health(ContainerInstance instance) {
        List<InstanceStatus> checks = health.of(new InstanceKey(instance.scope(), instance.cluster(), instance.id()));
        String overall = checks.isEmpty() ? "INSUFFICIENT_DATA" : "OK";
        for (InstanceStatus check : checks) {
            overall = "OK".equals(check.status()) ? overall : String.valueOf(check.status());
        }
        return ContainerInstanceHealthStatus.builder()
                .overallStatus(overall)
                .details(checks.stream()
                        .map(check -> InstanceHealthCheckResult.builder()
                                .type("CONTAINER_RUNTIME")
                                .status(check.status())
                                .lastUpdated(check.lastUpdated())
                                .lastStatusChange(check.lastStatusChange())
                                .build())
                        .toList())
                .build();
    }

    private static VersionInfo versions(AgentConnection connection) {
        return VersionInfo.builder()
                .agentVersion(connection.agentVersion())
                .agentHash(connection.agentHash())
                .dockerVersion(connection.dockerVersion())
                .build();
    }

    private static List<software.amazon.awssdk.services.ecs.model.Attribute> attributes(ContainerInstance instance) {
        List<Attribute> all = new ArrayList<>(instance.attributes());
        all.addAll(instance.customAttributes());
        return AttributeShapes.shapes(all);
    }

    private static List<Resource> registered(ContainerInstance instance) {
        return List.of(
                integer("CPU", instance.registered().cpu()),
                integer("MEMORY", instance.registered().memory()),
                ports("PORTS", instance.registered().tcpPorts()),
                ports("PORTS_UDP", instance.registered().udpPorts()));
    }

    private static List<Resource> remaining(ContainerInstance instance, Collection<Claim> claims) {
        int cpu = instance.registered().cpu();
        int memory = instance.registered().memory();
        Set<Integer> tcp = new TreeSet<>(instance.registered().tcpPorts());
        Set<Integer> udp = new TreeSet<>(instance.registered().udpPorts());
        for (Claim claim : claims) {
            cpu -= claim.cpu();
            memory -= claim.memory();
            tcp.addAll(claim.tcpPorts());
            udp.addAll(claim.udpPorts());
        }
        return List.of(integer("CPU", cpu), integer("MEMORY", memory), ports("PORTS", tcp), ports("PORTS_UDP", udp));
    }

    private static Resource integer(String name, int value) {
        return Resource.builder()
                .name(name)
                .type("INTEGER")
                .doubleValue(0.0)
                .longValue(0L)
                .integerValue(value)
                .build();
    }

    private static Resource ports(String name, Set<Integer> ports) {
        return Resource.builder()
                .name(name)
                .type("STRINGSET")
                .doubleValue(0.0)
                .longValue(0L)
                .integerValue(0)
                .stringSetValue(
                        new TreeSet<>(ports).stream().map(String::valueOf).toList())
                .build();
    }
}
