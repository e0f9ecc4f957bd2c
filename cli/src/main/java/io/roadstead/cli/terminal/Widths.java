package io.roadstead.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/**
 * Text as a terminal counts it: in columns, of which an East Asian wide character takes two and a combining one none. What
 * Unicode calls ambiguous takes one, as in every terminal that was not told otherwise.
 */
public final class Widths {
    public static final String ELLIPSIS = "…";

    private Widths() {}

    /** The columns a text takes. */
    public static int of(String text) {
        return text.codePoints().map(Widths::of).sum();
    }

    private static int of(int character) {
        return Math.max(WCWidth.wcwidth(character), 0);
    }

    /**
     * The text with blanks in place of what steers a terminal. Reasons of containers come from whoever made the image:
     * a line of theirs must not move the cursor or rename the window.
     */
    public static String clean(String text) {
        if (text.codePoints().noneMatch(Widths::steers)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(character -> clean.appendCodePoint(steers(character) ? ' ' : character));
        return clean.toString();
    }

    /** Control characters, line separators, and what changes the direction of writing. */
    private static boolean steers(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT -> character != '\u00ad';
            default -> false;
        };
    }

    /** The text, or as much of it as leaves room for an ellipsis. */
    public static String cut(String text, int width) {
        if (of(text) <= width) {
            return text;
        }
        return width < 1 ? "" : text.substring(0, fitting(text, 0, width - 1)) + ELLIPSIS;
    }

    /**
     * The text on lines, broken at blanks where one stands in a line's second half, else anywhere, as Japanese is.
     *
     * @param lines the most there may be; the last ends in an ellipsis when there were more
     */
    public static List<String> wrap(String text, int width, int lines) {
        List<String> wrapped = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            if (wrapped.size() == lines - 1 || width < 2) {
                wrapped.add(cut(text.substring(from), width));
                break;
            }
            int to = fitting(text, from, width);
            if (to < text.length()) {
                int blank = text.lastIndexOf(' ', to);
                to = blank > from + (to - from) / 2 ? blank : to;
            }
            wrapped.add(text.substring(from, to).stripTrailing());
            from = to;
            while (from < text.length() && text.charAt(from) == ' ') {
                from++;
            }
        }
        return wrapped;
    }

    /** Where to end so that what begins at {@code from} takes no more than so many columns. */
    private static int fitting(String text, int from, int width) {
        int at = from;
        int taken = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            taken += of(character);
            if (taken > width) {
                break;
            }
            at += Character.charCount(character);
        }
        return at;
    }
}
