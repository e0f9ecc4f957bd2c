package io.roadstead.services.events.trail;

import java.time.Duration;
import java.util.Map;

/**
 * How recorded calls are kept.
 *
 * @param keep for how long, as long as they fit. CloudTrail's event history has 90 days.
 * @param segmentBytes a segment that has grown so large is followed by another
 * @param largest the segments of a lane together never take more bytes than this and a segment; the oldest go first, and
 *     before their time if they must
 * @param scan at most so many calls are looked at in one lookup
 */
public record TrailSettings(Duration keep, long segmentBytes, Map<Lane, Long> largest, int scan) {
    private static final long GIB = 1L << 30;

    public static final TrailSettings DEFAULT = new TrailSettings(
            Duration.ofDays(90),
            4L << 20,
            Map.of(Lane.CHANGES, 4 * GIB, Lane.READS, 2 * GIB, Lane.REPORTS, GIB),
            200_000);

    public TrailSettings {
        largest = Map.copyOf(largest);
        if (segmentBytes < 1 || scan < 1) {
            throw new IllegalArgumentException("a trail needs segments of at least 1 byte (" + segmentBytes
                    + "), and to look at 1 call or more at once (" + scan + ")");
        }
        for (Lane lane : Lane.values()) {
            if (largest.getOrDefault(lane, 0L) < segmentBytes) {
                throw new IllegalArgumentException("the lane " + lane + " needs room for a segment of " + segmentBytes
                        + " bytes, and has " + largest.getOrDefault(lane, 0L));
            }
        }
    }

    long largest(Lane lane) {
        return largest.getOrDefault(lane, segmentBytes);
    }
}
