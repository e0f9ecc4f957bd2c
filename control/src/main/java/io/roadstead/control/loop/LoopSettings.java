package io.roadstead.control.loop;

import java.time.Duration;

/**
 * The times of the {@link Scheduler}'s shell; those of its decisions stand with the reconcilers.
 *
 * @param quiet how long a service must be left alone before it is looked at, so that what comes together is seen together
 * @param patience the longest that a service which is never left alone waits
 * @param lease how long a leader's word is good without being renewed; after a leader's death others wait as long
 * @param retry the first pause after a look that failed; it doubles up to {@code longestRetry}
 */
public record LoopSettings(Duration quiet, Duration patience, Duration lease, Duration retry, Duration longestRetry) {
    public static final LoopSettings DEFAULT = new LoopSettings(
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofSeconds(15),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30));
}
