package io.roadstead.services.identity.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a request is allowed, and why. */
public sealed interface Decision {
    boolean isAllowed();

    /** The statements that decided; empty where none speaks of the request. */
    List<Reason> reasons();

    /** For a person, for example {@code statement 2 ("NoSecrets") of policy X denies ecs:RunTask}. */
    String explanation();

    /** @param reasons the statements that allow it; empty for an account's root, whom none limits */
    record Allowed(String action, List<Reason> reasons) implements Decision {
        public Allowed {
            reasons = List.copyOf(reasons);
        }

        @Override
        public boolean isAllowed() {
            return true;
        }

        @Override
        public String explanation() {
            return reasons.isEmpty()
                    ? "the root of an account may do everything in it"
                    : reasons.getFirst() + " allows " + action;
        }
    }

    /** A statement says no: nothing outweighs it. */
    record ExplicitDeny(String action, List<Reason> reasons) implements Decision {
        public ExplicitDeny {
            reasons = List.copyOf(reasons);
        }

        @Override
        public boolean isAllowed() {
            return false;
        }

        @Override
        public String explanation() {
            return reasons.getFirst() + " denies " + action;
        }
    }

    /**
     * No statement says yes where one had to.
     *
     * @param missing which kind of policy had to allow it
     * @param reasons what other kinds allow, and which was not enough
     */
    record ImplicitDeny(String action, PolicyKind missing, List<Reason> reasons) implements Decision {
        public ImplicitDeny {
            reasons = List.copyOf(reasons);
        }

        @Override
        public boolean isAllowed() {
            return false;
        }

        @Override
        public String explanation() {
            String gap = "no statement of " + article(missing) + missing.words() + " allows " + action;
            return reasons.isEmpty() ? gap : gap + ", though " + reasons.getFirst() + " does";
        }
    }

    /** A statement that decided. */
    record Reason(
            PolicyKind kind,
            String policy,
            int statement,
            @Nullable String sid,
            Statement.Span span) {
        /** For example {@code statement 2 ("NoSecrets") of the identity-based policy arn:…}. */
        @Override
        public String toString() {
            return "statement " + statement + (sid == null ? "" : " (\"" + sid + "\")") + " of the " + kind.words()
                    + " " + policy;
        }
    }

    /**
     * The sentence with which AWS refuses; empty when the request is allowed. Source: ecs-behaviour 9.1.
     *
     * @param resource as the sentence names it
     */
    default String denial(Principal principal, String resource) {
        return switch (this) {
            case Allowed _ -> "";
            case ExplicitDeny deny ->
                sentence(principal, deny.action(), resource) + " with an explicit deny in "
                        + article(deny.reasons().getFirst().kind())
                        + deny.reasons().getFirst().kind().words();
            case ImplicitDeny deny ->
                sentence(principal, deny.action(), resource)
                        // A role that does not trust is refused without an ending. Source: companion-apis 11.
                        + (deny.missing() == PolicyKind.TRUST
                                ? ""
                                : " because no " + deny.missing().words() + " allows the " + deny.action() + " action");
        };
    }

    private static String sentence(Principal principal, String action, String resource) {
        return "User: " + principal.name() + " is not authorized to perform: " + action + " on resource: " + resource;
    }

    private static String article(PolicyKind kind) {
        return kind == PolicyKind.IDENTITY ? "an " : "a ";
    }
}
