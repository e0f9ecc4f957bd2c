package io.roadstead.agent.control;

import java.time.Duration;

/**
 * The sessions' time constants. Source: agent-protocol 2.3, 4.
 *
 * @param idle a session without a message for this long, and up to as much again, is given up
 * @param renew a session is renewed after this, and up to {@code renewSpread} more
 * @param inactivePause how long a deregistered instance keeps away
 * @param telemetryEvery between two rounds of telemetry
 */
public record SessionTimes(
        Duration idle, Duration renew, Duration renewSpread, Duration inactivePause, Duration telemetryEvery) {
    public static final SessionTimes DEFAULTS = new SessionTimes(
            Duration.ofMinutes(1),
            Duration.ofMinutes(30),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofSeconds(20));
}
