package io.roadstead.wire.client;

/**
 * S3 refused a call, or could not be reached. Its message is what the AWS SDK for Go says of it, as the original agent
 * quotes it: {@code operation error S3: GetObject, https response error StatusCode: 404, RequestID: …, HostID: …,
 * NoSuchKey: The specified key does not exist.}
 */
public final class ObjectError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String code;
    private final int status;

    /**
     * @param code AWS's name of the error; {@link ApiError#UNREACHABLE} when there was no answer
     * @param status of HTTP, 0 when there was no answer
     */
    ObjectError(String code, int status, String message) {
        super(message, null, false, false);
        this.code = code;
        this.status = status;
    }

    public String code() {
        return code;
    }

    /** Whether another try may have another outcome. */
    public boolean passing() {
        return status == 0 || status >= 500;
    }

    /** What went wrong, without a value of anything that was asked for. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
