package io.roadstead.core.model;

/** Whose processes a task's containers see: without a mode, each its own alone. */
public enum PidMode {
    HOST,
    /** Those of all containers of the task. */
    TASK;

    /** As the API writes it. */
    public String wire() {
        return this == HOST ? "host" : "task";
    }
}
