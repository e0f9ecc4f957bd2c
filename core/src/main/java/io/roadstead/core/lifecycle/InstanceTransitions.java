package io.roadstead.core.lifecycle;

import io.roadstead.core.model.ContainerInstance.Status;

/**
 * Which status of a container instance may follow which: ACTIVE and DRAINING change into each other by
 * UpdateContainerInstancesState, either becomes INACTIVE by deregistration, and INACTIVE is final: the host registers
 * anew under another id.
 */
public final class InstanceTransitions {
    private InstanceTransitions() {}

    public static boolean allows(Status from, Status to) {
        return switch (from) {
            case ACTIVE -> to == Status.DRAINING || to == Status.INACTIVE;
            case DRAINING -> to == Status.ACTIVE || to == Status.INACTIVE;
            case INACTIVE -> false;
        };
    }
}
