package io.roadstead.core.model;

/** Whose shared memory, semaphores and message queues a task's containers see: without a mode, each its own. */
public enum IpcMode {
    HOST,
    /** Those of all containers of the task. */
    TASK,
    /** Its own, and no {@code /dev/shm}. */
    NONE;

    /** As the API writes it. */
    public String wire() {
        return switch (this) {
            case HOST -> "host";
            case TASK -> "task";
            case NONE -> "none";
        };
    }
}
