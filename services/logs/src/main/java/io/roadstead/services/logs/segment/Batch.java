package io.roadstead.services.logs.segment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events to append to one stream, in order of time.
 *
 * @param ingested when they were taken, in milliseconds since 1970
 * @param lines at least one
 * @param mark the sender's own name for this batch, or null: a batch whose mark is that of the last batch of the same
 *     sender is known already, and is not appended again
 */
public record Batch(
        long ingested, List<Line> lines, @Nullable Mark mark) {
    public Batch {
        lines = List.copyOf(lines);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a batch has at least 1 event, and this one has none");
        }
    }

    /** @param timestamp in milliseconds since 1970, not negative */
    public record Line(long timestamp, String message) {}

    /**
     * Who sends, and which of its batches to this stream this is.
     *
     * @param sender at most {@link #MAX_SENDER} characters of ASCII
     * @param number grows from batch to batch
     */
    public record Mark(String sender, long number) {
        public static final int MAX_SENDER = 64;

        public Mark {
            if (sender.length() > MAX_SENDER || number < 0) {
                throw new IllegalArgumentException("a sender's name has at most " + MAX_SENDER
                        + " characters and its numbers are not negative: '" + sender + "', " + number);
            }
        }
    }
}
