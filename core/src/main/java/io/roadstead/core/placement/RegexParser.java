package io.roadstead.core.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Reads Java's pattern syntax, as far as {@link Regex} knows it, into pieces. */
final class RegexParser {
    /** A part of a pattern. */
    sealed interface Piece {}

    /** One code point that passes the test. */
    record One(IntPredicate test) implements Piece {}

    record Sequence(List<Piece> pieces) implements Piece {}

    record Alternatives(List<Piece> pieces) implements Piece {}

    /** @param most negative for no limit */
    record Repeat(Piece piece, int least, int most) implements Piece {}

    /** A place in the text, not a character of it. */
    enum Anchor implements Piece {
        START,
        END,
        WORD_BOUNDARY,
        NO_WORD_BOUNDARY
    }

    /** What must, or must not, come next. */
    record Lookahead(Piece piece, boolean wanted) implements Piece {}

    /** Longest pattern, in characters. */
    private static final int MAX_LENGTH = 512;

    /** How deep groups may nest. */
    private static final int MAX_DEPTH = 50;

    private static final int END = -1;

    private final String pattern;
    private int at;
    private int depth;
    private boolean ignoreCase;

    RegexParser(String pattern) {
        this.pattern = pattern;
    }

    Piece parse() {
        if (pattern.length() > MAX_LENGTH) {
            throw new Regex.Unreadable("there are more than " + MAX_LENGTH + " characters");
        }
        if (pattern.startsWith("(?i)")) {
            ignoreCase = true;
            at = 4;
        }
        Piece piece = alternatives();
        if (at < pattern.length()) {
            throw fail("')' closes nothing");
        }
        return piece;
    }

    private Piece alternatives() {
        List<Piece> pieces = new ArrayList<>();
        do {
            pieces.add(sequence());
        } while (take('|'));
        return pieces.size() == 1 ? pieces.getFirst() : new Alternatives(pieces);
    }

    private Piece sequence() {
        List<Piece> pieces = new ArrayList<>();
        for (int c = peek(); c != END && c != '|' && c != ')'; c = peek()) {
            pieces.add(repeated(atom()));
        }
        return new Sequence(pieces);
    }

    private Piece atom() {
        int c = next();
        return switch (c) {
            case '.' -> new One(RegexParser::noLineEnd);
            case '^' -> Anchor.START;
            case '$' -> Anchor.END;
            case '(' -> group();
            case '[' -> new One(characters());
            case '\\' -> escaped();
            case '*', '+', '?', '{' -> {
                at--;
                throw fail("'" + (char) c + "' repeats nothing");
            }
            default -> new One(literal(c));
        };
    }

    private Piece group() {
        if (++depth > MAX_DEPTH) {
            throw fail("more than " + MAX_DEPTH + " groups nest");
        }
        boolean ahead = false;
        boolean wanted = true;
        if (take('?')) {
            int kind = next();
            switch (kind) {
                case ':' -> ahead = false;
                case '=' -> ahead = true;
                case '!' -> {
                    ahead = true;
                    wanted = false;
                }
                default ->
                    throw fail("only (?:, (?=, (?! and a leading (?i) are supported, not '(?"
                            + (kind == END ? "" : Character.toString(kind)) + "'");
            }
        }
        Piece inner = alternatives();
        if (!take(')')) {
            throw fail("')' is missing");
        }
        depth--;
        return ahead ? new Lookahead(inner, wanted) : inner;
    }

    private Piece repeated(Piece piece) {
        int least;
        int most;
        if (take('*')) {
            least = 0;
            most = -1;
        } else if (take('+')) {
            least = 1;
            most = -1;
        } else if (take('?')) {
            least = 0;
            most = 1;
        } else if (take('{')) {
            least = number();
            most = least;
            if (take(',')) {
                most = peek() == '}' ? -1 : number();
            }
            if (!take('}')) {
                throw fail("'}' is missing");
            }
            if (most >= 0 && most < least) {
                throw fail("the repetition ends before it begins");
            }
        } else {
            return piece;
        }
        // Reluctant or not, the same texts are covered from end to end.
        if (!take('?') && peek() == '+') {
            throw fail("possessive repetition is not supported");
        }
        return new Repeat(piece, least, most);
    }

