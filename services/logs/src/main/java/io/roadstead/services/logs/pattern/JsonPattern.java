package io.roadstead.services.logs.pattern;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code { $.a.b = "x" && ($.c[0] > 3 || $.d IS NULL) }}: conditions on the members of a message that is JSON. */
final class JsonPattern implements FilterPattern {
    private static final int MAX_DEPTH = 50;

    private final Condition condition;

    /** What is asked of a document. */
    private sealed interface Condition {
        record All(List<Condition> parts) implements Condition {}

        record Any(List<Condition> parts) implements Condition {}

        record Compared(List<Step> path, Comparison comparison) implements Condition {}

        /** @param state which of {@code IS NULL}, {@code IS TRUE}, {@code IS FALSE}, {@code NOT EXISTS} */
        record Is(List<Step> path, State state) implements Condition {}
    }

    private enum State {
        NULL,
        TRUE,
        FALSE,
        ABSENT
    }

    /** A step down the document: to a member, to an element, or to each of them. */
    private sealed interface Step {
        record Member(String name) implements Step {}

        record Element(int index) implements Step {}

        record Each() implements Step {}
    }

    private JsonPattern(Condition condition) {
        this.condition = condition;
    }

    static JsonPattern parse(String text) {
        Scanner in = new Scanner(text);
        in.expect("{");
        Condition condition = any(in, 0);
        in.expect("}");
        in.skipSpaces();
        if (!in.atEnd()) {
            throw in.error("nothing may follow the last }");
        }
        return new JsonPattern(condition);
    }

    private static Condition any(Scanner in, int depth) {
        List<Condition> parts = new ArrayList<>(List.of(all(in, depth)));
        while (in.take("||")) {
            parts.add(all(in, depth));
        }
        return parts.size() == 1 ? parts.getFirst() : new Condition.Any(List.copyOf(parts));
    }

    private static Condition all(Scanner in, int depth) {
        List<Condition> parts = new ArrayList<>(List.of(one(in, depth)));
        while (in.take("&&")) {
            parts.add(one(in, depth));
        }
        return parts.size() == 1 ? parts.getFirst() : new Condition.All(List.copyOf(parts));
    }

    private static Condition one(Scanner in, int depth) {
        if (depth > MAX_DEPTH) {
            throw in.error("parentheses nest too deep");
        }
        if (in.take("(")) {
            Condition inner = any(in, depth + 1);
            in.expect(")");
            return inner;
        }
        List<Step> path = path(in);
        if (in.takeWord("IS")) {
            if (in.takeWord("NULL")) {
                return new Condition.Is(path, State.NULL);
            }
            if (in.takeWord("TRUE")) {
                return new Condition.Is(path, State.TRUE);
            }
            if (in.takeWord("FALSE")) {
                return new Condition.Is(path, State.FALSE);
            }
            throw in.error("NULL, TRUE or FALSE is expected after IS");
        }
        if (in.takeWord("NOT")) {
            if (!in.takeWord("EXISTS")) {
                throw in.error("EXISTS is expected after NOT");
            }
            return new Condition.Is(path, State.ABSENT);
        }
        return new Condition.Compared(path, Comparison.parse(in));
    }

    private static List<Step> path(Scanner in) {
        in.expect("$");
        List<Step> path = new ArrayList<>();
        while (in.peek() == '.' || in.peek() == '[') {
            if (in.take(".")) {
                String name = in.takeWhile(c -> Character.isLetterOrDigit(c) || "_-*:@".indexOf(c) >= 0);
                if (name.isEmpty()) {
                    throw in.error("a member's name is expected after the dot");
                }
                path.add(name.equals("*") ? new Step.Each() : new Step.Member(name));
            } else {
                in.expect("[");
                path.add(index(in));
                in.expect("]");
            }
        }
        if (path.isEmpty()) {
            throw in.error("a member must be named, as in $.name");
        }
        return List.copyOf(path);
    }

    private static Step index(Scanner in) {
        if (in.take("*")) {
            return new Step.Each();
        }
        if (in.take("'")) {
            String name = in.takeWhile(c -> c != '\'');
            in.expect("'");
            return new Step.Member(name);
        }
        in.skipSpaces();
        if (in.peek() == '"') {
            return new Step.Member(in.takeQuoted());
        }
        String digits = in.takeWhile(Character::isDigit);
        if (digits.isEmpty() || digits.length() > 6) {
            throw in.error("an index, * or a name in quotation marks is expected between [ and ]");
        }
        return new Step.Element(Integer.parseInt(digits));
    }

    @Override
    public boolean matches(String message) {
        Optional<Object> document = JsonText.parse(message);
        return document.isPresent() && holds(condition, document.get());
    }

    private static boolean holds(Condition condition, Object document) {
        return switch (condition) {
            case Condition.All all -> all.parts().stream().allMatch(part -> holds(part, document));
            case Condition.Any any -> any.parts().stream().anyMatch(part -> holds(part, document));
            case Condition.Compared compared ->
                found(document, compared.path()).stream().anyMatch(value -> holds(compared.comparison(), value));
            case Condition.Is is -> holds(is.state(), found(document, is.path()));
        };
    }

    private static boolean holds(Comparison comparison, Object value) {
        return switch (value) {
            case String text -> comparison.holds(text);
            // A number is never equal to a text in quotation marks.
            case BigDecimal number ->
                comparison.quoted()
                        ? comparison.operator() == Comparison.Operator.NOT_EQUAL
                        : comparison.holds(number.toString());
            case Boolean flag -> comparison.holds(flag.toString());
            default -> false;
        };
    }

    private static boolean holds(State state, List<Object> found) {
        return switch (state) {
            case NULL -> found.contains(JsonText.NULL);
            case TRUE -> found.contains(true);
            case FALSE -> found.contains(false);
            case ABSENT -> found.isEmpty();
        };
    }

    private static List<Object> found(Object document, List<Step> path) {
        List<Object> here = List.of(document);
        for (Step step : path) {
            List<Object> next = new ArrayList<>();
            for (Object each : here) {
                switch (step) {
                    case Step.Member(String name) -> add(next, each instanceof Map<?, ?> map ? map.get(name) : null);
                    case Step.Element(int index) ->
                        add(next, each instanceof List<?> list && index < list.size() ? list.get(index) : null);
                    case Step.Each() -> {
                        if (each instanceof List<?> list) {
                            next.addAll(list);
                        } else if (each instanceof Map<?, ?> map) {
                            next.addAll(map.values());
                        }
                    }
                }
            }
            here = next;
        }
        return here;
    }

    private static void add(List<Object> found, @Nullable Object value) {
        if (value != null) {
            found.add(value);
        }
    }
}
