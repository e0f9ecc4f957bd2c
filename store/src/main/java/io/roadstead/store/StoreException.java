package io.roadstead.store;

/**
 * The store cannot do its work: closed, locked by another process, unreadable, or failing on disk. The message is one
 * sentence for an operator: what was found, and what to do.
 */
public final class StoreException extends RuntimeException {
    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What every method of a closed store throws. */
    public static StoreException closed() {
        return new StoreException("the store is closed: open it again to use it");
    }
}
