package io.roadstead.core.explain;

import io.roadstead.core.model.Container;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.Dependency;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskStatus;
import io.roadstead.core.placement.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a task is where it is, from what is known of it, of its instance and of the other tasks there.
 *
 * @param why what holds it up first; never empty
 */
public record TaskExplanation(Task task, List<Why> why) {
    public TaskExplanation {
        why = List.copyOf(why);
    }

    /**
     * @param definition absent once deleted
     * @param node its instance, absent once deregistered
     * @param others the tasks of its instance
     */
    public static TaskExplanation of(
            Task task, @Nullable TaskDefinition definition, @Nullable Node node, List<Task> others) {
        List<Why> why = new ArrayList<>();
        if (task.stopped()) {
            why.add(new Why.Stopped(Optional.ofNullable(task.desired().stopCode()), reason(task)));
            ended(task, definition, why);
            return new TaskExplanation(task, why);
        }
        if (node == null || !node.agentConnected()) {
            why.add(new Why.AgentAway(task.containerInstanceId(), awaySince(node)));
        }
        if (task.desired().status() == DesiredStatus.STOPPED) {
            why.add(new Why.Stopping(
                    Optional.ofNullable(task.desired().stopCode()),
                    reason(task),
                    Optional.ofNullable(task.desired().stoppingAt()),
                    task.observed().containers().stream()
                            .filter(each -> each.lastStatus() != ContainerStatus.STOPPED)
                            .map(Container::name)
                            .toList()));
            ended(task, definition, why);
            return new TaskExplanation(task, why);
        }
        Instant started = task.observed().startedAt();
        if (task.observed().lastStatus() == TaskStatus.RUNNING && started != null) {
            why.add(new Why.Running(started, task.observed().healthStatus()));
            return new TaskExplanation(task, why);
        }
        pending(task, definition, node, others, why);
        return new TaskExplanation(task, why);
    }

    private static void pending(
            Task task, @Nullable TaskDefinition definition, @Nullable Node node, List<Task> others, List<Why> why) {
        Task.Observed observed = task.observed();
        if (observed.pullStartedAt() != null && observed.pullStoppedAt() == null) {
            why.add(new Why.Pulling(observed.pullStartedAt()));
        } else if (observed.connectivityAt() == null
                && observed.pullStartedAt() == null
                && node != null
                && node.agentConnected()) {
            why.add(new Why.NotHeard(task.containerInstanceId(), task.createdAt()));
        }
        if (definition != null) {
            waits(task, definition, why);
        }
        List<String> stopping = others.stream()
                .filter(each -> !each.id().equals(task.id())
                        && !each.stopped()
                        && each.desired().status() == DesiredStatus.STOPPED)
                .map(Task::id)
                .toList();
        if (!stopping.isEmpty()) {
            why.add(new Why.BehindStopping(stopping));
        }
        if (why.isEmpty()) {
            why.add(new Why.Pending(1));
        }
    }

    private static void waits(Task task, TaskDefinition definition, List<Why> why) {
        for (ContainerDefinition container : definition.containers()) {
            boolean pending = task.observed().containers().stream()
                    .anyMatch(each ->
                            each.name().equals(container.name()) && each.lastStatus() == ContainerStatus.PENDING);
            if (!pending) {
                continue;
            }
            for (Dependency on : container.dependsOn()) {
                task.observed().containers().stream()
                        .filter(each -> each.name().equals(on.containerName()))
                        .findFirst()
                        .ifPresent(awaited -> why.add(new Why.WaitsFor(
                                container.name(),
                                awaited.name(),
                                on.condition(),
                                awaited.lastStatus().name(),
                                awaited.healthStatus())));
            }
        }
    }

    private static void ended(Task task, @Nullable TaskDefinition definition, List<Why> why) {
        for (Container each : task.observed().containers()) {
            if (each.lastStatus() == ContainerStatus.STOPPED && (each.exitCode() != null || each.reason() != null)) {
                why.add(new Why.ContainerEnded(
                        each.name(),
                        Optional.ofNullable(each.exitCode()),
                        Optional.ofNullable(each.reason()),
                        essential(definition, each.name())));
            }
        }
    }

    private static boolean essential(@Nullable TaskDefinition definition, String name) {
        return definition != null
                && definition.containers().stream().anyMatch(each -> each.name().equals(name) && each.essential());
    }

    private static String reason(Task task) {
        String reason = task.desired().stoppedReason();
        return reason == null ? "no reason was told" : reason;
    }

    /** Absent when it never was connected, as far as anybody knows. */
    private static Optional<Instant> awaySince(@Nullable Node node) {
        return node == null || node.connection() == null || node.connection().agentVersion() == null
                ? Optional.empty()
                : Optional.of(node.connection().since());
    }
}
