package io.roadstead.services.identity.api;

import io.roadstead.wire.AwsException;
import java.util.Map;

/** IAM's errors, each with its HTTP status. Source: IAM API reference. */
final class Refusals {
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private Refusals() {}

    static AwsException noSuchEntity(String message) {
        return new AwsException("NoSuchEntity", NOT_FOUND, message, Map.of());
    }

    static AwsException alreadyExists(String message) {
        return new AwsException("EntityAlreadyExists", CONFLICT, message, Map.of());
    }

    static AwsException deleteConflict(String message) {
        return new AwsException("DeleteConflict", CONFLICT, message, Map.of());
    }

    static AwsException limitExceeded(String message) {
        return new AwsException("LimitExceeded", CONFLICT, message, Map.of());
    }

    /** @param quota for example {@code AccessKeysPerUser} */
    static AwsException quota(String quota, int limit) {
        return limitExceeded("Cannot exceed quota for " + quota + ": " + limit);
    }

    static AwsException malformedPolicy(String message) {
        return new AwsException("MalformedPolicyDocument", message);
    }

    static AwsException validation(String message) {
        return new AwsException("ValidationError", message);
    }

    static AwsException invalidInput(String message) {
        return new AwsException("InvalidInput", message);
    }

    static AwsException accessDenied(String message) {
        return new AwsException("AccessDenied", FORBIDDEN, message, Map.of());
    }

    static AwsException invalidToken() {
        return new AwsException(
                "InvalidClientTokenId", FORBIDDEN, "The security token included in the request is invalid.", Map.of());
    }

    static AwsException protectedRole(String name) {
        return new AwsException(
                "UnmodifiableEntity",
                "Cannot perform the operation on the protected role '" + name
                        + "' - this role is only modifiable by AWS");
    }

    /** A required member is absent. */
    static AwsException missing(String member) {
        return failed("null", lower(member), "Member must not be null");
    }

    static AwsException failed(String value, String member, String constraint) {
        return validation("1 validation error detected: Value " + value + " at '" + member
                + "' failed to satisfy constraint: " + constraint);
    }

    private static String lower(String member) {
        return member.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + member.substring(1);
    }
}
