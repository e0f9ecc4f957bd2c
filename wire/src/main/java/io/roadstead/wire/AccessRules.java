package io.roadstead.wire;

import java.util.List;
import software.amazon.awssdk.core.SdkPojo;

/**
 * What a caller must be allowed for each of a service's calls. Asked after the request was decoded and its required
 * members were found, before the operation runs, and only when somebody judges. It reads, and changes nothing. It may
 * refuse with an {@link AwsException} where a name is misshapen, in the words of the operation itself; about what is not
 * there it says nothing, for the operation will.
 */
@FunctionalInterface
public interface AccessRules {
    /**
     * All of it must be allowed, in this order; nothing needs to be when the list is empty.
     *
     * @param operation for example {@code RunTask}
     * @param request of the operation's request class
     */
    List<Demand> demands(Caller caller, String operation, SdkPojo request);

    /** The same for an operation that reads its JSON itself. */
    default List<Demand> demands(Caller caller, String operation, byte[] body, String signingName) {
        return List.of(Demand.of(signingName + ":" + operation));
    }

    /** The operation's own name as action, on {@code *}: for a service that says nothing else. */
    static AccessRules byName(String signingName) {
        return (caller, operation, request) -> List.of(Demand.of(signingName + ":" + operation));
    }
}
