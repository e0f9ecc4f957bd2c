package io.roadstead.agent.control;

import org.jspecify.annotations.Nullable;

/** A call that the control plane refused, or that did not reach it. */
public final class ApiFault extends Exception {
    /** What a call that got no answer is told as. */
    public static final String UNREACHABLE = "Unreachable";

    /** What a call is told as that got no answer in time. */
    public static final String TIMED_OUT = "TimedOut";

    private final String errorType;
    private final String words;
    private final int status;
    private final @Nullable String requestId;

    /** @param errorType {@link #UNREACHABLE} or {@link #TIMED_OUT} */
    public ApiFault(String errorType, String message) {
        super(message);
        this.errorType = errorType;
        this.words = message;
        this.status = 0;
        this.requestId = null;
    }

    /**
     * A refusal.
     *
     * @param errorType ECS's name of the error
     * @param words ECS's message
     * @param status of the HTTP answer
     * @param requestId as the control plane gave it, absent when it gave none
     */
    ApiFault(String errorType, String operation, String words, int status, @Nullable String requestId) {
        super(operation + ": " + words);
        this.errorType = errorType;
        this.words = words;
        this.status = status;
        this.requestId = requestId;
    }

    public String errorType() {
        return errorType;
    }

    /** ECS's message, without the operation. */
    String words() {
        return words;
    }

    /** Of the HTTP answer, 0 when there was none. */
    int status() {
        return status;
    }

    @Nullable
    String requestId() {
        return requestId;
    }

    /** Whether the same call may succeed later. Source: agent-protocol 1.7. */
    public boolean passing() {
        return switch (errorType) {
            case UNREACHABLE, TIMED_OUT, "ThrottlingException", "ServerException", "LimitExceededException" -> true;
            default -> false;
        };
    }
}
