package io.roadstead.simulation;

import java.time.Duration;

/**
 * What a world comes to, in a line that one process tells another.
 *
 * @param violation the invariant that did not hold; empty when all did
 */
record Summary(long seed, Duration simulated, long events, long commits, long tasks, long hash, String violation) {
    private static final int FIELDS = 7;

    static Summary of(SimWorld.Outcome outcome) {
        return new Summary(
                outcome.seed(),
                outcome.simulated(),
                outcome.events(),
                outcome.commits(),
                outcome.tasks(),
                outcome.hash(),
                outcome.failure().map(Violation::invariant).orElse(""));
    }

    String line() {
        return String.join(
                "\t",
                Long.toString(seed),
                Long.toString(simulated.toNanos()),
                Long.toString(events),
                Long.toString(commits),
                Long.toString(tasks),
                Long.toString(hash),
                violation);
    }

    static Summary read(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("a worker said '" + line + "' and not what became of a world");
        }
        return new Summary(
                Long.parseLong(fields[0]),
                Duration.ofNanos(Long.parseLong(fields[1])),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[4]),
                Long.parseLong(fields[5]),
                fields[6]);
    }
}
