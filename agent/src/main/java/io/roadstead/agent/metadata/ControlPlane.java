package io.roadstead.agent.metadata;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the metadata endpoint asks the control plane, in the words it tells containers. Calls block. */
public interface ControlPlane {
    /**
     * A call that was refused or got no answer.
     *
     * @param code ECS's name of the error
     * @param status the HTTP status to tell
     * @param requestId absent when the call did not get there
     */
    record Refusal(
            String code,
            String message,
            int status,
            @Nullable String requestId) {}

    /** Whether a task is protected, or why that is not known. */
    sealed interface Protection {
        record Known(
                String taskArn, boolean enabled, @Nullable Instant expires) implements Protection {}

        /** One of the operation's own {@code failures[]}. */
        record Failed(
                @Nullable String arn,
                @Nullable String reason,
                @Nullable String detail) implements Protection {}

        record Refused(Refusal refusal) implements Protection {}
    }

    /** A resource's tags, or why they are not known. */
    sealed interface TagsAnswer {
        record Known(Map<String, String> tags) implements TagsAnswer {
            public Known {
                tags = Map.copyOf(tags);
            }
        }

        record Refused(Refusal refusal) implements TagsAnswer {}
    }

    Protection protection(String taskArn) throws InterruptedException;

    /** @param minutes absent for ECS's own number */
    Protection protect(String taskArn, boolean enabled, @Nullable Long minutes) throws InterruptedException;

    TagsAnswer tags(String arn) throws InterruptedException;
}
