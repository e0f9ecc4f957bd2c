package io.roadstead.services.secrets.api;

import io.roadstead.wire.AwsException;
import org.jspecify.annotations.Nullable;

/** The rules of single members that all three services state alike. No message ever holds a value that is secret. */
final class Constraints {
    private Constraints() {}

    static AwsException validation(String message) {
        return new AwsException("ValidationException", message);
    }

    /** A required member is absent. */
    static AwsException missing(String member) {
        String last = member.substring(member.lastIndexOf('.') + 1);
        return validation("1 validation error detected: Value null at '"
                + member.substring(0, member.length() - last.length())
                + last.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + last.substring(1)
                + "' failed to satisfy constraint: Member must not be null");
    }

    /** A text within bounds; it is not told. */
    static void length(@Nullable String text, String member, int least, int most) {
        if (text == null) {
            return;
        }
        if (text.length() < least) {
            throw failed(member, "Member must have length greater than or equal to " + least);
        }
        if (text.length() > most) {
            throw failed(member, "Member must have length less than or equal to " + most);
        }
    }

    /** A number within bounds, {@code otherwise} when absent. */
    static int number(@Nullable Integer value, String member, int least, int most, int otherwise) {
        if (value == null) {
            return otherwise;
        }
        if (value < least) {
            throw failed("'" + value + "' ", member, "Member must have value greater than or equal to " + least);
        }
        if (value > most) {
            throw failed("'" + value + "' ", member, "Member must have value less than or equal to " + most);
        }
        return value;
    }

    static AwsException failed(String member, String constraint) {
        return failed("", member, constraint);
    }

    private static AwsException failed(String value, String member, String constraint) {
        return validation("1 validation error detected: Value " + value + "at '" + member
                + "' failed to satisfy constraint: " + constraint);
    }
}
