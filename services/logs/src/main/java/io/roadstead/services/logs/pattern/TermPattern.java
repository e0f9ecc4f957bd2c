package io.roadstead.services.logs.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * Terms, each a part of the message.
 *
 * @param all every one of them is wanted
 * @param none not one of them
 * @param any at least one of them, if there are any
 */
record TermPattern(List<String> all, List<String> none, List<String> any) implements FilterPattern {
    static TermPattern parse(String text) {
        Scanner in = new Scanner(text);
        List<String> all = new ArrayList<>();
        List<String> none = new ArrayList<>();
        List<String> any = new ArrayList<>();
        in.skipSpaces();
        while (!in.atEnd()) {
            if (in.take("-")) {
                none.add(term(in));
            } else if (in.take("?")) {
                any.add(term(in));
            } else {
                all.add(term(in));
            }
            in.skipSpaces();
        }
        return new TermPattern(List.copyOf(all), List.copyOf(none), List.copyOf(any));
    }

    private static String term(Scanner in) {
        if (in.peek() == '"') {
            return in.takeQuoted();
        }
        if (in.peek() == '%') {
            throw in.noRegex();
        }
        String term = in.takeWhile(c -> !Character.isWhitespace(c) && c != '"');
        if (term.isEmpty()) {
            throw in.error("a term is expected");
        }
        return term;
    }

    @Override
    public boolean matches(String message) {
        return all.stream().allMatch(message::contains)
                && none.stream().noneMatch(message::contains)
                && (any.isEmpty() || any.stream().anyMatch(message::contains));
    }
}
