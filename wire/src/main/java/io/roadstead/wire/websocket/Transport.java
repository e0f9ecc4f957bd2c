package io.roadstead.wire.websocket;

/**
 * The connection under a websocket. Reading is done by one thread and writing by another; when the connection is gone,
 * both throw some RuntimeException.
 */
public interface Transport {
    /** The next byte; waits for it. */
    byte read();

    /** The next {@code length} bytes; waits for them. */
    byte[] read(int length);

    /** Writes all of it; waits as long as the peer does not take it. */
    void write(byte[] bytes);

    /** Ends the connection at once, from any thread: whoever reads or writes then fails. May be called again. */
    void close();

    /** The peer's address and port. */
    String remote();
}
