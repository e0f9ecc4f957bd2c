package io.roadstead.core;

/**
 * Why a request is refused, in the terms of an AWS error: the API layer turns it into one and adds nothing.
 *
 * @param errorType ECS's name of the error, for example {@code ClientException}
 * @param message what the caller reads; ECS's own words where they are known
 */
public record Rejection(String errorType, String message) {
    public static Rejection client(String message) {
        return new Rejection("ClientException", message);
    }

    public static Rejection invalidParameter(String message) {
        return new Rejection("InvalidParameterException", message);
    }

    /** For what ECS can do and Roadstead cannot yet: refused by name, never accepted and forgotten. */
    public static Rejection unsupported(String message) {
        return new Rejection("UnsupportedFeatureException", message);
    }
}
