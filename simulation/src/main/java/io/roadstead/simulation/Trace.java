package io.roadstead.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What happened, in order: a hash of all of it, by which two runs are compared, and the last lines, by which a failure
 * is read.
 */
final class Trace {
    /** Lines kept for reading. */
    static final int KEPT = 40_000;

    private static final long PRIME = 0x100_0000_01B3L;

    private final Line[] lines = new Line[KEPT];
    private long count;
    private long hash = 0xCBF2_9CE4_8422_2325L;

    /** @param words strings and numbers, told apart by blanks */
    private record Line(Duration at, String what, List<Object> words) {
        String text() {
            StringBuilder text = new StringBuilder();
            long millis = at.toMillis();
            text.append(String.format(
                    "%3d:%02d:%02d.%03d  ",
                    millis / 3_600_000, millis / 60_000 % 60, millis / 1_000 % 60, millis % 1_000));
            text.append(what);
            words.forEach(word -> text.append(' ').append(word));
            return text.toString();
        }
    }

    /** @param words strings and numbers only: what else there is has no hash that every run shares */
    void add(Instant now, String what, Object... words) {
        Duration at = Duration.between(SimWorld.BEGIN, now);
        mix(at.toNanos());
        mix(what.hashCode());
        for (Object word : words) {
            mix(word.hashCode());
        }
        lines[(int) (count % KEPT)] = new Line(at, what, Arrays.asList(words));
        count++;
    }

    long hash() {
        return hash;
    }

    long count() {
        return count;
    }

    /** At most this many, oldest first. */
    List<String> last(int most) {
        List<String> text = new ArrayList<>();
        for (long i = Math.max(0, count - Math.min(most, KEPT)); i < count; i++) {
            text.add(lines[(int) (i % KEPT)].text());
        }
        return text;
    }

    private void mix(long value) {
        hash = (hash ^ value) * PRIME;
        hash ^= hash >>> 29;
    }
}
