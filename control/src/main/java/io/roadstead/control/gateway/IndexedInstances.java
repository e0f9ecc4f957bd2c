package io.roadstead.control.gateway;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.store.Revision;
import java.util.List;
import java.util.Optional;

/** {@link Instances} out of the index. */
public final class IndexedInstances implements Instances {
    private final Index index;

    public IndexedInstances(Index index) {
        this.index = index;
    }

    @Override
    public boolean hasCluster(Scope scope, String name) {
        return index.find(Keys.cluster(scope, name), Cluster.class)
                .filter(cluster -> cluster.status() == Cluster.Status.ACTIVE)
                .isPresent();
    }

    @Override
    public Optional<ContainerInstance> find(InstanceKey instance) {
        return index.find(
                Keys.containerInstance(instance.scope(), instance.cluster(), instance.id()), ContainerInstance.class);
    }

    @Override
    public InstanceTasks tasksOf(InstanceKey instance) {
        // Read before the tasks, so that the tasks are never older than the revision says.
        Revision revision = index.applied();
        List<TaskToSend> tasks = index.tasksOn(instance.scope(), instance.cluster(), instance.id()).stream()
                .filter(task -> !task.stopped())
                .map(task -> new TaskToSend(task, definition(task)))
                .toList();
        return new InstanceTasks(revision, tasks);
    }

    private TaskDefinition definition(Task task) {
        return index.find(Keys.taskDefinition(task.scope(), task.family(), task.revision()), TaskDefinition.class)
                .orElseThrow(() -> new IllegalStateException("task " + task.arn() + " is to run "
                        + task.taskDefinitionArn() + ", which is gone: a revision in use must be kept"));
    }
}
