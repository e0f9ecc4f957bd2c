package io.roadstead.core.reconcile;

import java.time.Duration;
import java.util.Map;

/**
 * What the alarms that a service's deployments watch say now. A port: who knows alarms fills it.
 *
 * @param states by alarm name; a name that stands in none is unknown
 * @param bakeTime for how long a deployment that is done otherwise still waits for what they say. Source: ecs-behaviour
 *     6.6.
 */
public record Alarms(Map<String, State> states, Duration bakeTime) {
    /** Nobody knows any alarm. */
    public static final Alarms NONE = new Alarms(Map.of(), Duration.ZERO);

    /** CloudWatch's states of an alarm. */
    public enum State {
        OK,
        ALARM,
        INSUFFICIENT_DATA
    }

    public Alarms {
        states = Map.copyOf(states);
    }
}
