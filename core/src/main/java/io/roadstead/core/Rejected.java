package io.roadstead.core;

/**
 * Thrown by the pure rules at the first {@link Rejection}, and caught in one place, where the API answers. It carries no
 * stack trace: it is an answer to a caller, not a fault of the program.
 */
public final class Rejected extends RuntimeException {
    private final transient Rejection rejection;

    public Rejected(Rejection rejection) {
        super(rejection.errorType() + ": " + rejection.message(), null, false, false);
        this.rejection = rejection;
    }

    public static Rejected client(String message) {
        return new Rejected(Rejection.client(message));
    }

    public static Rejected invalidParameter(String message) {
        return new Rejected(Rejection.invalidParameter(message));
    }

    public static Rejected unsupported(String message) {
        return new Rejected(Rejection.unsupported(message));
    }

    public Rejection rejection() {
        return rejection;
    }
}
