package io.roadstead.control.access;

/** A file holds no master key, or others may read it, or a key that is needed is not there. */
public final class MasterKeyException extends RuntimeException {
    MasterKeyException(String message) {
        super(message);
    }
}
