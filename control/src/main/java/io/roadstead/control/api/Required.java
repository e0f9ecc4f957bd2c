package io.roadstead.control.api;

import io.roadstead.wire.AwsException;
import org.jspecify.annotations.Nullable;

/** Members a request cannot do without, for raw clients that leave them out. */
final class Required {
    private Required() {}

    static String text(@Nullable String value, String member) {
        if (value == null || value.isEmpty()) {
            throw AwsException.invalidParameter(member + " can not be blank.");
        }
        return value;
    }
}
