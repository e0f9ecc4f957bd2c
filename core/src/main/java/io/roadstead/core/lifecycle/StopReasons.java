package io.roadstead.core.lifecycle;

/** The texts of {@code stoppedReason} that are the control plane's own. Source: ecs-behaviour 4.2, 4.4. */
public final class StopReasons {
    public static final String ESSENTIAL_CONTAINER_EXITED = "Essential container in task exited";
    public static final String TASK_FAILED_TO_START = "Task failed to start";
    /** When StopTask gives no reason. */
    public static final String STOPPED_BY_USER = "Task stopped by user";

    public static final String DEREGISTRATION_FORCED = "Container instance deregistration forced by user";

    private StopReasons() {}
}
