package io.roadstead.core.lifecycle;

import io.roadstead.core.model.Task;
import org.jspecify.annotations.Nullable;

/** What follows from a task's record and is told of it, but is not kept in it. */
public final class TaskFacts {
    private TaskFacts() {}

    /** Whether the agent that has the task is connected, in ECS's words. */
    public enum Connectivity {
        CONNECTED,
        DISCONNECTED
    }

    /**
     * A task's connectivity.
     *
     * @param agentConnected whether its instance's agent holds a session now
     * @return absent until the agent was heard of the task for the first time; a stopped task keeps CONNECTED
     */
    public static @Nullable Connectivity connectivity(Task task, boolean agentConnected) {
        if (task.observed().connectivityAt() == null) {
            return null;
        }
        return task.stopped() || agentConnected ? Connectivity.CONNECTED : Connectivity.DISCONNECTED;
    }

    /**
     * Whether the task still holds its claim on its instance: from placement until it is told STOPPED, for a task that is
     * stopping still occupies its host. Source: ecs-behaviour 5.7, agent-protocol 7.1.
     */
    public static boolean holdsClaim(Task task) {
        return !task.stopped();
    }
}
