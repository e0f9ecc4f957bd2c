package io.roadstead.wire.client;

/** The server refused a call, or could not be reached ({@code type} is then {@code Unreachable}). */
public final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1;

    public static final String UNREACHABLE = "Unreachable";

    private final String type;

    public ApiError(String type, String message) {
        super(message);
        this.type = type;
    }

    /** AWS's name of the error, such as {@code ClusterNotFoundException}. */
    public String type() {
        return type;
    }

    public boolean unreachable() {
        return type.equals(UNREACHABLE);
    }
}
