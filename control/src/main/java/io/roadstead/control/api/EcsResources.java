package io.roadstead.control.api;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.Tag;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.name.ClusterRef;
import io.roadstead.core.name.InstanceRef;
import io.roadstead.core.name.ServiceRef;
import io.roadstead.core.name.TaskDefinitionRef;
import io.roadstead.core.name.TaskRef;
import io.roadstead.store.Key;
import io.roadstead.wire.Demand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What requests name, as policies name it: by ARN, whether it is there or not. A misshapen name is refused in the words
 * of the operation that would be asked with it.
 */
final class EcsResources {
    private static final String SERVICE = "ecs";

    private final Index index;
    private final Lookup lookup;

    EcsResources(Index index, Lookup lookup) {
        this.index = index;
        this.lookup = lookup;
    }

    /** @param tags what it is tagged with; empty for what is not there */
    record Named(String arn, Map<String, String> tags) {}

    Named cluster(Scope scope, @Nullable String reference) {
        String name = clusterName(scope, reference);
        return named(scope.arn("cluster/" + name), Keys.cluster(scope, name), Cluster.class, Cluster::tags);
    }

    private <T extends Record> Named named(String arn, Key key, Class<T> type, Function<T, List<Tag>> tags) {
        return new Named(
                arn, index.find(key, type).map(found -> tags(tags.apply(found))).orElse(Map.of()));
    }

    static String clusterName(Scope scope, @Nullable String reference) {
        return ClusterRef.parse(reference, scope).name();
    }

    static String clusterArn(Scope scope, @Nullable String reference) {
        return scope.arn("cluster/" + clusterName(scope, reference));
    }

    List<Named> tasks(Scope scope, String cluster, List<String> references) {
        return references.stream()
                .map(each ->
                        task(scope, cluster, TaskRef.parse(each, scope, cluster).id()))
                .toList();
    }

    private Named task(Scope scope, String cluster, String id) {
        return named(scope.arn("task/" + cluster + "/" + id), Keys.task(scope, cluster, id), Task.class, Task::tags);
    }

    List<Named> instances(Scope scope, String cluster, List<String> references) {
        return references.stream()
                .map(each -> instance(
                        scope, cluster, InstanceRef.parse(each, scope, cluster).id()))
                .toList();
    }

    private Named instance(Scope scope, String cluster, String id) {
        return named(
                scope.arn("container-instance/" + cluster + "/" + id),
                Keys.containerInstance(scope, cluster, id),
                ContainerInstance.class,
                ContainerInstance::tags);
    }

    List<Named> services(Scope scope, String cluster, List<String> references) {
        return references.stream()
                .map(each -> service(
                        scope, cluster, ServiceRef.parse(each, scope, cluster).name()))
                .toList();
    }

    private Named service(Scope scope, String cluster, String name) {
        return named(
                scope.arn("service/" + cluster + "/" + name),
                Keys.service(scope, cluster, name),
                Service.class,
                Service::tags);
    }

    /**
     * A task definition: a family alone is its latest ACTIVE revision, and {@code family:*} where it has none.
     *
     * @param found absent when there is no such revision
     */
    record NamedDefinition(Named named, @Nullable TaskDefinition found) {}

    NamedDefinition definition(Scope scope, @Nullable String reference) {
        TaskDefinitionRef ref = TaskDefinitionRef.parse(reference == null ? "" : reference, scope);
        return lookup.definition(scope, ref)
                .map(found -> new NamedDefinition(new Named(found.arn(), tags(found.tags())), found))
                .orElseGet(() -> new NamedDefinition(
                        new Named(
                                scope.arn("task-definition/" + ref.family() + ":"
                                        + (ref.revision() == null ? "*" : ref.revision())),
                                Map.of()),
                        null));
    }

    /** Whatever the ARN names: without tags when it is not of one's own account and region, or no ARN of ECS. */
    Named any(Scope scope, String arn) {
        String prefix = scope.arn("");
        String[] path = arn.startsWith(prefix) ? arn.substring(prefix.length()).split("/", -1) : new String[0];
        if (path.length == 2 && path[0].equals("cluster")) {
            return cluster(scope, path[1]);
        }
        if (path.length == 2 && path[0].equals("task-definition")) {
            return definition(scope, path[1]).named();
        }
        if (path.length == 3) {
            Named named =
                    switch (path[0]) {
                        case "task" -> task(scope, path[1], path[2]);
                        case "container-instance" -> instance(scope, path[1], path[2]);
                        case "service" -> service(scope, path[1], path[2]);
                        default -> new Named(arn, Map.of());
                    };
            return new Named(arn, named.tags());
        }
        return new Named(arn, Map.of());
    }

    /**
     * That something may be done to each of some things. What has tags is a demand of its own, for its tags are
     * conditions.
     */
    static List<Demand> each(String action, List<Named> resources, UnaryOperator<Demand> conditions) {
        List<String> plain = resources.stream()
                .filter(each -> each.tags().isEmpty())
                .map(Named::arn)
                .toList();
        List<Demand> demands = new ArrayList<>();
        if (!plain.isEmpty() || resources.isEmpty()) {
            demands.add(conditions.apply(Demand.of(action, plain)));
        }
        for (Named named : resources) {
            if (!named.tags().isEmpty()) {
                demands.add(conditions.apply(Demand.of(action, named.arn()).withResourceTags(SERVICE, named.tags())));
            }
        }
        return demands;
    }

    static Map<String, String> tags(List<Tag> tags) {
        Map<String, String> values = new LinkedHashMap<>();
        tags.forEach(tag -> values.put(tag.key(), tag.value()));
        return values;
    }
}
