package io.roadstead.control.place;

import io.roadstead.control.index.Keys;
import io.roadstead.control.write.Draft;
import io.roadstead.core.Ids;
import io.roadstead.core.definition.Launch;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.Container;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.placement.Demand;
import io.roadstead.core.placement.Placed;
import io.roadstead.core.placement.PlacementRequest;
import io.roadstead.core.placement.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Places tasks and writes their records with what they hold of their instances, for whoever starts them: callers of
 * RunTask and StartTask, and the service scheduler.
 */
public final class TaskStarts {
    private final ClusterFleets fleets;
    private final Ids ids;

    public TaskStarts(ClusterFleets fleets, Ids ids) {
        this.fleets = fleets;
        this.ids = ids;
    }

    /**
     * What became of it.
     *
     * @param tasks one for each instance that was chosen, in that order
     */
    public record Started(Placed placed, List<Task> tasks) {
        public Started {
            tasks = List.copyOf(tasks);
        }
    }

    /** Starts as many of the tasks as fit, where the launch's strategies prefer them. */
    public Started start(Draft draft, Cluster cluster, TaskDefinition definition, Launch launch, Instant now) {
        Placed placed = fleets.place(draft, cluster, request(definition, launch, launch.count()), ids);
        List<Task> tasks = new ArrayList<>(placed.instances().size());
        for (String instanceId : placed.instances()) {
            tasks.add(write(draft, cluster, definition, launch, instanceId, now));
        }
        return new Started(placed, tasks);
    }

    /**
     * Starts one task on each of these instances that will do, whatever the launch's count and strategies.
     *
     * @param instanceIds of instances there are
     */
    public Started startOn(
            Draft draft,
            Cluster cluster,
            TaskDefinition definition,
            Launch launch,
            List<String> instanceIds,
            Instant now) {
        List<String> chosen = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        List<Task> tasks = new ArrayList<>();
        PlacementRequest request = request(definition, launch, 1);
        for (String instanceId : instanceIds) {
            Optional<Refusal> refusal = fleets.placeOn(draft, cluster, instanceId, request);
            if (refusal.isPresent()) {
                refusals.add(refusal.get());
            } else {
                chosen.add(instanceId);
                tasks.add(write(draft, cluster, definition, launch, instanceId, now));
            }
        }
        return new Started(new Placed(chosen, refusals.size(), refusals), tasks);
    }

    private Task write(
            Draft draft, Cluster cluster, TaskDefinition definition, Launch launch, String instanceId, Instant now) {
        ContainerInstance instance = draft.peek(
                        Keys.containerInstance(cluster.scope(), cluster.name(), instanceId), ContainerInstance.class)
                .orElseThrow();
        List<Container> containers = definition.containers().stream()
                .map(each -> Container.pending(ids.uuid(), each.name(), each.image()))
                .toList();
        Task task = new Task(
                cluster.scope(),
                cluster.name(),
                ids.hex(),
                definition.family(),
                definition.revision(),
                instanceId,
                launch.launchType(),
                instance.availabilityZone(),
                launch.group(),
                launch.startedBy(),
                launch.cpu(),
                launch.memory(),
                launch.overrides(),
                launch.tags(),
                now,
                1,
                Task.Desired.RUN,
                Task.Observed.pending(containers),
                null,
                false);
        draft.put(Keys.task(cluster.scope(), cluster.name(), task.id()), task);
        fleets.hold(
                draft,
                cluster,
                instanceId,
                task.id(),
                Demand.of(definition, launch.overrides()).claim(launch.group()));
        return task;
    }

    private static PlacementRequest request(TaskDefinition definition, Launch launch, int count) {
        return new PlacementRequest(
                count,
                Demand.of(definition, launch.overrides()),
                launch.group(),
                launch.placementConstraints(),
                launch.placementStrategy());
    }
}
