package io.roadstead.services.logs.segment;

import java.time.Duration;

/**
 * How events are laid out on the disk, and how much is done at once.
 *
 * @param segmentBytes a segment that has grown so large is followed by another
 * @param segmentSpan one whose first event was taken so long ago too, so that old ones can be deleted as a whole
 * @param chunkBytes a chunk that has grown so large is followed by another: how sparse the index is
 * @param scanBytes how much one read looks at before it answers with what it has
 */
public record LogLimits(long segmentBytes, Duration segmentSpan, int chunkBytes, long scanBytes) {
    public static final LogLimits DEFAULT = new LogLimits(16L << 20, Duration.ofDays(1), 64 << 10, 64L << 20);

    public LogLimits {
        if (segmentBytes < 1 || chunkBytes < 1 || scanBytes < 1 || !segmentSpan.isPositive()) {
            throw new IllegalArgumentException("segments, chunks and reads take at least 1 byte and some time: "
                    + segmentBytes + ", " + chunkBytes + ", " + scanBytes + ", " + segmentSpan);
        }
    }
}
