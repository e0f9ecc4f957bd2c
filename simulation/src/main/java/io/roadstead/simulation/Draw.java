package io.roadstead.simulation;

import java.time.Duration;
import java.util.List;

/**
 * The only source of chance in a world: a stream of numbers that follows from its seed (SplitMix64, the same on every
 * machine and JDK).
 */
final class Draw {
    private static final long STEP = 0x9E37_79B9_7F4A_7C15L;

    private long state;

    Draw(long seed) {
        state = mix(seed + STEP);
    }

    /** A stream of its own, so that drawing more in one place changes nothing in another. */
    Draw fork(long name) {
        return new Draw(mix(state ^ mix(name)));
    }

    long bits() {
        state += STEP;
        return mix(state);
    }

    /** From 0 (inclusive) to {@code bound} (exclusive). */
    int below(int bound) {
        return (int) Long.remainderUnsigned(bits() >>> 1, bound);
    }

    /** From {@code least} to {@code most}, both inclusive. */
    int between(int least, int most) {
        return least + below(most - least + 1);
    }

    Duration between(Duration least, Duration most) {
        long span = most.minus(least).toNanos();
        return span <= 0 ? least : least.plusNanos(Long.remainderUnsigned(bits() >>> 1, span + 1));
    }

    /** From 0 (inclusive) to 1 (exclusive). */
    double fraction() {
        return (bits() >>> 11) * 0x1.0p-53;
    }

    boolean chance(double rate) {
        return fraction() < rate;
    }

    <T> T of(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
