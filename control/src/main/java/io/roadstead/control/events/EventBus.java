package io.roadstead.control.events;

import java.util.List;

/**
 * Where services hear of events. An event is told after it is on this server's disk, at least once, in the journal's
 * order; a subscriber that falls behind reads on from the journal and slows nobody down.
 */
public interface EventBus {
    /** At most this many events are told in one call. */
    int BATCH = 500;

    /** Who wants to hear. Calls follow one another, on a thread of the subscription's own, which may block. */
    interface Subscriber {
        /**
         * Some events. Should this throw, the same are told again after a pause.
         *
         * @param upTo where to subscribe again after a restart so that nothing is missed: keep it once they are dealt with
         */
        void events(List<BusEvent> events, Position upTo);

        /** Events between the last position and the next events are no longer kept: it was away for too long. */
        void missed();
    }

    /** After everything that is journaled by now. */
    Position end();

    /** Begins to tell what comes after this position. */
    Subscription subscribe(Position after, Subscriber subscriber);

    /** A running subscription. Closing it is idempotent; no call begins once {@code close} has returned. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
