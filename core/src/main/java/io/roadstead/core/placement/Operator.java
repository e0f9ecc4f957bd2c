package io.roadstead.core.placement;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operators of the cluster query language, longest symbol first so that {@code >=} is not read as {@code >}. */
enum Operator {
    EQUALS("==", "equals"),
    NOT_EQUALS("!=", "not_equals"),
    MATCHES("=~", "matches"),
    NOT_MATCHES("!~", "not_matches"),
    GREATER_EQUAL(">=", "greater_than_equal"),
    GREATER(">", "greater_than"),
    LESS_EQUAL("<=", "less_than_equal"),
    LESS("<", "less_than"),
    EXISTS("exists", "exists"),
    NOT_EXISTS("!exists", "not_exists"),
    IN("in", "in"),
    NOT_IN("!in", "not_in");

    static final String ALL = "==, !=, >, >=, <, <=, =~, !~, in, !in, exists, !exists";

    private final String symbol;
    private final String word;

    Operator(String symbol, String word) {
        this.symbol = symbol;
        this.word = word;
    }

    String symbol() {
        return symbol;
    }

    static @Nullable Operator at(String text, int at) {
        for (Operator operator : values()) {
            if (operator.lengthAt(text, at) > 0) {
                return operator;
            }
        }
        return null;
    }

    /** How many characters it takes there, 0 when it is not there. A word must end where the operator ends. */
    int lengthAt(String text, int at) {
        for (String spelling : List.of(symbol, word)) {
            int end = at + spelling.length();
            boolean letters = Character.isLetter(spelling.charAt(spelling.length() - 1));
            if (text.startsWith(spelling, at) && !(letters && end < text.length() && inWord(text.charAt(end)))) {
                return spelling.length();
            }
        }
        return 0;
    }

    /** Whether a character belongs to a bare word: all do but blanks and those that mean something of their own. */
    static boolean inWord(char c) {
        return !Character.isWhitespace(c) && "()[],=<>!&|'\"".indexOf(c) < 0;
    }
}
