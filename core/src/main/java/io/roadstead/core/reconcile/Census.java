package io.roadstead.core.reconcile;

import io.roadstead.core.lifecycle.TaskHealth;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.reconcile.Judged.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A service's tasks, looked at once and sorted by deployment. A task of a deployment that the service does not have any
 * more belongs to none and is treated as an old one.
 */
final class Census {
    private static final String NONE = "";

    private final Map<String, List<Judged>> byDeployment = new LinkedHashMap<>();
    private final Map<String, List<Judged>> activeByDeployment = new HashMap<>();
    private final List<Task> ended = new ArrayList<>();
    private int live;
    private int healthy;

    /** A deployment's tasks while they are counted, and whether their containers' health is to be waited for. */
    private record Group(List<Judged> tasks, boolean checked) {}

    static Census of(ServiceView view, TaskJudge judge) {
        Census census = new Census();
        Map<String, Group> groups = new HashMap<>();
        Group none = new Group(new ArrayList<>(), false);
        for (Deployment deployment : view.service().deployments()) {
            boolean checked = checked(view.definitions().get(definitionArn(view.service(), deployment)));
            Group group = new Group(new ArrayList<>(), checked);
            groups.put(deployment.id(), group);
            census.byDeployment.put(deployment.id(), group.tasks());
        }
        for (Task task : view.tasks()) {
            if (task.stopped()) {
                if (!task.accounted()) {
                    census.ended.add(task);
                }
                continue;
            }
            String startedBy = task.startedBy();
            Group group = startedBy == null ? none : groups.getOrDefault(startedBy, none);
            Judged judged = judge.judge(task, group.checked());
            group.tasks().add(judged);
            census.live++;
            census.healthy += judged.is(Standing.HEALTHY) ? 1 : 0;
        }
        if (!none.tasks().isEmpty()) {
            census.byDeployment.put(NONE, none.tasks());
        }
        // The longest ended first, whatever order the view has: conclusions depend on it.
        census.ended.sort(Comparator.comparing((Task task) ->
                        Objects.requireNonNullElse(task.observed().stoppedAt(), task.createdAt()))
                .thenComparing(Task::id));
        return census;
    }

    /** Whether containers' health is to be waited for; with the definition gone, only what is told of it counts. */
    private static boolean checked(@Nullable TaskDefinition definition) {
        return definition != null && !TaskHealth.judged(definition).isEmpty();
    }

    static String definitionArn(Service service, Deployment deployment) {
        return service.scope().arn("task-definition/" + deployment.family() + ":" + deployment.revision());
    }

    /** A deployment's tasks that are not STOPPED. */
    List<Judged> of(String deploymentId) {
        return byDeployment.getOrDefault(deploymentId, List.of());
    }

    /** A deployment's tasks that nobody wants stopped. */
    List<Judged> activeOf(String deploymentId) {
        return activeByDeployment.computeIfAbsent(
                deploymentId, id -> of(id).stream().filter(Judged::active).toList());
    }

    /** Tasks of all deployments but one, those of deployments that are no more included. */
    List<Judged> but(String deploymentId) {
        List<Judged> others = new ArrayList<>();
        byDeployment.forEach((id, tasks) -> {
            if (!id.equals(deploymentId)) {
                others.addAll(tasks);
            }
        });
        return others;
    }

    /** Those of all deployments, and of none. */
    List<Judged> all() {
        List<Judged> all = new ArrayList<>(live);
        byDeployment.values().forEach(all::addAll);
        return all;
    }

    /** The STOPPED tasks not yet accounted, the longest ended first. */
    List<Task> ended() {
        return ended;
    }

    /** How many tasks are not STOPPED. */
    int live() {
        return live;
    }

    /** How many tasks count for the minimum. */
    int healthy() {
        return healthy;
    }

    static int count(List<Judged> tasks, Predicate<Judged> test) {
        int count = 0;
        for (Judged each : tasks) {
            count += test.test(each) ? 1 : 0;
        }
        return count;
    }
}
