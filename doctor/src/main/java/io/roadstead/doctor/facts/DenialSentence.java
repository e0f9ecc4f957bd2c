package io.roadstead.doctor.facts;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * AWS's sentence about a call that policies did not allow. Source: ecs-behaviour 9.1.
 *
 * @param principal the caller's ARN
 * @param ending for want of which kind of policy, or because of which
 */
public record DenialSentence(String principal, String action, String resource, String ending) {
    private static final Pattern SENTENCE =
            Pattern.compile("User: (\\S+) is not authorized to perform: (\\S+) on resource: (\\S+)(?: (.+))?");
    private static final int ROLE = 1;
    private static final int SESSION = 2;

    /** The sentence within a text: a program's line has words before it. Empty when there is none. */
    public static Optional<DenialSentence> in(String text) {
        Matcher matcher = SENTENCE.matcher(text);
        return matcher.find()
                ? Optional.of(new DenialSentence(
                        matcher.group(1),
                        matcher.group(2),
                        matcher.group(3),
                        matcher.group(4) == null ? "" : matcher.group(4).strip()))
                : Optional.empty();
    }

    public boolean isSession() {
        return principal.contains(":assumed-role/");
    }

    /** Of the user, or of the role the session is of. */
    public String name() {
        return isSession() ? part(ROLE) : Read.name(principal);
    }

    /** Of a session, which ECS calls after the task; empty for a user. */
    public String sessionName() {
        return isSession() ? part(SESSION) : "";
    }

    private String part(int which) {
        String[] parts = principal.split("/", -1);
        return which < parts.length ? parts[which] : "";
    }

    /** Whether it is for want of a policy of the caller's own, which can be read and judged anew. */
    public boolean ofIdentity() {
        return ending.isEmpty() || ending.contains("identity-based policy") || ending.contains("permissions boundary");
    }
}
