package io.roadstead.core.model;

/** From where a service's tasks get their tags. */
public enum PropagateTags {
    TASK_DEFINITION,
    SERVICE,
    NONE
}
