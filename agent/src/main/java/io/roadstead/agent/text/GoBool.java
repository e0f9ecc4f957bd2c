package io.roadstead.agent.text;

import java.util.Optional;

/** Truth values as Go's {@code strconv.ParseBool} reads them. */
public final class GoBool {
    private GoBool() {}

    /** Empty for anything but Go's twelve spellings; {@code yes} is none of them. */
    public static Optional<Boolean> parse(String text) {
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> Optional.of(true);
            case "0", "f", "F", "false", "FALSE", "False" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
