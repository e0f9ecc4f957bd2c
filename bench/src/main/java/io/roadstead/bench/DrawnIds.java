package io.roadstead.bench;

import io.roadstead.core.Ids;
import java.util.SplittableRandom;

/** Names and numbers that depend on the seed alone, so that every run decides the same. */
final class DrawnIds implements Ids {
    private final SplittableRandom random;

    DrawnIds(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public String hex() {
        return digits(random.nextLong()) + digits(random.nextLong());
    }

    @Override
    public String uuid() {
        String hex = hex();
        return hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-" + hex.substring(12, 16) + "-"
                + hex.substring(16, 20) + "-" + hex.substring(20);
    }

    @Override
    public int below(int bound) {
        return random.nextInt(bound);
    }

    private static String digits(long number) {
        String hex = Long.toHexString(number);
        return "0".repeat(16 - hex.length()) + hex;
    }
}
