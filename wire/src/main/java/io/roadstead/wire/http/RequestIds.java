package io.roadstead.wire.http;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** New request ids: UUIDs in form. They are names, not secrets, so they need no secure randomness. */
final class RequestIds {
    private static final long VERSION_MASK = 0xF000L;
    private static final long VERSION_4 = 0x4000L;
    private static final long VARIANT_MASK = 0xC000_0000_0000_0000L;
    private static final long VARIANT_2 = 0x8000_0000_0000_0000L;

    private RequestIds() {}

    static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                        (random.nextLong() & ~VERSION_MASK) | VERSION_4,
                        (random.nextLong() & ~VARIANT_MASK) | VARIANT_2)
                .toString();
    }
}
