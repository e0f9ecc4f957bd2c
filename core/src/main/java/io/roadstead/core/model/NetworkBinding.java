package io.roadstead.core.model;

/** A container port as it was really published. */
public record NetworkBinding(String bindIp, int containerPort, int hostPort, Protocol protocol) {}
