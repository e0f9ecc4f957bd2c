package io.roadstead.core.model;

/** A name and a value, as in a container's environment. */
public record KeyValue(String name, String value) {}
