package io.roadstead.control.loop;

import io.roadstead.store.Epoch;
import io.roadstead.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This server's share in a lease: asked for and renewed each time a third of it has passed. For one thread. */
final class Leadership {
    private static final Logger log = LoggerFactory.getLogger(Leadership.class);
    private static final int ASKS_PER_LEASE = 3;

    private final Store store;
    private final String lease;
    private final String server;
    private final Duration length;
    private @Nullable Epoch epoch;
    private Instant askAt = Instant.MIN;
    private Instant heldUntil = Instant.MIN;

    Leadership(Store store, String lease, String server, Duration length) {
        this.store = store;
        this.lease = lease;
        this.server = server;
        this.length = length;
    }

    /** The epoch this server leads in; empty when another does, or when the store does not say and the lease ran out. */
    Optional<Epoch> at(Instant now) {
        if (now.isBefore(askAt)) {
            return Optional.ofNullable(epoch);
        }
        askAt = now.plus(length.dividedBy(ASKS_PER_LEASE));
        try {
            epoch = store.lead(lease, server, length).orElse(null);
            heldUntil = now.plus(length);
        } catch (RuntimeException e) {
            log.warn("Who leads as '{}' could not be learned; asking again at {}.", lease, askAt, e);
            epoch = now.isBefore(heldUntil) ? epoch : null;
        }
        return Optional.ofNullable(epoch);
    }

    /** When it must be asked again. */
    Instant askAt() {
        return askAt;
    }

    /** The clock was set back: times of before say nothing. */
    void askAnew() {
        askAt = Instant.MIN;
    }

    /** Lets another server lead at once. */
    void resign() {
        if (epoch != null) {
            store.resign(epoch);
            epoch = null;
        }
    }
}
