package io.roadstead.services.identity.policy;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of ARNs, or {@code *} for everything. Each of the six parts is matched by itself: a star in one does not
 * reach into the next. Source: IAM user guide, "Resource" and "Amazon Resource Name (ARN) condition operators".
 */
public final class ArnPattern {
    private final Template @Nullable [] parts;

    private ArnPattern(Template @Nullable [] parts) {
        this.parts = parts;
    }

    /** Null when the text is neither {@code *} nor an ARN's six parts. */
    public static @Nullable ArnPattern of(String text, boolean variables) {
        if (text.equals("*")) {
            return new ArnPattern(null);
        }
        String[] split = Arns.split(text);
        if (split == null || !(split[0].equals("arn") || split[0].equals("*"))) {
            return null;
        }
        Template[] parts = new Template[split.length];
        for (int i = 0; i < split.length; i++) {
            parts[i] = Template.of(split[i], variables);
        }
        return new ArnPattern(parts);
    }

    /** As the document has it. */
    public String text() {
        return parts == null ? "*" : Stream.of(parts).map(Template::source).collect(Collectors.joining(":"));
    }

    /** @param arn the six parts, null for what is no ARN, such as the resource {@code *} */
    boolean matches(String @Nullable [] arn, Request request) {
        if (parts == null) {
            return true;
        }
        if (arn == null) {
            return false;
        }
        for (int i = arn.length - 1; i >= 0; i--) {
            Glob glob = parts[i].glob(request);
            if (glob == null || !glob.matches(arn[i])) {
                return false;
            }
        }
        return true;
    }
}
