package io.roadstead.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lease as it stands. It stays when it is given back, so that its number never repeats.
 *
 * @param number of the newest epoch
 * @param holder absent once given back
 * @param until from this instant on it is free
 */
public record Lease(String name, long number, @Nullable String holder, Instant until) {
    boolean heldAt(Instant now) {
        return holder != null && now.isBefore(until);
    }

    boolean is(Epoch epoch, Instant now) {
        return heldAt(now) && number == epoch.number();
    }

    Lease givenBack() {
        return new Lease(name, number, null, until);
    }

    Epoch epoch() {
        return new Epoch(name, number);
    }
}
