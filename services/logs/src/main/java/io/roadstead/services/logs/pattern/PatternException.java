package io.roadstead.services.logs.pattern;

/** A filter pattern that cannot be read; the message says where and why. */
public final class PatternException extends RuntimeException {
    PatternException(String message) {
        super(message, null, false, false);
    }
}
