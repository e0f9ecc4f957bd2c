package io.roadstead.wire.client;

/** The server refused a call, or could not be reached ({@code type} is then {@code Unreachable}). */
public final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1;

    public static final String UNREACHABLE = "Unreachable";

    private final String type;
    private final int status;
    private final String requestId;

    public ApiError(String type, String message) {
        this(type, message, 0, "");
    }

    /**
     * A refusal as it came.
     *
     * @param status of the HTTP answer, 0 when there was none
     * @param requestId by which the server knows the call, empty when it gave none
     */
    public ApiError(String type, String message, int status, String requestId) {
        super(message);
        this.type = type;
        this.status = status;
        this.requestId = requestId;
    }

    public int status() {
        return status;
    }

    public String requestId() {
        return requestId;
    }

    /** AWS's name of the error, such as {@code ClusterNotFoundException}. */
    public String type() {
        return type;
    }

    public boolean unreachable() {
        return type.equals(UNREACHABLE);
    }
}
