package io.roadstead.control.api;

import io.roadstead.wire.AwsException;
import java.util.List;

/** The {@code include} member of operations that know nothing but tags. */
final class Includes {
    private Includes() {}

    static boolean tags(List<String> include) {
        for (String each : include) {
            if (!each.equals("TAGS")) {
                throw AwsException.invalidParameter("include should be one of [TAGS]");
            }
        }
        return !include.isEmpty();
    }
}
