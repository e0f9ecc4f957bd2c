package io.roadstead.core.model;

/** How a service counts its tasks: a number of them, or one on every instance that will do. */
public enum SchedulingStrategy {
    REPLICA,
    DAEMON
}
