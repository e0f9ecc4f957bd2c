package io.roadstead.core.model;

/** A container's last status as ECS tells it; observed only moves down this list. */
public enum ContainerStatus {
    PENDING,
    RUNNING,
    STOPPED
}
