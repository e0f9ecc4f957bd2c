package io.roadstead.store;

/** A running watch. Closing it is idempotent; no call follows once {@code close} has returned. */
public interface Watch extends AutoCloseable {
    @Override
    void close();
}
