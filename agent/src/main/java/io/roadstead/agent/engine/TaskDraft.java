package io.roadstead.agent.engine;

import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A task's state while one event is being decided: the record's members, free to change. */
final class TaskDraft {
    final TaskSpec spec;
    final long order;
    final List<ContainerDraft> containers;
    final List<VolumeState> volumes;
    final List<ResourceState> resources;
    DesiredStatus desired;
    boolean admitted;
    TaskState.GroupStage group;
    String reason;

    @Nullable
    Instant pullStartedAt;

    @Nullable
    Instant pullStoppedAt;

    @Nullable
    Instant runningAt;

    @Nullable
    Instant executionStoppedAt;

    @Nullable
    Instant stoppedAt;

    TaskStatus told;

    @Nullable
    TaskReport inFlight;

    @Nullable
    Instant untoldSince;

    @Nullable
    Instant cleanAfter;

    boolean removing;

    TaskDraft(TaskState state) {
        spec = state.spec();
        order = state.order();
        containers = state.containers().stream().map(ContainerDraft::new).toList();
        volumes = new ArrayList<>(state.volumes());
        resources = new ArrayList<>(state.resources());
        desired = state.desired();
        admitted = state.admitted();
        group = state.group();
        reason = state.reason();
        pullStartedAt = state.pullStartedAt();
        pullStoppedAt = state.pullStoppedAt();
        runningAt = state.runningAt();
        executionStoppedAt = state.executionStoppedAt();
        stoppedAt = state.stoppedAt();
        told = state.told();
        inFlight = state.inFlight();
        untoldSince = state.untoldSince();
        cleanAfter = state.cleanAfter();
        removing = state.removing();
    }

    TaskState freeze() {
        return new TaskState(
                spec,
                order,
                desired,
                admitted,
                group,
                reason,
                containers.stream().map(ContainerDraft::freeze).toList(),
                volumes,
                resources,
                pullStartedAt,
                pullStoppedAt,
                runningAt,
                executionStoppedAt,
                stoppedAt,
                told,
                inFlight,
                untoldSince,
                cleanAfter,
                removing);
    }

    /** Gives the task up for want of something it needs as a whole. */
    void refuse(String why) {
        giveUp(Reasons.resourceNotInitialized(spec.arn(), why));
    }

    /** Ends the task, for this reason unless there was another before. */
    void giveUp(String why) {
        if (reason.isEmpty()) {
            reason = why;
        }
        desired = DesiredStatus.STOPPED;
    }

    ContainerRef ref(ContainerDraft container) {
        return new ContainerRef(spec.arn(), container.spec.name());
    }

    /** @throws IllegalArgumentException when the task has no such container */
    ContainerDraft container(String name) {
        return containers.stream()
                .filter(container -> container.spec.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(spec.arn() + " has no container " + name));
    }

    /** A container's process ended: it is over with it, unless its policy has it start again. */
    void dies(ContainerDraft container, Death death, Instant now) {
        if (container.hasOutlived(death)) {
            return;
        }
        if (desired == DesiredStatus.RUNNING && container.mayRestart(death, now)) {
            container.restarts(death);
        } else {
            container.dies(death);
        }
    }

    boolean stopped() {
        return containers.stream().allMatch(c -> c.stage == Stage.STOPPED)
                && (!containers.isEmpty() || desired == DesiredStatus.STOPPED);
    }

    boolean stopTold() {
        return told == TaskStatus.STOPPED
                && containers.stream().allMatch(c -> c.spec.internal() || c.told == ContainerStatus.STOPPED);
    }

    TaskStatus status() {
        if (stopped()) {
            return TaskStatus.STOPPED;
        }
        return runningAt == null ? TaskStatus.PENDING : TaskStatus.RUNNING;
    }

    /** Draws what follows for the task from how its containers are. Source: agent-protocol 3.2, 7.2. */
    void conclude(Instant now) {
        for (ContainerDraft container : containers) {
            boolean ending = container.stage == Stage.STOPPED || container.stage == Stage.STOPPING;
            if (container.spec.essential() && ending) {
                desired = DesiredStatus.STOPPED;
            }
        }
        if (runningAt == null && runs()) {
            runningAt = now;
        }
        if (executionStoppedAt == null) {
            executionStoppedAt = containers.stream()
                    .filter(c -> c.spec.essential() && c.stage == Stage.STOPPED)
                    .map(c -> c.stoppedAt)
                    .filter(Objects::nonNull)
                    .min(Instant::compareTo)
                    .orElse(null);
        }
        if (stoppedAt == null && stopped()) {
            stoppedAt = now;
        }
    }

    /** All containers run at least; one that is not essential may have ended, or never run. */
    private boolean runs() {
        boolean all = containers.stream()
                .allMatch(c ->
                        c.status() == ContainerStatus.RUNNING || (c.stage == Stage.STOPPED && !c.spec.essential()));
        return all && containers.stream().anyMatch(c -> c.startedAt != null);
    }
}
