package io.roadstead.services.identity.policy;

import java.util.Locale;

/** A pattern of actions, for example {@code ecs:Describe*}; case means nothing. */
public final class ActionPattern {
    private final Glob glob;

    private ActionPattern(Glob glob) {
        this.glob = glob;
    }

    public static ActionPattern of(String text) {
        Glob glob = Template.of(text.toLowerCase(Locale.ROOT), false).glob(null);
        if (glob == null) {
            throw new IllegalStateException("a text without variables always has a pattern: " + text);
        }
        return new ActionPattern(glob);
    }

    boolean matches(Request request) {
        return glob.matches(request.lowerAction());
    }
}
