package io.roadstead.server.findings;

import java.time.Duration;

/**
 * How the server looks at failures as they happen.
 *
 * @param enabled whether it does at all
 * @param debounce how long it waits after a failure, for what follows it to be seen in the same look
 * @param between the shortest time between two looks at the same subject
 * @param again after what time a subject with findings is looked at although nothing happened
 * @param agentAway how long an agent must be away to be looked at
 * @param queue subjects that may wait; of more, the newest are left out
 * @param kept findings kept at most; the oldest that are over go first
 * @param share the worker rests that many times as long as a look took: 9 keeps it at a tenth of one processor
 */
public record FindingSettings(
        boolean enabled,
        Duration debounce,
        Duration between,
        Duration again,
        Duration agentAway,
        int queue,
        int kept,
        int share) {
    public static final FindingSettings DEFAULT = new FindingSettings(
            true,
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            1000,
            5000,
            9);

    /** The same, switched on or off. */
    public FindingSettings enabled(boolean on) {
        return new FindingSettings(on, debounce, between, again, agentAway, queue, kept, share);
    }
}
