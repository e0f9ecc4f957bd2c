package io.roadstead.core.reconcile;

import java.time.Duration;

/**
 * The service scheduler's constants, with ECS's values as defaults; tests shorten them.
 *
 * @param healthyAfter how long a task without any check must be RUNNING to count as healthy. Source: ecs-behaviour 6.2.
 * @param throttleFirst how long the scheduler waits after the first start that came to nothing; each further one doubles
 *     it. ECS does not publish its steps. Source: ecs-behaviour 6.4.
 * @param throttleLongest the longest it waits
 * @param impairedAfter from how many such starts in a row on the service says so
 * @param toldAgain after what time a service event is repeated whose cause lasts. Source: ecs-behaviour 6.9.
 * @param balanceRetry how long the scheduler waits after it found no room to balance the zones
 * @param placementRetry how long it waits before it looks for room again although nothing seems to have changed
 * @param startsPerRound how many tasks one round may start; each is two writes of its transaction
 * @param stopsPerRound how many tasks one round may stop
 * @param accountsPerRound from how many ended tasks one round may draw its conclusions
 * @param writesPerRound how many writes these three may make together; a transaction holds 100
 */
public record SchedulerSettings(
        Duration healthyAfter,
        Duration throttleFirst,
        Duration throttleLongest,
        int impairedAfter,
        Duration toldAgain,
        Duration balanceRetry,
        Duration placementRetry,
        int startsPerRound,
        int stopsPerRound,
        int accountsPerRound,
        int writesPerRound) {
    public static final SchedulerSettings DEFAULT = new SchedulerSettings(
            Duration.ofSeconds(40),
            Duration.ofSeconds(10),
            Duration.ofMinutes(15),
            3,
            Duration.ofHours(6),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            36,
            40,
            40,
            80);

    /** The writes of one started task: its record and its instance's allocation. */
    static final int WRITES_PER_START = 2;

    /**
     * Writes of a round that its starts leave to its stops: starts that find no room come to nothing, and what was to make
     * that room would never be stopped.
     */
    static final int WRITES_LEFT_TO_STOPS = 8;

    public SchedulerSettings {
        if (startsPerRound < 1 || stopsPerRound < 1 || accountsPerRound < 1) {
            throw new IllegalArgumentException("a round must be able to start, stop and account at least 1 task, not "
                    + startsPerRound + ", " + stopsPerRound + " and " + accountsPerRound);
        }
        if (writesPerRound < accountsPerRound + WRITES_PER_START + WRITES_LEFT_TO_STOPS) {
            throw new IllegalArgumentException("writesPerRound is " + writesPerRound + "; after " + accountsPerRound
                    + " accounts a round must have writes left for a start and " + WRITES_LEFT_TO_STOPS
                    + " stops, else it might never start or stop anything");
        }
    }
}
