package io.roadstead.control.api;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.write.Draft;
import io.roadstead.core.Rejected;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.name.ClusterRef;
import io.roadstead.core.name.TaskDefinitionRef;
import io.roadstead.wire.AwsException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What callers name, looked up, with ECS's answers for what is not there. Source: ecs-behaviour 1.3 to 1.6. */
final class Lookup {
    private final Index index;

    Lookup(Index index) {
        this.index = index;
    }

    /** The cluster of this name or ARN, ACTIVE or not. */
    Cluster cluster(Scope scope, @Nullable String reference) {
        return find(scope, reference).orElseThrow(AwsException::clusterNotFound);
    }

    /** The cluster of this name or ARN, for reading: an INACTIVE one is not found. */
    Cluster existing(Scope scope, @Nullable String reference) {
        return find(scope, reference)
                .filter(cluster -> cluster.status() == Cluster.Status.ACTIVE)
                .orElseThrow(AwsException::clusterNotFound);
    }

    /** The cluster of this name or ARN, for placing something new in it. */
    Cluster active(Scope scope, @Nullable String reference) {
        Cluster cluster = cluster(scope, reference);
        if (cluster.status() != Cluster.Status.ACTIVE) {
            throw AwsException.invalidParameter("The referenced cluster was inactive.");
        }
        return cluster;
    }

    Optional<Cluster> find(Scope scope, @Nullable String reference) {
        return index.find(Keys.cluster(scope, ClusterRef.parse(reference, scope).name()), Cluster.class);
    }

    /** The revision that a reference means: a family alone is its latest ACTIVE one. */
    Optional<TaskDefinition> definition(Scope scope, TaskDefinitionRef reference) {
        Integer revision = reference.revision();
        if (revision != null) {
            return index.find(Keys.taskDefinition(scope, reference.family(), revision), TaskDefinition.class);
        }
        List<TaskDefinition> revisions =
                index.all(Keys.all(scope, Kind.TASK_DEFINITION, reference.family()), TaskDefinition.class);
        return revisions.reversed().stream()
                .filter(each -> each.status() == TaskDefinition.Status.ACTIVE)
                .findFirst();
    }

    /** The revision for something new. */
    TaskDefinition activeDefinition(Scope scope, String reference) {
        TaskDefinition definition = definition(scope, TaskDefinitionRef.parse(reference, scope))
                .orElseThrow(() -> AwsException.client("TaskDefinition not found."));
        if (definition.status() != TaskDefinition.Status.ACTIVE) {
            throw AwsException.client("TaskDefinition is inactive");
        }
        return definition;
    }

    boolean hasActiveInstance(Cluster cluster) {
        return index.any(
                Keys.all(cluster.scope(), Kind.CONTAINER_INSTANCE, cluster.name()),
                ContainerInstance.class,
                instance -> instance.status() == ContainerInstance.Status.ACTIVE);
    }

    List<ContainerInstance> instances(Cluster cluster) {
        return index.all(Keys.all(cluster.scope(), Kind.CONTAINER_INSTANCE, cluster.name()), ContainerInstance.class);
    }

    /** An instance, guarded by the draft. */
    static ContainerInstance instance(Draft draft, Scope scope, String cluster, String id) {
        return draft.read(Keys.containerInstance(scope, cluster, id), ContainerInstance.class)
                .orElseThrow(() -> Rejected.invalidParameter("Container instance " + id + " was not found in cluster "
                        + cluster + ". ListContainerInstances names those there are."));
    }
}
