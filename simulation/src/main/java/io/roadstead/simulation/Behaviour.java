package io.roadstead.simulation;

import java.time.Duration;

/**
 * What a container of an image does, as the image's name says: {@code sim/steady}, {@code sim/missing},
 * {@code sim/exits-<seconds>-<code>}.
 *
 * @param pullable whether there is such an image
 * @param lives how long it runs by itself; absent (zero) means until it is stopped
 */
record Behaviour(boolean pullable, Duration lives, int exitCode) {
    static final String STEADY = "sim/steady";
    static final String MISSING = "sim/missing";

    static String exits(int seconds, int code) {
        return "sim/exits-" + seconds + "-" + code;
    }

    static Behaviour of(String image) {
        if (image.equals(MISSING)) {
            return new Behaviour(false, Duration.ZERO, 0);
        }
        if (image.startsWith("sim/exits-")) {
            String[] parts = image.split("-", -1);
            return new Behaviour(true, Duration.ofSeconds(Integer.parseInt(parts[1])), Integer.parseInt(parts[2]));
        }
        return new Behaviour(true, Duration.ZERO, 0);
    }
}
