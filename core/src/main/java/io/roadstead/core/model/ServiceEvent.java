package io.roadstead.core.model;

import java.time.Instant;

/** One of the messages of {@code services[].events}. Source: ecs-behaviour 6.9. */
public record ServiceEvent(Scope scope, String cluster, String service, String id, Instant createdAt, String message) {}
