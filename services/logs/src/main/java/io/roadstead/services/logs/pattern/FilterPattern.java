package io.roadstead.services.logs.pattern;

/**
 * Which messages are wanted. Three forms, told apart by how they begin:
 *
 * <ul>
 *   <li>terms: {@code ERROR "out of memory" -timeout} wants messages with all of the first two and without the third;
 *       {@code ?ERROR ?WARN} those with either;
 *   <li>JSON: {@code { $.level = "error" && $.latency > 100 }};
 *   <li>fields between spaces: {@code [ip, user, ..., status = 4*, bytes > 1000]}.
 * </ul>
 *
 * <p>Terms are parts of the message, with regard to case. The empty pattern wants everything. Regular expressions
 * between percent signs are refused.
 *
 * <p>Source: companion-apis 5; the syntax is the one AWS documents under "Filter pattern syntax".
 */
@FunctionalInterface
public interface FilterPattern {
    /** AWS's own limit. */
    int MAX_LENGTH = 1_024;

    boolean matches(String message);

    /** @throws PatternException when it cannot be read */
    static FilterPattern parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new PatternException(
                    "a pattern has at most " + MAX_LENGTH + " characters, and this one has " + text.length());
        }
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return message -> true;
        }
        return switch (stripped.charAt(0)) {
            case '{' -> JsonPattern.parse(stripped);
            case '[' -> FieldPattern.parse(stripped);
            default -> TermPattern.parse(stripped);
        };
    }
}
