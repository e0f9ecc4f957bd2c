package io.roadstead.core.lifecycle;

import static io.roadstead.core.model.TaskStatus.ACTIVATING;
import static io.roadstead.core.model.TaskStatus.DEACTIVATING;
import static io.roadstead.core.model.TaskStatus.DEPROVISIONING;
import static io.roadstead.core.model.TaskStatus.PENDING;
import static io.roadstead.core.model.TaskStatus.PROVISIONING;
import static io.roadstead.core.model.TaskStatus.RUNNING;
import static io.roadstead.core.model.TaskStatus.STOPPED;
import static io.roadstead.core.model.TaskStatus.STOPPING;

import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.TaskStatus;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which status may follow which. A pair that is not named here is illegal; a status never follows itself.
 *
 * <p>Source: ecs-behaviour 4.1.
 */
public final class TaskTransitions {
    private TaskTransitions() {}

    /** Which statuses a task passes through, by how it meets the network. */
    public enum Road {
        /** bridge, host and none: nothing is provisioned, so PROVISIONING and DEPROVISIONING do not occur. */
        SHARED_NETWORK,
        /** awsvpc: every status of the life cycle. */
        OWN_INTERFACE
    }

    /** Whether a task on that road may go from one status straight to the other. */
    public static boolean allows(Road road, TaskStatus from, TaskStatus to) {
        return switch (road) {
            case OWN_INTERFACE -> next(from).contains(to);
            case SHARED_NETWORK ->
                !ofInterface(from) && !ofInterface(to) && next(from).contains(to);
        };
    }

    /** Whether a container may go from one status straight to the other. */
    public static boolean allows(ContainerStatus from, ContainerStatus to) {
        return switch (from) {
            // A container that never ran goes straight to STOPPED.
            case PENDING -> to == ContainerStatus.RUNNING || to == ContainerStatus.STOPPED;
            case RUNNING -> to == ContainerStatus.STOPPED;
            case STOPPED -> false;
        };
    }

    private static Set<TaskStatus> next(TaskStatus from) {
        return switch (from) {
            // Stopped before it had an instance or an interface: there may be nothing to take down.
            case PROVISIONING -> EnumSet.of(PENDING, DEPROVISIONING, STOPPED);
            // A task that never ran has nothing to send SIGTERM to, so it never shows STOPPING.
            case PENDING -> EnumSet.of(ACTIVATING, RUNNING, DEPROVISIONING, STOPPED);
            case ACTIVATING -> EnumSet.of(RUNNING, DEACTIVATING, STOPPING, DEPROVISIONING, STOPPED);
            case RUNNING -> EnumSet.of(DEACTIVATING, STOPPING, DEPROVISIONING, STOPPED);
            case DEACTIVATING -> EnumSet.of(STOPPING, DEPROVISIONING, STOPPED);
            case STOPPING -> EnumSet.of(DEPROVISIONING, STOPPED);
            case DEPROVISIONING -> EnumSet.of(STOPPED);
            case STOPPED -> EnumSet.noneOf(TaskStatus.class);
        };
    }

    private static boolean ofInterface(TaskStatus status) {
        return status == PROVISIONING || status == DEPROVISIONING;
    }
}
