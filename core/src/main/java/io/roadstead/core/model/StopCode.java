package io.roadstead.core.model;

/** Why a task stopped, as a code. Source: ecs-behaviour 4.3. */
public enum StopCode {
    TASK_FAILED_TO_START("TaskFailedToStart"),
    ESSENTIAL_CONTAINER_EXITED("EssentialContainerExited"),
    USER_INITIATED("UserInitiated"),
    SERVICE_SCHEDULER_INITIATED("ServiceSchedulerInitiated"),
    SPOT_INTERRUPTION("SpotInterruption"),
    TERMINATION_NOTICE("TerminationNotice");

    private final String wire;

    StopCode(String wire) {
        this.wire = wire;
    }

    /** ECS's spelling, as in {@code stopCode}. */
    public String wire() {
        return wire;
    }
}
