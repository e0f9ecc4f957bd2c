package io.roadstead.agent.logs;

import java.time.Duration;

/**
 * A spool's limits.
 *
 * @param segmentBytes a file of the journal that has grown so large is followed by another
 * @param largest no lines are taken while more than this waits to be delivered
 * @param deliveries under way at once
 * @param firstPause before a delivery that failed is tried again; doubled each time
 * @param longestPause no longer than this
 * @param heartbeat how often it is noted that the spool lives
 * @param driverHolds how long Docker's driver may hold a line before it sends it, with its tries: five seconds and a few
 * @param passLimit how long a driver that makes a group or a stream waits for a control plane that is away
 */
public record SpoolSettings(
        long segmentBytes,
        long largest,
        int deliveries,
        Duration firstPause,
        Duration longestPause,
        Duration heartbeat,
        Duration driverHolds,
        Duration passLimit) {
    public static final SpoolSettings DEFAULT = new SpoolSettings(
            32L << 20,
            2L << 30,
            16,
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(8),
            Duration.ofSeconds(20));
}
