package io.roadstead.core.lifecycle;

import io.roadstead.core.lifecycle.StateReport.ContainerReport;
import io.roadstead.core.lifecycle.TaskTransitions.Road;
import io.roadstead.core.model.Container;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.Task.Desired;
import io.roadstead.core.model.Task.Observed;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How an agent's report moves a task.
 *
 * <p>Its one rule: observed only moves forward. Statuses follow {@link TaskTransitions}, instants stay once set, a
 * stopped task never changes, and a report that tells nothing new gives back the very same task, so that the caller
 * acknowledges it and writes nothing. A wish to stop, once there, keeps its code and its reason.
 *
 * <p>Source: ecs-behaviour 4, agent-protocol 3.
 */
public final class TaskReports {
    /** What a container's reason begins with that never got as far as RUNNING. */
    private static final List<String> BEFORE_RUNNING = List.of(
            "CannotStartContainerError",
            "CannotCreateContainerError",
            "DockerTimeoutError: Could not transition to started",
            "DockerTimeoutError: Could not transition to created");

    /** Reasons are cut at this many characters. Source: ecs-behaviour 2.1. */
    public static final int REASON_LIMIT = 1024;

    private TaskReports() {}

    /** The names of the containers whose end is the task's end. */
    public static Set<String> essentials(TaskDefinition definition) {
        return definition.containers().stream()
                .filter(ContainerDefinition::essential)
                .map(ContainerDefinition::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The task after the report.
     *
     * @param essentials as {@link #essentials} says
     * @param now when the report arrived, for the instants the agent does not tell
     * @return the same instance when the report tells nothing new
     */
    public static Task apply(Task task, StateReport report, Set<String> essentials, Instant now) {
        if (task.stopped()) {
            return task;
        }
        Observed before = task.observed();
        List<Container> containers = containersAfter(before.containers(), report);
        TaskStatus status = statusAfter(before.lastStatus(), report.status());
        boolean stopped = status == TaskStatus.STOPPED;
        if (stopped) {
            containers = allStopped(containers);
        }
        boolean essentialStopped = containers.stream()
                .anyMatch(container ->
                        essentials.contains(container.name()) && container.lastStatus() == ContainerStatus.STOPPED);
        boolean becameRunning = status == TaskStatus.RUNNING && before.lastStatus() != TaskStatus.RUNNING;

        Observed after = new Observed(
                status,
                before.healthStatus(),
                containers,
                first(before.connectivityAt(), now),
                first(before.pullStartedAt(), report.pullStartedAt()),
                first(before.pullStoppedAt(), report.pullStoppedAt()),
                first(before.startedAt(), becameRunning ? now : null),
                first(
                        before.executionStoppedAt(),
                        first(report.executionStoppedAt(), stopped || essentialStopped ? now : null)),
                stopped ? now : null);
        Desired desired = task.desired();
        if (desired.status() == DesiredStatus.RUNNING && (stopped || essentialStopped)) {
            desired = verdict(after, essentials, cut(report.reason()), now);
        }
        if (after.equals(before) && desired.equals(task.desired())) {
            return task;
        }
        return task.with(desired, after);
    }

    /**
     * Why a task stops that nobody asked to stop. One that reached RUNNING ended because an essential container did. One
     * that did not either failed to start or was too short for RUNNING to be told; the containers know which.
     */
    private static Desired verdict(
            Observed observed, Set<String> essentials, @Nullable String agentsReason, Instant now) {
        boolean ran = observed.startedAt() != null || ranToItsEnd(observed.containers(), essentials);
        StopCode code = ran ? StopCode.ESSENTIAL_CONTAINER_EXITED : StopCode.TASK_FAILED_TO_START;
        String reason = agentsReason != null
                ? agentsReason
                : ran ? StopReasons.ESSENTIAL_CONTAINER_EXITED : StopReasons.TASK_FAILED_TO_START;
        return Desired.stop(code, reason, now);
    }

    private static boolean ranToItsEnd(List<Container> containers, Set<String> essentials) {
        boolean oneRan = false;
        for (Container container : containers) {
            if (!essentials.contains(container.name()) || container.lastStatus() != ContainerStatus.STOPPED) {
                continue;
            }
            if (ran(container)) {
                oneRan = true;
            } else if (container.reason() != null) {
                return false;
            }
        }
        return oneRan;
    }

    /**
     * Whether a stopped container ever ran. An exit code says so, but not beside an error of creating or starting: it is
     * the 143 that the agent writes for a container whose dependency failed, or that of a container which the engine
     * started after the agent had given the start up, and which was killed for it. A pull error proves nothing: it stays
     * when a cached image was used instead. Source: agent-protocol 3.2, 3.4.
     */
    private static boolean ran(Container container) {
        String reason = container.reason();
        return container.exitCode() != null
                && (reason == null || BEFORE_RUNNING.stream().noneMatch(reason::startsWith));
    }

    private static TaskStatus statusAfter(TaskStatus before, StateReport.Status reported) {
        TaskStatus told =
                switch (reported) {
                    case PENDING -> TaskStatus.PENDING;
                    case RUNNING -> TaskStatus.RUNNING;
                    case STOPPED -> TaskStatus.STOPPED;
                };
        // The whole road holds for every task here: an agent never tells the statuses only one of the roads has.
        return TaskTransitions.allows(Road.OWN_INTERFACE, before, told) ? told : before;
    }

    private static List<Container> containersAfter(List<Container> before, StateReport report) {
        List<Container> after = new ArrayList<>(before);
        for (ContainerReport entry : report.containers()) {
            // A name the task does not have is the agent's own affair and changes nothing.
            after.replaceAll(container -> container.name().equals(entry.name()) ? after(container, entry) : container);
        }
        return after;
    }

    private static Container after(Container before, ContainerReport told) {
        String reason = cut(told.reason());
        if (TaskTransitions.allows(before.lastStatus(), told.status())) {
            return new Container(
                    before.id(),
                    before.name(),
                    before.image(),
                    first(before.imageDigest(), told.imageDigest()),
                    first(before.runtimeId(), told.runtimeId()),
                    told.status(),
                    first(told.exitCode(), before.exitCode()),
                    first(reason, before.reason()),
                    told.networkBindings().isEmpty() ? before.networkBindings() : told.networkBindings(),
                    before.healthStatus());
        }
        if (before.lastStatus() != told.status()) {
            return before;
        }
        // The same status again may fill what was not known yet, but replaces nothing.
        return new Container(
                before.id(),
                before.name(),
                before.image(),
                first(before.imageDigest(), told.imageDigest()),
                first(before.runtimeId(), told.runtimeId()),
                before.lastStatus(),
                first(before.exitCode(), told.exitCode()),
                first(before.reason(), reason),
                before.networkBindings().isEmpty() ? told.networkBindings() : before.networkBindings(),
                before.healthStatus());
    }

    /** A stopped task has only stopped containers, also those that its last report did not name. */
    static List<Container> allStopped(List<Container> containers) {
        return containers.stream()
                .map(container -> container.lastStatus() == ContainerStatus.STOPPED
                        ? container
                        : new Container(
                                container.id(),
                                container.name(),
                                container.image(),
                                container.imageDigest(),
                                container.runtimeId(),
                                ContainerStatus.STOPPED,
                                container.exitCode(),
                                container.reason(),
                                container.networkBindings(),
                                container.healthStatus()))
                .toList();
    }

    /** A reason as it is kept: absent when blank, and never longer than {@link #REASON_LIMIT}. */
    static @Nullable String cut(@Nullable String reason) {
        if (reason == null || reason.isBlank()) {
            return null;
        }
        return reason.length() <= REASON_LIMIT ? reason : reason.substring(0, REASON_LIMIT);
    }

    private static <T> @Nullable T first(@Nullable T one, @Nullable T other) {
        return one != null ? one : other;
    }
}
