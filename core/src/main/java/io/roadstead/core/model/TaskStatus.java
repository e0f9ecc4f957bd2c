package io.roadstead.core.model;

/**
 * A task's last status, in the order of ECS's life cycle: observed only moves down this list.
 *
 * <p>Source: ecs-behaviour 4.1.
 */
public enum TaskStatus {
    PROVISIONING,
    PENDING,
    ACTIVATING,
    RUNNING,
    DEACTIVATING,
    STOPPING,
    DEPROVISIONING,
    STOPPED
}
