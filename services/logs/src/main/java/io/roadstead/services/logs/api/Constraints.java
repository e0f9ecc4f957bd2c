package io.roadstead.services.logs.api;

import io.roadstead.wire.AwsException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of single members, and CloudWatch's words for who breaks one. */
final class Constraints {
    static final int NAME_LIMIT = 512;

    private static final Pattern GROUP = Pattern.compile("[\\.\\-_/#A-Za-z0-9]+");
    private static final Pattern STREAM = Pattern.compile("[^:*]*");

    private Constraints() {}

    static AwsException invalid(String message) {
        return AwsException.invalidParameter(message);
    }

    /** A required member is absent. */
    static AwsException missing(String member) {
        return failed("null", member, "Member must not be null");
    }

    static String groupName(@Nullable String name, String member) {
        return name(name, member, GROUP, "[\\.\\-_/#A-Za-z0-9]+");
    }

    static String streamName(@Nullable String name, String member) {
        String given = name(name, member, STREAM, "[^:*]*");
        // No text that the store could not give back as it was.
        if (given.indexOf(0) >= 0
                || !given.equals(new String(
                        given.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        java.nio.charset.StandardCharsets.UTF_8))) {
            throw failed("'" + given.replace('\0', '?') + "'", member, "Member must be text without NUL");
        }
        return given;
    }

    private static String name(@Nullable String name, String member, Pattern pattern, String told) {
        if (name == null) {
            throw missing(member);
        }
        if (name.isEmpty()) {
            throw failed("''", member, "Member must have length greater than or equal to 1");
        }
        if (name.length() > NAME_LIMIT) {
            throw failed("'" + name + "'", member, "Member must have length less than or equal to " + NAME_LIMIT);
        }
        if (!pattern.matcher(name).matches()) {
            throw failed("'" + name + "'", member, "Member must satisfy regular expression pattern: " + told);
        }
        return name;
    }

    /** A number within bounds, {@code otherwise} when absent. */
    static int number(@Nullable Integer value, String member, int least, int most, int otherwise) {
        if (value == null) {
            return otherwise;
        }
        if (value < least) {
            throw failed("'" + value + "'", member, "Member must have value greater than or equal to " + least);
        }
        if (value > most) {
            throw failed("'" + value + "'", member, "Member must have value less than or equal to " + most);
        }
        return value;
    }

    /** A moment in milliseconds since 1970, {@code otherwise} when absent. */
    static long moment(@Nullable Long value, String member, long otherwise) {
        if (value == null) {
            return otherwise;
        }
        if (value < 0) {
            throw failed("'" + value + "'", member, "Member must have value greater than or equal to 0");
        }
        return value;
    }

    static AwsException notOneOf(String value, String member, List<?> values) {
        return failed("'" + value + "'", member, "Member must satisfy enum value set: " + values);
    }

    static AwsException failed(String value, String member, String constraint) {
        return invalid("1 validation error detected: Value " + value + " at '" + member
                + "' failed to satisfy constraint: " + constraint);
    }
}
