package io.roadstead.agent.docker;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When the kernel last killed for memory in a container, by Docker's id, as far as Docker told. */
final class OomNews {
    /** Containers remembered: those of other agents on the host are heard of as well, and nobody removes them here. */
    private static final int MAX_REMEMBERED = 1_000;

    private final Map<String, Instant> kills = new LinkedHashMap<>();

    synchronized void killed(String id, Instant at) {
        kills.put(id, at);
        if (kills.size() > MAX_REMEMBERED) {
            kills.remove(kills.keySet().iterator().next());
        }
        notifyAll();
    }

    synchronized @Nullable Instant of(String id) {
        return kills.get(id);
    }

    synchronized void forget(String id) {
        kills.remove(id);
    }

    /** Returns as soon as a kill in this container is known, or when time is over. */
    synchronized void await(String id, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!kills.containsKey(id)) {
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }
}
