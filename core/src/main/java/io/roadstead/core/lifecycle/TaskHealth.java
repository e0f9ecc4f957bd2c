package io.roadstead.core.lifecycle;

import io.roadstead.core.model.Container;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.Task.Observed;
import io.roadstead.core.model.TaskDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The health of containers and what follows for their task. Only essential containers with a health check in the task
 * definition are judged; the others are left out, and without any the task is UNKNOWN. A silent or disconnected agent
 * changes nothing: the last value stays.
 *
 * <p>Source: ecs-behaviour 4.8.
 */
public final class TaskHealth {
    private TaskHealth() {}

    /** The names of a definition's essential containers that have a health check. */
    public static Set<String> judged(TaskDefinition definition) {
        return definition.containers().stream()
                .filter(container -> container.essential() && container.healthCheck() != null)
                .map(ContainerDefinition::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * A task's health: any judged container UNHEALTHY makes it UNHEALTHY, else any UNKNOWN makes it UNKNOWN, else it is
     * HEALTHY.
     *
     * @param judged the containers that count, from {@link #judged}
     */
    public static HealthStatus of(List<Container> containers, Set<String> judged) {
        boolean unknown = false;
        boolean any = false;
        for (Container container : containers) {
            if (!judged.contains(container.name())) {
                continue;
            }
            any = true;
            switch (container.healthStatus()) {
                case UNHEALTHY -> {
                    return HealthStatus.UNHEALTHY;
                }
                case UNKNOWN -> unknown = true;
                case HEALTHY -> {}
            }
        }
        return any && !unknown ? HealthStatus.HEALTHY : HealthStatus.UNKNOWN;
    }

    /**
     * The task after its containers' health was told.
     *
     * @param told by container name; names the task does not have change nothing
     * @param judged the containers that count, from {@link #judged}
     * @return the same instance when nothing is new, or when the task is stopped
     */
    public static Task apply(Task task, Map<String, HealthStatus> told, Set<String> judged) {
        if (task.stopped()) {
            return task;
        }
        Observed before = task.observed();
        List<Container> containers = before.containers().stream()
                .map(container -> withHealth(container, told.getOrDefault(container.name(), container.healthStatus())))
                .toList();
        Observed after = new Observed(
                before.lastStatus(),
                of(containers, judged),
                containers,
                before.connectivityAt(),
                before.pullStartedAt(),
                before.pullStoppedAt(),
                before.startedAt(),
                before.executionStoppedAt(),
                before.stoppedAt());
        return after.equals(before) ? task : task.withObserved(after);
    }

    private static Container withHealth(Container container, HealthStatus health) {
        return new Container(
                container.id(),
                container.name(),
                container.image(),
                container.imageDigest(),
                container.runtimeId(),
                container.lastStatus(),
                container.exitCode(),
                container.reason(),
                container.networkBindings(),
                health);
    }
}
