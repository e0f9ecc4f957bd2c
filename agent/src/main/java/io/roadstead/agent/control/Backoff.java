package io.roadstead.agent.control;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Growing pauses between tries, each spread by up to a fifth so that many agents do not call at once.
 *
 * @param first the first pause
 * @param most what pauses grow to
 * @param growth from one pause to the next
 */
public record Backoff(Duration first, Duration most, double growth) {
    private static final double SPREAD = 0.2;

    /** Registration. Source: agent-protocol 1.7. */
    public static final Backoff REGISTRATION = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(192), 2);

    /** Sessions that were refused or broke. Source: agent-protocol 2.3. */
    public static final Backoff SESSION = new Backoff(Duration.ofMillis(250), Duration.ofMinutes(2), 1.5);

    /** State reports. Source: agent-protocol 3.3; begun sooner, for a report waits on nothing but the server. */
    public static final Backoff REPORT = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), 1.5);

    /** @param tries made before, 0 for the pause after the first */
    public Duration pause(int tries, DoubleSupplier random) {
        double millis = first.toMillis() * Math.pow(growth, Math.min(tries, 60));
        double bounded = Math.min(millis, (double) most.toMillis());
        return Duration.ofMillis((long) (bounded * (1 + SPREAD * random.getAsDouble())));
    }
}
