package io.roadstead.core.model;

/** What the control plane wants of a task: the only two values there are. */
public enum DesiredStatus {
    RUNNING,
    STOPPED
}
