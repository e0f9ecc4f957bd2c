package io.roadstead.agent.engine;

import io.roadstead.core.model.HealthStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a container's health: the last reading, and since when it has been so.
 *
 * @param since moves with the status alone. Source: agent-protocol 7.5.
 */
public record Health(HealthReading last, Instant since) {
    public HealthStatus status() {
        return last.status();
    }

    /** Of one that has just started: older than anything a check will say, whatever its clock. */
    static Health starting(Instant now) {
        return new Health(new HealthReading(HealthStatus.UNKNOWN, Instant.EPOCH, null, null), now);
    }

    /**
     * What is known after one more reading. News of a change comes without the check's words, and a look at the
     * container brings them later: words are kept for as long as the status they explain. A look that was overtaken by
     * such news is known by its age, and changes nothing.
     *
     * @param before absent when nothing was known
     */
    static Health after(@Nullable Health before, HealthReading reading) {
        if (before == null) {
            return new Health(reading, reading.at());
        }
        HealthReading known = before.last;
        if (known.status() != reading.status()) {
            return reading.at().isBefore(known.at()) ? before : new Health(reading, reading.at());
        }
        HealthReading newer = reading.output() == null && reading.exitCode() == null
                ? new HealthReading(known.status(), later(known.at(), reading.at()), known.output(), known.exitCode())
                : new HealthReading(
                        known.status(), later(known.at(), reading.at()), reading.output(), reading.exitCode());
        return new Health(newer, before.since);
    }

    private static Instant later(Instant one, Instant two) {
        return one.isAfter(two) ? one : two;
    }
}
