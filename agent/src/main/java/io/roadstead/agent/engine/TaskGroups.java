package io.roadstead.agent.engine;

/** Whether and how this host can hold a whole task to its limits: by a cgroup above its containers. */
public sealed interface TaskGroups {
    /** Docker's {@code cgroupfs} driver: {@code /ecs/<task id>}. */
    record Paths() implements TaskGroups {}

    /** Docker's {@code systemd} driver: {@code ecstasks-<task id>.slice}. */
    record Slices() implements TaskGroups {}

    /** Switched off by {@code ECS_ENABLE_TASK_CPU_MEM_LIMIT=false}: tasks run without. */
    record Off() implements TaskGroups {}

    /** Wanted, but this host does not let it: a task with limits of its own is refused, telling why. */
    record Impossible(String why) implements TaskGroups {}
}
