package io.roadstead.services.identity.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a policy.
 *
 * @param number its place in the document, from 1
 * @param principals whom it is about; absent in policies that are attached to somebody
 * @param actions what it is about
 * @param resources absent where the policy stands on the only resource it can be about
 * @param span where it stands in the document
 */
public record Statement(
        int number,
        @Nullable String sid,
        Effect effect,
        @Nullable Principals principals,
        Actions actions,
        @Nullable Resources resources,
        List<Condition> conditions,
        Span span) {
    public Statement {
        conditions = List.copyOf(conditions);
    }

    /** @param except whether these are the ones it is not about: NotAction */
    public record Actions(List<ActionPattern> patterns, boolean except) {
        public Actions {
            patterns = List.copyOf(patterns);
        }

        boolean match(Request request) {
            for (ActionPattern pattern : patterns) {
                if (pattern.matches(request)) {
                    return !except;
                }
            }
            return except;
        }
    }

    /** @param except whether these are the ones it is not about: NotResource */
    public record Resources(List<ArnPattern> patterns, boolean except) {
        public Resources {
            patterns = List.copyOf(patterns);
        }

        boolean match(Request request) {
            for (ArnPattern pattern : patterns) {
                if (pattern.matches(request.resourceParts(), request)) {
                    return !except;
                }
            }
            return except;
        }
    }

    /** Lines and columns from 1, in the document's text; the end is the closing brace's. */
    public record Span(int startLine, int startColumn, int endLine, int endColumn) {
        public static final Span NOWHERE = new Span(0, 0, 0, 0);
    }

    /** How it speaks of the request: not at all, or to whom of those the requester belongs to. */
    Grant appliesTo(Request request) {
        if (!actions.match(request) || (resources != null && !resources.match(request))) {
            return Grant.NONE;
        }
        for (Condition condition : conditions) {
            if (!condition.holds(request)) {
                return Grant.NONE;
            }
        }
        return principals == null ? Grant.DIRECT : principals.match(request.principal(), effect);
    }
}
