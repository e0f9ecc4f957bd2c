package io.roadstead.services.logs.pattern;

import java.util.function.IntPredicate;

/** Walks through a pattern's text. */
final class Scanner {
    private final String text;
    private int at;

    Scanner(String text) {
        this.text = text;
    }

    void skipSpaces() {
        while (!atEnd() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** The next character, 0 at the end. */
    char peek() {
        return atEnd() ? 0 : text.charAt(at);
    }

    /** Whether this comes next, after spaces; if so it is passed. */
    boolean take(String expected) {
        skipSpaces();
        if (!text.startsWith(expected, at)) {
            return false;
        }
        at += expected.length();
        return true;
    }

    /** Whether this word comes next, whole and in any case; if so it is passed. */
    boolean takeWord(String word) {
        skipSpaces();
        int end = at + word.length();
        if (!text.regionMatches(true, at, word, 0, word.length())
                || (end < text.length() && Character.isLetterOrDigit(text.charAt(end)))) {
            return false;
        }
        at = end;
        return true;
    }

    void expect(String expected) {
        if (!take(expected)) {
            throw error("'" + expected + "' is expected");
        }
    }

    /** Characters as long as they are of a kind. */
    String takeWhile(IntPredicate kind) {
        int from = at;
        while (!atEnd() && kind.test(text.charAt(at))) {
            at++;
        }
        return text.substring(from, at);
    }

    /** What stands between double quotes; {@code \"} and {@code \\} stand for themselves. */
    String takeQuoted() {
        expect("\"");
        StringBuilder found = new StringBuilder();
        while (!atEnd() && peek() != '"') {
            if (peek() == '\\' && at + 1 < text.length() && "\"\\".indexOf(text.charAt(at + 1)) >= 0) {
                at++;
            }
            found.append(text.charAt(at++));
        }
        if (atEnd()) {
            throw error("a quotation mark is not closed");
        }
        at++;
        return found.toString();
    }

    PatternException error(String what) {
        return new PatternException(what + ", at character " + (at + 1) + " of '" + text + "'");
    }

    PatternException noRegex() {
        return error("Roadstead does not support regular expressions between % yet: use terms, or * in a value");
    }
}
