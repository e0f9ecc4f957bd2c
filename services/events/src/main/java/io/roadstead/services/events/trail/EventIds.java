package io.roadstead.services.events.trail;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Ids of events, each greater than the last one: UUIDs of version 7 (RFC 9562), which begin with their millisecond. So the
 * order of ids is the order of events, and an id tells where to look for its event. A clock that goes back is not followed.
 *
 * <p>Not for several threads.
 */
public final class EventIds {
    private static final int COUNTER_BITS = 12;
    private static final long COUNTERS = 1L << COUNTER_BITS;
    private static final long VERSION = 7L << COUNTER_BITS;
    private static final long VARIANT = 1L << 63;
    private static final int TIME_SHIFT = 16;

    private final RandomGenerator random;
    /** Milliseconds and, below them, the number within the millisecond. */
    private long last;

    /** @param after milliseconds since 1970 that no id is before */
    public EventIds(RandomGenerator random, long after) {
        this.random = random;
        this.last = after << COUNTER_BITS;
    }

    public UUID next(Instant now) {
        last = Math.max(last + 1, now.toEpochMilli() << COUNTER_BITS);
        long most = (last >>> COUNTER_BITS) << TIME_SHIFT | VERSION | (last & (COUNTERS - 1));
        return new UUID(most, (random.nextLong() >>> 2) | VARIANT);
    }

    /** When the event with this id was; nonsense for a UUID of another kind. */
    public static Instant at(UUID id) {
        return Instant.ofEpochMilli(millis(id));
    }

    static long millis(UUID id) {
        return id.getMostSignificantBits() >>> TIME_SHIFT;
    }

    /** The order of events. {@link UUID#compareTo} goes by signed numbers. */
    public static int compare(UUID one, UUID other) {
        int most = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return most != 0 ? most : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }

    /** No id of this millisecond is before it, and every id of the one before is. */
    public static UUID first(Instant at) {
        return new UUID(at.toEpochMilli() << TIME_SHIFT, 0);
    }
}
