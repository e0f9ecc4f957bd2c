package io.roadstead.agent.engine;

import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.TaskStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the engine knows of a task: the record that survives a crash.
 *
 * @param order its place in the queue for the host's resources
 * @param desired only ever moves from RUNNING to STOPPED
 * @param admitted whether it got its share of the host
 * @param group how far the cgroup above its containers is
 * @param reason of the task itself; empty for none
 * @param resources what is fetched for it from elsewhere, and how far that is
 * @param runningAt when all its containers were first known to run
 * @param executionStoppedAt when its first essential container stopped
 * @param told the last status acknowledged by the control plane, {@code PROVISIONING} for none
 * @param inFlight the report under way, forgotten by a restart
 * @param untoldSince since when there has been news of single containers alone
 * @param cleanAfter when its containers may be removed
 * @param removing whether that is under way
 */
public record TaskState(
        TaskSpec spec,
        long order,
        DesiredStatus desired,
        boolean admitted,
        GroupStage group,
        String reason,
        List<ContainerState> containers,
        List<VolumeState> volumes,
        List<ResourceState> resources,
        @Nullable Instant pullStartedAt,
        @Nullable Instant pullStoppedAt,
        @Nullable Instant runningAt,
        @Nullable Instant executionStoppedAt,
        @Nullable Instant stoppedAt,
        TaskStatus told,
        @Nullable TaskReport inFlight,
        @Nullable Instant untoldSince,
        @Nullable Instant cleanAfter,
        boolean removing) {
    /** How far the cgroup above a task's containers is. */
    public enum GroupStage {
        NONE,
        CREATING,
        READY
    }

    public TaskState {
        containers = List.copyOf(containers);
        volumes = List.copyOf(volumes);
        resources = List.copyOf(resources);
    }

    /** As far as it outlives this process: what a restart forgets in any case need not be written down. */
    public TaskState lasting() {
        return new TaskState(
                spec,
                order,
                desired,
                admitted,
                GroupStage.NONE,
                reason,
                containers.stream().map(ContainerState::lasting).toList(),
                volumes,
                resources,
                pullStartedAt,
                pullStoppedAt,
                runningAt,
                executionStoppedAt,
                stoppedAt,
                told,
                null,
                untoldSince,
                cleanAfter,
                false);
    }

    /** A task just received, at the end of the queue. */
    static TaskState received(TaskSpec spec, DesiredStatus desired, long order) {
        return new TaskState(
                spec,
                order,
                desired,
                false,
                GroupStage.NONE,
                "",
                spec.containers().stream().map(ContainerState::waiting).toList(),
                spec.volumes().stream().map(VolumeState::waiting).toList(),
                spec.resources().stream().map(ResourceState::waiting).toList(),
                null,
                null,
                null,
                null,
                null,
                TaskStatus.PROVISIONING,
                null,
                null,
                null,
                false);
    }

    public boolean stopped() {
        return containers.stream().allMatch(c -> c.stage() == Stage.STOPPED)
                && (!containers.isEmpty() || desired == DesiredStatus.STOPPED);
    }

    /** Whether the control plane has acknowledged the task's stop. */
    public boolean stopTold() {
        return told == TaskStatus.STOPPED
                && containers.stream().allMatch(c -> c.spec().internal() || c.told() == ContainerStatus.STOPPED);
    }
}
