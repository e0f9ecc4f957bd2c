package io.roadstead.services.logs.pattern;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * An operator and what stands to its right: a text, in which {@code *} stands for anything, or a number.
 *
 * <p>Numbers are compared as numbers where both sides are; {@code <} and its like want numbers.
 */
record Comparison(Operator operator, String value, boolean quoted) {
    enum Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }
    }

    /** Longer signs first: {@code <=} is not {@code <}. */
    private static final Operator[] SIGNS = {
        Operator.NOT_EQUAL,
        Operator.LESS_OR_EQUAL,
        Operator.GREATER_OR_EQUAL,
        Operator.EQUAL,
        Operator.LESS,
        Operator.GREATER
    };

    /** Numbers with longer exponents would take for ever to be compared. */
    private static final java.util.regex.Pattern NUMBER =
            java.util.regex.Pattern.compile("[+-]?(\\d{1,300}(\\.\\d{0,300})?|\\.\\d{1,300})([eE][+-]?\\d{1,3})?");

    /** Reads an operator and its value. */
    static Comparison parse(Scanner in) {
        for (Operator operator : SIGNS) {
            if (in.take(operator.sign)) {
                in.skipSpaces();
                boolean quoted = in.peek() == '"';
                if (in.peek() == '%') {
                    throw in.noRegex();
                }
                String value = quoted
                        ? in.takeQuoted()
                        : in.takeWhile(c -> !Character.isWhitespace(c) && "\"&|(){}[],".indexOf(c) < 0);
                if (value.isEmpty() && !quoted) {
                    throw in.error("a value is expected");
                }
                Comparison comparison = new Comparison(operator, value, quoted);
                if (comparison.ordered() && (quoted || number(value).isEmpty())) {
                    throw in.error("'" + operator.sign + "' wants a number, and '" + value + "' is none");
                }
                return comparison;
            }
        }
        throw in.error("one of = != < <= > >= is expected");
    }

    private boolean ordered() {
        return operator != Operator.EQUAL && operator != Operator.NOT_EQUAL;
    }

    /** Whether it holds of this text. */
    boolean holds(String actual) {
        Optional<BigDecimal> number = quoted ? Optional.empty() : number(actual);
        Optional<BigDecimal> wanted = quoted ? Optional.empty() : number(value);
        if (number.isPresent() && wanted.isPresent()) {
            return holds(number.get().compareTo(wanted.get()));
        }
        return switch (operator) {
            case EQUAL -> like(actual, value);
            case NOT_EQUAL -> !like(actual, value);
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> false;
        };
    }

    private boolean holds(int order) {
        return switch (operator) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
    }

    static Optional<BigDecimal> number(String text) {
        return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    /** Whether a text is like another in which {@code *} stands for any characters: linear but for the stars. */
    static boolean like(String text, String pattern) {
        int t = 0;
        int p = 0;
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
