package io.roadstead.store;

/**
 * A running watch. Closing it is idempotent and waits for a call under way (unless that call itself closes it): no call
 * runs or follows once {@code close} has returned. So hold no lock that the watcher needs while closing.
 */
public interface Watch extends AutoCloseable {
    @Override
    void close();
}
