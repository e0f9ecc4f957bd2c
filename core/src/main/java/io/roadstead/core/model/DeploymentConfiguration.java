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
    /** Whether failing tasks fail a deployment, and whether that brings the last good one back. */
    public record CircuitBreaker(boolean enable, boolean rollback) {
        public static final CircuitBreaker OFF = new CircuitBreaker(false, false);
    }

    /** Which alarms fail a deployment, and whether that brings the last good one back. */
    public record Alarms(List<String> alarmNames, boolean enable, boolean rollback) {
        public static final Alarms NONE = new Alarms(List.of(), false, false);

        public Alarms {
            alarmNames = List.copyOf(alarmNames);
        }
    }
}
