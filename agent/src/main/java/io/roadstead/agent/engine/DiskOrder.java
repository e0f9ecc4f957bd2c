package io.roadstead.agent.engine;

import io.roadstead.core.model.TaskStatus;

/**
 * What need not wait until the decision it follows from is on disk. A slow disk would otherwise be waited for before
 * every step of a start.
 *
 * <p>Its one rule: an effect may go ahead when an agent that is killed before the writing, and then knows only what was
 * written before, finds out by looking at Docker what came of it, or does it again without harm.
 *
 * <p>Example: on disk a container is CREATING, under a name. Docker made it, and its start goes ahead. Killed now, the
 * next agent looks for the name and finds it running, ended, or not started yet; in the last case it gives the start of
 * before its time (see {@link Sightings}). A first creation may not go ahead: nobody would know the name to look for.
 */
public final class DiskOrder {
    private DiskOrder() {}

    /**
     * Whether it may be carried out before what it follows from is written down.
     *
     * @param written what is on disk
     */
    public static boolean mayGoAhead(Effect effect, EngineState written) {
        return switch (effect) {
            // They look, or bring what is brought again without harm.
            case Effect.Pull _, Effect.Inspect _, Effect.InspectVolume _, Effect.FindUntracked _ -> true;
            // An empty group, which is taken as it is when the task is sent again.
            case Effect.CreateGroup _ -> true;
            case Effect.Start start -> isBeingCreated(start.container(), written);
            // How a task ended may be told from news that no later look brings back, such as of memory.
            case Effect.Report report -> report.report().status() == TaskStatus.RUNNING;
            case Effect.TellHealth _ -> true;
            case Effect.Create _,
                    Effect.Stop _,
                    Effect.Remove _,
                    Effect.Discard _,
                    Effect.CreateVolume _,
                    Effect.RemoveVolume _,
                    Effect.RemoveGroup _,
                    Effect.RemoveImage _,
                    Effect.RemoveUntracked _,
                    Effect.Fetch _,
                    Effect.Release _ -> false;
        };
    }

    /** A container that is started again is not: how often it was must be known. */
    private static boolean isBeingCreated(ContainerRef container, EngineState written) {
        TaskState task = written.tasks().get(container.taskArn());
        return task != null
                && task.containers().stream()
                        .anyMatch(
                                each -> each.spec().name().equals(container.name()) && each.stage() == Stage.CREATING);
    }
}
