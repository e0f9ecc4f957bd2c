package io.roadstead.core.model;

import java.util.List;

/**
 * Within which bounds a service's tasks are replaced.
 *
 * @param maximumPercent of the desired count that may be not STOPPED, rounded down
 * @param minimumHealthyPercent of the desired count that must be healthy and RUNNING, rounded up
 */
public record DeploymentConfiguration(
        int maximumPercent, int minimumHealthyPercent, CircuitBreaker circuitBreaker, Alarms alarms) {
    /**
     * Whether failing tasks fail a deployment, and whether that brings the last good one back.
     *
     * @param resetOnHealthyTask whether a healthy task sets the count of failures back to 0; else it only grows
     */
    public record CircuitBreaker(boolean enable, boolean rollback, Threshold threshold, boolean resetOnHealthyTask) {
        public static final CircuitBreaker OFF = new CircuitBreaker(false, false);

        /** One that counts as every circuit breaker did before 2026. */
        public CircuitBreaker(boolean enable, boolean rollback) {
            this(enable, rollback, Threshold.DEFAULT, true);
        }
    }

    /**
     * How many failures trigger the circuit breaker. Source: ecs-behaviour 6.5.
     *
     * @param value a number of failures, or a percentage of the desired count; at least 1
     */
    public record Threshold(Type type, int value) {
        public static final int BOUNDED_MIN = 3;
        public static final int BOUNDED_MAX = 200;
        public static final Threshold DEFAULT = new Threshold(Type.BOUNDED_PERCENT, 50);

        /** ECS's ways to count: the bounded percentage is at least 3 and at most 200 failures. */
        public enum Type {
            COUNT,
            BOUNDED_PERCENT,
            UNBOUNDED_PERCENT
        }

        /** The failures that trigger it, at least 1. Of 25 tasks 50 % are 13: a share is rounded up. */
        public int failures(int desiredCount) {
            long share = Math.min(Integer.MAX_VALUE, ((long) desiredCount * value + 99) / 100);
            return switch (type) {
                case COUNT -> value;
                case BOUNDED_PERCENT -> Math.clamp(share, BOUNDED_MIN, BOUNDED_MAX);
                case UNBOUNDED_PERCENT -> (int) Math.max(1, share);
            };
        }
    }

    /** Which alarms fail a deployment, and whether that brings the last good one back. */
    public record Alarms(List<String> alarmNames, boolean enable, boolean rollback) {
        public static final Alarms NONE = new Alarms(List.of(), false, false);

        public Alarms {
            alarmNames = List.copyOf(alarmNames);
        }
    }
}
