package io.roadstead.core.model;

/**
 * What another container of the task must have reached before this one goes on.
 *
 * <p>Source: ecs-behaviour 3.6, agent-protocol 7.3.
 */
public record Dependency(String containerName, Condition condition) {
    /** How far it must have come. */
    public enum Condition {
        /** It runs, or has run. */
        START,
        /** It has ended, whatever its exit code. */
        COMPLETE,
        /** It has ended with exit code 0. */
        SUCCESS,
        /** Its health check has found it well. */
        HEALTHY
    }
}
