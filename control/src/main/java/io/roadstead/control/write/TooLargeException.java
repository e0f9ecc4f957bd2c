package io.roadstead.control.write;

/** One change alone writes or reads more than a transaction holds: its caller must do less at a time. */
public final class TooLargeException extends IllegalStateException {
    TooLargeException(String message) {
        super(message);
    }
}
