package io.roadstead.simulation;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Who reaches whom, and how soon. */
final class Network {
    static final String STORE = "store";

    private final Draw draw;
    private final Set<String> cuts = new HashSet<>();

    Network(Draw draw) {
        this.draw = draw;
    }

    boolean cut(String one, String other) {
        return cuts.contains(link(one, other));
    }

    void cut(String one, String other, boolean now) {
        if (now) {
            cuts.add(link(one, other));
        } else {
            cuts.remove(link(one, other));
        }
    }

    void heal() {
        cuts.clear();
    }

    /** One way. */
    Duration latency() {
        return draw.between(Duration.ofNanos(200_000), Duration.ofMillis(20));
    }

    private static String link(String one, String other) {
        return one.compareTo(other) < 0 ? one + "|" + other : other + "|" + one;
    }
}
