package io.roadstead.services.identity.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An ARN's six parts: {@code arn}, partition, service, region, account, and the rest. */
final class Arns {
    static final int PARTS = 6;
    private static final int ACCOUNT = 4;
    private static final String EVERYBODYS = "aws";

    private Arns() {}

    /** The parts, of which the last may hold colons; null when the text has fewer. */
    static String @Nullable [] split(String text) {
        List<String> parts = new ArrayList<>(PARTS);
        int from = 0;
        int depth = 0;
        for (int i = 0; i < text.length() && parts.size() < PARTS - 1; i++) {
            char c = text.charAt(i);
            if (c == '$' && i + 1 < text.length() && text.charAt(i + 1) == '{') {
                depth++;
            } else if (c == '}' && depth > 0) {
                depth--;
            } else if (c == ':' && depth == 0) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return parts.size() == PARTS ? parts.toArray(String[]::new) : null;
    }

    /** The account an ARN names; null when it names none, as AWS's own policies, which belong to everybody. */
    static @Nullable String account(String arn) {
        String[] parts = split(arn);
        return parts == null || parts[ACCOUNT].isEmpty() || parts[ACCOUNT].equals(EVERYBODYS) ? null : parts[ACCOUNT];
    }
}
