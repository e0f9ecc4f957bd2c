package io.roadstead.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * An API call and what became of it, secrets and all: whoever keeps it takes them out.
 *
 * @param requestId as the caller got it in {@code x-amzn-RequestId}
 * @param service as the signature names it, for example {@code ecs}
 * @param operation for example {@code RunTask}
 * @param error as the caller was told; absent when the call was done
 * @param bodyHash the SHA-256 of the request's body: calls of one operation that have the same asked the same. Empty where
 *     nobody made it.
 */
public record ObservedCall(
        String requestId,
        Caller caller,
        String service,
        String operation,
        Told request,
        Told response,
        @Nullable AwsException error,
        String bodyHash) {
    /** A call of whose body nobody made the hash. */
    public ObservedCall(
            String requestId,
            Caller caller,
            String service,
            String operation,
            Told request,
            Told response,
            @Nullable AwsException error) {
        this(requestId, caller, service, operation, request, response, error, "");
    }

    /** What was said or answered. */
    public sealed interface Told {
        /** It could not be read, was never made, or is nothing to tell. */
        Told NOTHING = new Nothing();

        record Nothing() implements Told {}

        /** In AWS's classes. */
        record Structure(SdkPojo value) implements Told {}

        /** In a few words, of a service that has no such classes: by the names that CloudTrail gives them. */
        record Members(Map<String, String> values) implements Told {
            public Members {
                values = Map.copyOf(values);
            }
        }

        static Told of(@Nullable SdkPojo value) {
            return value == null ? NOTHING : new Structure(value);
        }
    }
}
