package io.roadstead.core.model;

/** Which service. */
public record ServiceKey(Scope scope, String cluster, String name) {}
