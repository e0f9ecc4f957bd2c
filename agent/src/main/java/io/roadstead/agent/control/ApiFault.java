package io.roadstead.agent.control;

/** A call that the control plane refused, or that did not reach it. */
public final class ApiFault extends Exception {
    /** What a call that got no answer is told as. */
    public static final String UNREACHABLE = "Unreachable";

    private final String errorType;

    /** @param errorType ECS's name of the error, or {@link #UNREACHABLE} */
    public ApiFault(String errorType, String message) {
        super(message);
        this.errorType = errorType;
    }

    public String errorType() {
        return errorType;
    }

    /** Whether the same call may succeed later. Source: agent-protocol 1.7. */
    public boolean passing() {
        return switch (errorType) {
            case UNREACHABLE, "ThrottlingException", "ServerException", "LimitExceededException" -> true;
            default -> false;
        };
    }
}
