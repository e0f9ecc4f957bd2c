package io.roadstead.core.model;

/** Where a task runs. {@code FARGATE} is refused until it is built. */
public enum LaunchType {
    EC2,
    EXTERNAL
}
