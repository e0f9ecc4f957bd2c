package io.roadstead.simulation;

import java.util.logging.Level;
import java.util.logging.Logger;

/** A process of {@link Seeds}: runs one world after another and tells of each in a line. */
final class Worker {
    /** Held here, for the JDK forgets a logger's level when nobody holds the logger. */
    private static final Logger OURS = Logger.getLogger("io.roadstead");

    private Worker() {}

    public static void main(String... words) {
        quiet();
        long seed = Long.parseLong(words[0]);
        int step = Integer.parseInt(words[1]);
        long count = Long.parseLong(words[2]);
        for (long i = 0; i < count; i++) {
            System.out.println(Summary.of(new SimWorld(seed).run()).line());
            seed += step;
        }
    }

    /** Servers in trouble say so in their log, and here they are always in trouble. */
    static void quiet() {
        OURS.setLevel(Level.OFF);
    }
}
