package io.roadstead.core.model;

/** What health checks say of a container or task; {@code UNKNOWN} until they say anything. */
public enum HealthStatus {
    UNKNOWN,
    HEALTHY,
    UNHEALTHY
}
