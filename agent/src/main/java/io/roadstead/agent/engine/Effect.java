package io.roadstead.agent.engine;

import java.time.Duration;

/**
 * Something to be done outside. Each ends in one {@link Event}, named here; and each may be asked for again after a
 * crash, so whoever carries it out must bear a repetition.
 */
public sealed interface Effect {
    /**
     * Get an image: {@link Event.PullDone} or {@link Event.PullFailed}, {@link Event.PullBegun} once anything is asked of
     * the registry, and {@link Event.ManifestFailed} when it does not say which image is meant.
     *
     * @param onlyIfAbsent whether an image that is here already will do
     * @param manifestNeeded whether the pull is not even tried without the registry's word
     */
    record Pull(String image, boolean onlyIfAbsent, boolean manifestNeeded, PullLimits limits) implements Effect {}

    /** Remove an image by its name: {@link Event.ImageRemoved} or {@link Event.ImageRemoveFailed}. */
    record RemoveImage(String image) implements Effect {}

    /**
     * Ask what is on this host and of no task: {@link Event.UntrackedFound}, or no event when that cannot be told.
     *
     * @param imagesAtMost how many images may go of it
     */
    record FindUntracked(int imagesAtMost) implements Effect {}

    /** Remove a container that is of no task and does not run; no event, for the next look finds out. */
    record RemoveUntracked(String dockerId) implements Effect {}

    /** Make the cgroup above a task's containers: {@link Event.GroupReady} or {@link Event.GroupFailed}. */
    record CreateGroup(String taskArn, TaskGroup group) implements Effect {}

    /** Remove it again; no event: what cannot be removed is logged. */
    record RemoveGroup(TaskGroup group) implements Effect {}

    /**
     * Get what a task needs from elsewhere, and keep it until {@link Release}: {@link Event.Fetched} or {@link
     * Event.FetchFailed}. May last as long as the task's credentials are awaited.
     */
    record Fetch(String taskArn, ResourceSpec resource) implements Effect {}

    /** Forget all that was fetched for a task, and give up what is being fetched; no event. */
    record Release(String taskArn) implements Effect {}

    /** Ask for a volume: {@link Event.VolumeInspected} or {@link Event.VolumeInspectFailed}. */
    record InspectVolume(VolumeRef volume, String dockerName) implements Effect {}

    /** Make a volume; one of the same name is left as it is: {@link Event.VolumeCreated} or {@link Event.VolumeCreateFailed}. */
    record CreateVolume(VolumeRef volume, VolumeRequest request) implements Effect {}

    /** {@link Event.VolumeRemoved} or {@link Event.VolumeRemoveFailed}. */
    record RemoveVolume(VolumeRef volume, String dockerName) implements Effect {}

    /** {@link Event.Created} or {@link Event.CreateFailed}. */
    record Create(ContainerRef container, ContainerRequest request, Duration timeout) implements Effect {}

    /** {@link Event.Started} or {@link Event.StartFailed}. */
    record Start(ContainerRef container, String dockerId, Duration timeout) implements Effect {}

    /**
     * {@link Event.StopDone} or {@link Event.StopFailed}.
     *
     * @param grace between the stop signal and SIGKILL
     * @param timeout of the call, longer than the grace
     */
    record Stop(ContainerRef container, String dockerId, Duration grace, Duration timeout) implements Effect {}

    /**
     * {@link Event.Inspected} or {@link Event.InspectFailed}.
     *
     * @param asked the container's stage, which the answer gives back: one that comes when it has moved on is stale
     */
    record Inspect(ContainerRef container, String idOrName, Stage asked) implements Effect {}

    /** Remove a container with its anonymous volumes: {@link Event.Removed} or {@link Event.RemoveFailed}. */
    record Remove(ContainerRef container, String idOrName) implements Effect {}

    /** Remove a container that another took the place of; no event. */
    record Discard(String idOrName) implements Effect {}

    /** Tell the control plane: {@link Event.ReportSettled}. */
    record Report(TaskReport report) implements Effect {}

    /** Tell the control plane soon what is known of containers' health; no event, for it is told again and again. */
    record TellHealth() implements Effect {}
}
