package io.roadstead.core.model;

import org.jspecify.annotations.Nullable;

/**
 * A property of a container instance, or one that a task definition requires of it: {@code ecs.os-type = linux}.
 *
 * @param value absent for a capability that is either there or not
 */
public record Attribute(String name, @Nullable String value) {}