    private int number() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == start || at - start > 4) {
            throw fail("a repetition wants a number of up to 4 digits");
        }
        return Integer.parseInt(pattern.substring(start, at));
    }

    private Piece escaped() {
        int c = next();
        return switch (c) {
            case 'b' -> Anchor.WORD_BOUNDARY;
            case 'B' -> Anchor.NO_WORD_BOUNDARY;
            case 'A' -> Anchor.START;
            case 'z', 'Z' -> Anchor.END;
            default -> {
                IntPredicate kind = kindOf(c);
                yield new One(kind != null ? kind : literal(escapedCharacter(c)));
            }
        };
    }

    /** What stands between square brackets, the opening one already read. */
    private IntPredicate characters() {
        boolean negated = take('^');
        IntPredicate any = c -> false;
        boolean empty = true;
        while (true) {
            int c = next();
            if (c == END) {
                throw fail("']' is missing");
            }
            if (c == ']' && !empty) {
                return negated ? any.negate() : any;
            }
            if (c == '[' || (c == '&' && peek() == '&')) {
                throw fail("unions and intersections of character classes are not supported");
            }
            empty = false;
            if (c == '\\') {
                c = next();
                IntPredicate kind = kindOf(c);
                if (kind != null) {
                    any = any.or(kind);
                    continue;
                }
                c = escapedCharacter(c);
            }
            any = any.or(rangeAhead() ? range(c) : literal(c));
        }
    }

    private boolean rangeAhead() {
        return peek() == '-' && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']';
    }

    private IntPredicate range(int first) {
        at++;
        int last = next();
        if (last == '[') {
            throw fail("unions and intersections of character classes are not supported");
        }
        if (last == '\\') {
            last = next();
            if (kindOf(last) != null) {
                throw fail("a range wants a character at its end");
            }
            last = escapedCharacter(last);
        }
        if (last < first) {
            throw fail("the range ends before it begins");
        }
        int end = last;
        return ignoringCase(c -> c >= first && c <= end);
    }

    private IntPredicate literal(int wanted) {
        return ignoringCase(c -> c == wanted);
    }

    /** As Java does without UNICODE_CASE: the letters of ASCII only. */
    private IntPredicate ignoringCase(IntPredicate test) {
        return ignoreCase ? c -> test.test(c) || (asciiLetter(c) && test.test(c ^ 0x20)) : test;
    }

    private static boolean asciiLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static @Nullable IntPredicate kindOf(int letter) {
        IntPredicate digit = c -> c >= '0' && c <= '9';
        IntPredicate word = RegexParser::wordCharacter;
        IntPredicate space = c -> c == ' ' || (c >= '\t' && c <= '\r');
        return switch (letter) {
            case 'd' -> digit;
            case 'D' -> digit.negate();
            case 'w' -> word;
            case 'W' -> word.negate();
            case 's' -> space;
            case 'S' -> space.negate();
            default -> null;
        };
    }

    static boolean wordCharacter(int c) {
        return asciiLetter(c) || (c >= '0' && c <= '9') || c == '_';
    }

    private int escapedCharacter(int c) {
        return switch (c) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'f' -> '\f';
            case END -> throw fail("nothing follows the backslash");
            default -> {
                if (asciiLetter(c) || (c >= '0' && c <= '9')) {
                    throw fail("'\\" + (char) c + "' is not supported");
                }
                yield c;
            }
        };
    }

    private static boolean noLineEnd(int c) {
        return c != '\n' && c != '\r' && c != 0x85 && c != 0x2028 && c != 0x2029;
    }

    private boolean take(int wanted) {
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    private int peek() {
        return at < pattern.length() ? pattern.codePointAt(at) : END;
    }

    private int next() {
        int c = peek();
        at += c == END ? 0 : Character.charCount(c);
        return c;
    }

    private Regex.Unreadable fail(String complaint) {
        return new Regex.Unreadable(complaint + " (at character " + (at + 1) + ")");
    }
}
