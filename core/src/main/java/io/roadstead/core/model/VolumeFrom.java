package io.roadstead.core.model;

/** All mounts of another container of the task, at the same places. */
public record VolumeFrom(String sourceContainer, boolean readOnly) {}
