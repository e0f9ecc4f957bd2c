package io.roadstead.control.api;

import io.roadstead.control.agents.CheckOutputs;
import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.loop.ServiceViews;
import io.roadstead.control.loop.Surroundings;
import io.roadstead.control.write.Draft;
import io.roadstead.core.Ids;
import io.roadstead.core.explain.PlacementTable;
import io.roadstead.core.explain.ServiceExplanation;
import io.roadstead.core.explain.TaskExplanation;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskOverride;
import io.roadstead.core.name.ServiceRef;
import io.roadstead.core.name.TaskDefinitionRef;
import io.roadstead.core.name.TaskRef;
import io.roadstead.core.placement.Demand;
import io.roadstead.core.placement.Node;
import io.roadstead.core.placement.PlacementRequest;
import io.roadstead.core.reconcile.SchedulerSettings;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.client.Json;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Why something is as it is, as {@code core.explain} says it of what the index shows. It reads only. */
final class ExplainApi {
    private final Index index;
    private final Lookup lookup;
    private final SchedulerSettings scheduler;
    private final Surroundings surroundings;
    private final CheckOutputs checks;
    private final InstantSource clock;
    private final Ids ids;

    ExplainApi(
            Index index,
            SchedulerSettings scheduler,
            Surroundings surroundings,
            CheckOutputs checks,
            InstantSource clock,
            Ids ids) {
        this.index = index;
        this.lookup = new Lookup(index);
        this.scheduler = scheduler;
        this.surroundings = surroundings;
        this.checks = checks;
        this.clock = clock;
        this.ids = ids;
    }

    Json service(Caller caller, Json input) {
        Cluster cluster = lookup.existing(caller.scope(), OwnJson.optional(input, "cluster"));
        ServiceRef ref = ServiceRef.parse(OwnJson.required(input, "service"), caller.scope(), cluster.name());
        Service service = index.find(Keys.service(cluster.scope(), cluster.name(), ref.name()), Service.class)
                .filter(each -> each.status() != Service.Status.INACTIVE)
                .orElseThrow(ServiceWrites::notFound);
        ServiceExplanation explanation = ServiceExplanation.of(
                ServiceViews.of(Draft.reading(index), cluster, service, nodes(cluster), surroundings),
                scheduler,
                clock.instant(),
                ids);
        return ExplainShapes.service(service, explanation);
    }

    Json task(Caller caller, Json input) {
        Cluster cluster = lookup.existing(caller.scope(), OwnJson.optional(input, "cluster"));
        TaskRef ref = TaskRef.parse(OwnJson.required(input, "task"), caller.scope(), cluster.name());
        Task task = index.find(Keys.task(cluster.scope(), cluster.name(), ref.id()), Task.class)
                .orElseThrow(() -> AwsException.invalidParameter("The referenced task was not found."));
        TaskDefinition definition = index.find(
                        Keys.taskDefinition(cluster.scope(), task.family(), task.revision()), TaskDefinition.class)
                .orElse(null);
        Node node = index.find(
                        Keys.containerInstance(cluster.scope(), cluster.name(), task.containerInstanceId()),
                        ContainerInstance.class)
                .map(this::node)
                .orElse(null);
        return ExplainShapes.task(
                TaskExplanation.of(
                        task,
                        definition,
                        node,
                        index.tasksOn(cluster.scope(), cluster.name(), task.containerInstanceId())),
                checks);
    }

    /** What the instances would say to one task of a definition, were it run now by itself. */
    Json placement(Caller caller, Json input) {
        Cluster cluster = lookup.existing(caller.scope(), OwnJson.optional(input, "cluster"));
        TaskDefinition definition = lookup.definition(
                        caller.scope(),
                        TaskDefinitionRef.parse(OwnJson.required(input, "taskDefinition"), caller.scope()))
                .orElseThrow(() -> AwsException.client("TaskDefinition not found."));
        String group = OwnJson.optional(input, "group");
        return Json.object()
                .put("taskDefinitionArn", definition.arn())
                .put(
                        "placement",
                        ExplainShapes.table(
                                cluster,
                                PlacementTable.of(
                                        nodes(cluster).values(),
                                        new PlacementRequest(
                                                1,
                                                Demand.of(definition, TaskOverride.NONE),
                                                group == null ? "family:" + definition.family() : group,
                                                definition.placementConstraints(),
                                                List.of()))));
    }

    private Map<String, Node> nodes(Cluster cluster) {
        Map<String, Node> nodes = new TreeMap<>();
        for (ContainerInstance instance : lookup.instances(cluster)) {
            if (instance.status() != ContainerInstance.Status.INACTIVE) {
                nodes.put(instance.id(), node(instance));
            }
        }
        return nodes;
    }

    private Node node(ContainerInstance instance) {
        return new Node(
                instance,
                index.find(
                                Keys.agentConnection(instance.scope(), instance.cluster(), instance.id()),
                                AgentConnection.class)
                        .orElse(null),
                index.find(Keys.allocation(instance.scope(), instance.cluster(), instance.id()), Allocation.class)
                        .orElseGet(() -> Allocation.none(instance.scope(), instance.cluster(), instance.id())));
    }
}
