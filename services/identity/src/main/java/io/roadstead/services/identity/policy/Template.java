package io.roadstead.services.identity.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A text of a policy in which variables may stand: {@code ${aws:username}}, with a default
 * {@code ${aws:PrincipalTag/team, 'none'}}, or one of the characters {@code ${*}}, {@code ${?}}, {@code ${$}} by itself.
 * What a variable brings stands for itself: a star in a user's tag is a star. A variable whose key the request does not
 * have, or has several values of, and which has no default, makes the text match nothing.
 */
final class Template {
    private final String source;
    private final List<Part> parts;
    private final boolean fixed;
    private final @Nullable Glob glob;
    private final @Nullable String plain;

    private sealed interface Part {}

    /** Text in which stars and question marks mean what they mean where it is used. */
    private record Text(String text) implements Part {}

    /** Text that stands for itself. */
    private record Escaped(String text) implements Part {}

    private record Variable(String key, @Nullable String otherwise) implements Part {}

    private Template(String source, List<Part> parts) {
        this.source = source;
        this.parts = parts;
        this.fixed = parts.stream().noneMatch(Variable.class::isInstance);
        this.glob = fixed ? glob(null) : null;
        this.plain = fixed ? plain(null) : null;
    }

    /** @param variables whether the document's version has them: 2008-10-17 takes their signs as they stand */
    static Template of(String source, boolean variables) {
        return new Template(source, variables ? parse(source) : List.of(new Text(source)));
    }

    private static List<Part> parse(String source) {
        List<Part> parts = new ArrayList<>();
        int done = 0;
        int open = source.indexOf("${");
        while (open >= 0) {
            int close = source.indexOf('}', open);
            if (close < 0) {
                break;
            }
            if (open > done) {
                parts.add(new Text(source.substring(done, open)));
            }
            parts.add(variable(source.substring(open + 2, close)));
            done = close + 1;
            open = source.indexOf("${", done);
        }
        if (done < source.length() || parts.isEmpty()) {
            parts.add(new Text(source.substring(done)));
        }
        return List.copyOf(parts);
    }

    private static Part variable(String inside) {
        if (inside.equals("*") || inside.equals("?") || inside.equals("$")) {
            return new Escaped(inside);
        }
        int comma = inside.indexOf(',');
        if (comma < 0) {
            return new Variable(inside.strip().toLowerCase(Locale.ROOT), null);
        }
        String otherwise = inside.substring(comma + 1).strip();
        boolean quoted = otherwise.length() >= 2 && otherwise.startsWith("'") && otherwise.endsWith("'");
        return new Variable(
                inside.substring(0, comma).strip().toLowerCase(Locale.ROOT),
                quoted ? otherwise.substring(1, otherwise.length() - 1) : otherwise);
    }

    String source() {
        return source;
    }

    boolean isFixed() {
        return fixed;
    }

    /** As a pattern for this request; null when a variable has no value. */
    @Nullable
    Glob glob(@Nullable Request request) {
        if (glob != null) {
            return glob;
        }
        Glob.Builder built = new Glob.Builder();
        for (Part part : parts) {
            switch (part) {
                case Text text -> wildcards(built, text.text());
                case Escaped escaped -> built.literal(escaped.text());
                case Variable variable -> {
                    String value = value(variable, request);
                    if (value == null) {
                        return null;
                    }
                    built.literal(value);
                }
            }
        }
        return built.build();
    }

    /** As a text without wildcards for this request; null when a variable has no value. */
    @Nullable
    String plain(@Nullable Request request) {
        if (plain != null) {
            return plain;
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Text literal -> text.append(literal.text());
                case Escaped escaped -> text.append(escaped.text());
                case Variable variable -> {
                    String value = value(variable, request);
                    if (value == null) {
                        return null;
                    }
                    text.append(value);
                }
            }
        }
        return text.toString();
    }

    private static void wildcards(Glob.Builder built, String text) {
        int done = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*' || c == '?') {
                built.literal(text.substring(done, i));
                done = i + 1;
                if (c == '*') {
                    built.star();
                } else {
                    built.any();
                }
            }
        }
        built.literal(text.substring(done));
    }

    private static @Nullable String value(Variable variable, @Nullable Request request) {
        List<String> values = request == null ? List.of() : request.values(variable.key());
        return values.size() == 1 ? values.getFirst() : variable.otherwise();
    }
}
