package io.roadstead.doctor.facts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A role that a task definition names, as IAM tells it.
 *
 * @param named as the definition names it
 * @param account to whose tasks it is given
 * @param arn the ARN of the account's role of that name, which may have another path or account than the one named;
 *     empty when there is none
 * @param createdAt when the role of that name was made; a role that was deleted and made again is another one
 * @param trustPolicy its document; empty when there is no role
 * @param trust whether ECS may assume it for tasks; absent when that is not known
 * @param others the ARNs of the account's other roles, as far as they were asked for: a name may be misspelt
 */
public record RoleFact(
        String named,
        String account,
        State state,
        String arn,
        @Nullable Instant createdAt,
        String trustPolicy,
        @Nullable Judgement trust,
        List<String> others) {
    public RoleFact {
        others = List.copyOf(others);
    }

    /** How far it could be looked at. */
    public enum State {
        /** IAM told of it. */
        THERE,
        /** There is no role of that name in the account. */
        ABSENT,
        /** It is another account's. */
        FOREIGN,
        /** What is named is neither the ARN of a role nor a role's name. */
        NO_ROLE,
        /** Whoever looks may not see it. */
        UNSEEN
    }

    /** One at which nobody could look. */
    public static RoleFact unseen(String named) {
        return new RoleFact(named, "", State.UNSEEN, "", null, "", null, List.of());
    }

    /** As ECS takes it: a bare name is one of the account's. */
    public String fullName() {
        return named.startsWith("arn:") ? named : "arn:aws:iam::" + account + ":role/" + named;
    }

    /** What follows the last slash. */
    public String name() {
        return Read.name(named);
    }
}
