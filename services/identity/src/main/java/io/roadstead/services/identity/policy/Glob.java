package io.roadstead.services.identity.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of text, {@code *} (any characters, also none) and {@code ?} (any one).
 *
 * <p>Its one rule is that matching never goes back. What stands before the first star must begin the text, what stands
 * after the last must end it, and each piece between is looked for from where the one before it ended: the leftmost place
 * leaves the most room for the rest. A piece is found in time linear in the text (Knuth, Morris, Pratt), or, when it
 * holds a {@code ?}, in one pass that handles 64 of its characters at once. So {@code *a*a*a*b} is no trap.
 */
final class Glob {
    private static final int WORD = 64;

    private final Piece[] pieces;
    private final int minimum;

    private Glob(Piece[] pieces) {
        this.pieces = pieces;
        int least = 0;
        for (Piece piece : pieces) {
            least += piece.length();
        }
        this.minimum = least;
    }

    /** Collects a pattern from left to right. */
    static final class Builder {
        private final List<Piece> pieces = new ArrayList<>();
        private StringBuilder text = new StringBuilder();
        private List<Integer> wild = new ArrayList<>();

        /** Text that stands for itself, stars and question marks too. */
        Builder literal(String literal) {
            text.append(literal);
            return this;
        }

        Builder any() {
            wild.add(text.length());
            text.append('?');
            return this;
        }

        Builder star() {
            if (pieces.isEmpty() || !text.isEmpty()) {
                close();
            }
            return this;
        }

        private void close() {
            pieces.add(new Piece(text.toString(), wild));
            text = new StringBuilder();
            wild = new ArrayList<>();
        }

        Glob build() {
            close();
            return new Glob(pieces.toArray(Piece[]::new));
        }
    }

    boolean matches(String text) {
        if (text.length() < minimum) {
            return false;
        }
        Piece first = pieces[0];
        if (pieces.length == 1) {
            return text.length() == minimum && first.at(text, 0);
        }
        Piece last = pieces[pieces.length - 1];
        int end = text.length() - last.length();
        if (!first.at(text, 0) || !last.at(text, end)) {
            return false;
        }
        int from = first.length();
        for (int i = 1; i < pieces.length - 1; i++) {
            int found = pieces[i].find(text, from, end);
            if (found < 0) {
                return false;
            }
            from = found + pieces[i].length();
        }
        return true;
    }

    /** What stands between two stars. */
    private static final class Piece {
        private final String text;
        private final boolean @Nullable [] wild;
        private int @Nullable [] borders;

        Piece(String text, List<Integer> wildAt) {
            this.text = text;
            if (wildAt.isEmpty()) {
                wild = null;
            } else {
                wild = new boolean[text.length()];
                for (int at : wildAt) {
                    wild[at] = true;
                }
            }
        }

        int length() {
            return text.length();
        }

        boolean at(String where, int offset) {
            if (wild == null) {
                return where.startsWith(text, offset);
            }
            for (int i = 0; i < text.length(); i++) {
                if (!wild[i] && where.charAt(offset + i) != text.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        /** The first place from {@code from} on where all of it lies before {@code end}; -1 when there is none. */
        int find(String where, int from, int end) {
            if (from + text.length() > end) {
                return -1;
            }
            return wild == null ? findText(where, from, end) : findWild(where, from, end, wild);
        }

        private int findText(String where, int from, int end) {
            int[] known = borders;
            if (known == null) {
                known = borders(text);
                borders = known;
            }
            int matched = 0;
            for (int i = from; i < end; i++) {
                char c = where.charAt(i);
                while (matched > 0 && c != text.charAt(matched)) {
                    matched = known[matched - 1];
                }
                if (c == text.charAt(matched)) {
                    matched++;
                }
                if (matched == text.length()) {
                    return i - matched + 1;
                }
            }
            return -1;
        }

        /** For each prefix, how long its longest border is: where to go on after a mismatch. */
        private static int[] borders(String text) {
            int[] borders = new int[text.length()];
            int matched = 0;
            for (int i = 1; i < borders.length; i++) {
                while (matched > 0 && text.charAt(i) != text.charAt(matched)) {
                    matched = borders[matched - 1];
                }
                if (text.charAt(i) == text.charAt(matched)) {
                    matched++;
                }
                borders[i] = matched;
            }
            return borders;
        }

        /** Bit i of the state says that the first i + 1 characters match up to here (Baeza-Yates, Gonnet). */
        private int findWild(String where, int from, int end, boolean[] wildAt) {
            int words = (text.length() + WORD - 1) / WORD;
            long[] anything = new long[words];
            for (int i = 0; i < text.length(); i++) {
                if (wildAt[i]) {
                    anything[i / WORD] |= 1L << i;
                }
            }
            Map<Character, long[]> masks = new HashMap<>();
            for (int i = 0; i < text.length(); i++) {
                if (!wildAt[i]) {
                    masks.computeIfAbsent(text.charAt(i), c -> anything.clone())[i / WORD] |= 1L << i;
                }
            }
            int lastWord = (text.length() - 1) / WORD;
            long lastBit = 1L << (text.length() - 1);
            long[] state = new long[words];
            for (int i = from; i < end; i++) {
                long[] mask = masks.getOrDefault(where.charAt(i), anything);
                long carry = 1;
                for (int w = 0; w < words; w++) {
                    long next = state[w] >>> (WORD - 1);
                    state[w] = (state[w] << 1 | carry) & mask[w];
                    carry = next;
                }
                if ((state[lastWord] & lastBit) != 0) {
                    return i - text.length() + 1;
                }
            }
            return -1;
        }
    }
}
