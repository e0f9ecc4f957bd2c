package io.roadstead.wire;

import java.util.List;
import java.util.function.Supplier;

/**
 * Who lets calls in. Asked for every call after its signature was verified and its request decoded, before anything is
 * done: by the dispatcher for operations that a {@link ServiceApi} lists, by others (websockets, REST services) with
 * demands of their own.
 */
@FunctionalInterface
public interface Gate {
    /** Lets everybody in and asks nothing. */
    Gate OPEN = (attempt, demands) -> Verdict.ALLOWED;

    /**
     * A call about to be done.
     *
     * @param operation service and operation, for example {@code ecs.RunTask}
     */
    record Attempt(Caller caller, String requestId, String operation) {}

    /** What became of it. */
    enum Verdict {
        ALLOWED,
        /** It is let in all the same, since denials are only recorded. */
        WOULD_BE_DENIED
    }

    /**
     * Lets a call in, or refuses it.
     *
     * @param demands what must be allowed; asked for at most once, and not at all where the answer does not matter
     * @throws AwsException AccessDeniedException in AWS's sentence; each protocol gives it its own name and status
     */
    Verdict admit(Attempt attempt, Supplier<List<Demand>> demands);
}
