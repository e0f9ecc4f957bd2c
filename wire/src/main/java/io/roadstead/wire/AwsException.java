package io.roadstead.wire;

import java.util.List;
import java.util.Map;

/**
 * A refusal in AWS's own words: what the client sees as {@code {"__type": errorType, "message": ...}}. It is an answer,
 * not a fault, so it carries no stack trace.
 */
public final class AwsException extends RuntimeException {
    public static final int BAD_REQUEST = 400;
    public static final int SERVER_FAULT = 500;

    private final String errorType;
    private final int status;
    private final transient Map<String, List<String>> members;

    /**
     * @param errorType for example {@code ClientException}, without a namespace
     * @param status the HTTP status
     * @param members further members of the error's shape, for example {@code resourceIds} of ConflictException
     */
    public AwsException(String errorType, int status, String message, Map<String, List<String>> members) {
        super(message, null, false, false);
        this.errorType = errorType;
        this.status = status;
        this.members = Map.copyOf(members);
    }

    /** An error of the caller's making: HTTP 400, as all of ECS's but ServerException. Source: ecs-behaviour 1.1. */
    public AwsException(String errorType, String message) {
        this(errorType, BAD_REQUEST, message, Map.of());
    }

    public String errorType() {
        return errorType;
    }

    public int status() {
        return status;
    }

    public Map<String, List<String>> members() {
        return members;
    }

    /** The text the client reads. */
    public String text() {
        return String.valueOf(getMessage());
    }

    public static AwsException client(String message) {
        return new AwsException("ClientException", message);
    }

    public static AwsException invalidParameter(String message) {
        return new AwsException("InvalidParameterException", message);
    }

    public static AwsException accessDenied(String message) {
        return new AwsException("AccessDeniedException", message);
    }

    public static AwsException unsupportedFeature(String message) {
        return new AwsException("UnsupportedFeatureException", message);
    }

    public static AwsException limitExceeded(String message) {
        return new AwsException("LimitExceededException", message);
    }

    /** Source: ecs-behaviour 1.3. */
    public static AwsException clusterNotFound() {
        return new AwsException("ClusterNotFoundException", "Cluster not found.");
    }

    /** @param resourceIds what the earlier call with the same client token made */
    public static AwsException conflict(String message, List<String> resourceIds) {
        return new AwsException("ConflictException", BAD_REQUEST, message, Map.of("resourceIds", resourceIds));
    }

    /** The body is not what the protocol asks for: broken JSON, or a member of the wrong type. */
    public static AwsException serialization(String message) {
        return new AwsException("SerializationException", message);
    }

    /** Our own fault: HTTP 500, which SDKs try again. */
    public static AwsException server(String message) {
        return new AwsException("ServerException", SERVER_FAULT, message, Map.of());
    }
}
