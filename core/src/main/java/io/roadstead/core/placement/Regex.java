package io.roadstead.core.placement;

import io.roadstead.core.placement.RegexParser.Alternatives;
import io.roadstead.core.placement.RegexParser.Anchor;
import io.roadstead.core.placement.RegexParser.Lookahead;
import io.roadstead.core.placement.RegexParser.One;
import io.roadstead.core.placement.RegexParser.Piece;
import io.roadstead.core.placement.RegexParser.Repeat;
import io.roadstead.core.placement.RegexParser.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression in Java's syntax that never takes long. Anybody who may run a task may send one, and it is asked
 * of every instance: {@code java.util.regex} can be made to try 2^n ways through a text of n characters, and counting
 * its steps from outside misses the empty ones. This one follows all ways at once, so it takes at most (steps of the
 * program) x (length of the text), and the square of the length where there are lookaheads.
 *
 * <p>It knows literals, {@code .}, classes, groups, alternatives, repetition (greedy or reluctant), {@code \d \w \s}
 * and their opposites, {@code ^ $ \A \z \b \B}, {@code (?=} and {@code (?!}, and a leading {@code (?i)}. Back
 * references, lookbehind, possessive repetition and Unicode classes are refused by name. {@code $} is the end of the
 * text, as for a text without line breaks.
 */
final class Regex {
    /** Steps of a program; a repetition by number is written out. */
    private static final int MAX_STEPS = 2000;

    /** A pattern that is wrong or beyond what is supported; the message is a clause that says what is the matter. */
    static final class Unreadable extends RuntimeException {
        Unreadable(String message) {
            super(message);
        }
    }

    /** A step of the program. Going on means to the next step, unless the step says otherwise. */
    private sealed interface Step {}

    /** Consumes a code point. */
    private record Consume(IntPredicate test) implements Step {}

    /** Goes both ways. */
    private record Fork(int one, int other) implements Step {}

    private record Jump(int to) implements Step {}

    private record Stand(Anchor anchor) implements Step {}

    /** Goes to {@code after} if the program from the next step on does, or does not, cover what follows. */
    private record Look(boolean wanted, int after) implements Step {}

    private record Done() implements Step {}

    private final String pattern;
    private final List<@Nullable Step> steps = new ArrayList<>();

    private Regex(String pattern) {
        this.pattern = pattern;
        write(new RegexParser(pattern).parse());
        append(new Done());
    }

    /** @throws Unreadable when the pattern is wrong or beyond what is supported */
    static Regex compile(String pattern) {
        return new Regex(pattern);
    }

    /** Whether the pattern covers the text from end to end. */
    boolean matches(String text) {
        return new Run(text.codePoints().toArray()).covers(0, 0, true);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Regex regex && regex.pattern.equals(pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    @Override
    public String toString() {
        return pattern;
    }

    private void write(Piece piece) {
        switch (piece) {
            case One one -> append(new Consume(one.test()));
            case Sequence sequence -> sequence.pieces().forEach(this::write);
            case Alternatives alternatives -> writeAlternatives(alternatives.pieces());
            case Repeat repeat -> writeRepeat(repeat);
            case Anchor anchor -> append(new Stand(anchor));
            case Lookahead lookahead -> {
                int look = append(null);
                write(lookahead.piece());
                append(new Done());
                steps.set(look, new Look(lookahead.wanted(), steps.size()));
            }
        }
    }

    private void writeAlternatives(List<Piece> pieces) {
        List<Integer> jumps = new ArrayList<>();
        for (int i = 0; i < pieces.size() - 1; i++) {
            int fork = append(null);
            write(pieces.get(i));
            jumps.add(append(null));
            steps.set(fork, new Fork(fork + 1, steps.size()));
        }
        write(pieces.getLast());
        for (int jump : jumps) {
            steps.set(jump, new Jump(steps.size()));
        }
    }

    private void writeRepeat(Repeat repeat) {
        for (int i = 0; i < repeat.least(); i++) {
            writeOnce(repeat.piece());
        }
        if (repeat.most() < 0) {
            int fork = append(null);
            write(repeat.piece());
            append(new Jump(fork));
            steps.set(fork, new Fork(fork + 1, steps.size()));
            return;
        }
        for (int i = repeat.least(); i < repeat.most(); i++) {
            int fork = append(null);
            write(repeat.piece());
            steps.set(fork, new Fork(fork + 1, steps.size()));
        }
    }

    /** Counts a step even for a piece that has none, so that nothing can be repeated without end. */
    private void writeOnce(Piece piece) {
        int before = steps.size();
        write(piece);
        if (steps.size() == before) {
            append(new Jump(before + 1));
        }
    }

    private int append(@Nullable Step step) {
        if (steps.size() == MAX_STEPS) {
            throw new Unreadable("there are more than " + MAX_STEPS + " steps, repetitions written out");
        }
        steps.add(step);
        return steps.size() - 1;
    }

    /** One text on its way through the program. */
    private final class Run {
        private final int[] text;

        /** By step and place: what a lookahead answered there, 0 for not asked, 1 for no, 2 for yes. */
        private final byte[][] answers = new byte[steps.size()][];

        private Run(int[] text) {
            this.text = text;
        }

        /** Whether the program from a step on reaches its end, at the end of the text or, if need not be, before it. */
        boolean covers(int firstStep, int from, boolean toTheEnd) {
            int[] now = new int[steps.size()];
            int[] then = new int[steps.size()];
            int[] reachedAt = new int[steps.size()];
            Arrays.fill(reachedAt, -1);
            now[0] = firstStep;
            int count = 1;
            for (int place = from; ; place++) {
                int next = 0;
                for (int step : closure(now, count, place, reachedAt)) {
                    switch (stepAt(step)) {
                        case Done done -> {
                            if (!toTheEnd || place == text.length) {
                                return true;
                            }
                        }
                        case Consume consume -> {
                            if (place < text.length && consume.test().test(text[place])) {
                                then[next++] = step + 1;
                            }
                        }
                        case Fork fork -> {}
                        case Jump jump -> {}
                        case Stand stand -> {}
                        case Look look -> {}
                    }
                }
                if (next == 0) {
                    return false;
                }
                int[] swap = now;
                now = then;
                then = swap;
                count = next;
            }
        }

        /** Every step reachable from the given ones without consuming anything, each once. */
        private int[] closure(int[] from, int count, int place, int[] reachedAt) {
            int[] reached = new int[steps.size()];
            int size = 0;
            for (int i = 0; i < count; i++) {
                size = reach(from[i], place, reachedAt, reached, size);
            }
            // The list grows while it is worked through: a step that consumes nothing adds those it leads to.
            for (int i = 0; i < size; i++) {
                int step = reached[i];
                switch (stepAt(step)) {
                    case Fork fork -> {
                        size = reach(fork.one(), place, reachedAt, reached, size);
                        size = reach(fork.other(), place, reachedAt, reached, size);
                    }
                    case Jump jump -> size = reach(jump.to(), place, reachedAt, reached, size);
                    case Stand stand -> {
                        if (standsAt(stand.anchor(), place)) {
                            size = reach(step + 1, place, reachedAt, reached, size);
                        }
                    }
                    case Look look -> {
                        if (seen(step, place) == look.wanted()) {
                            size = reach(look.after(), place, reachedAt, reached, size);
                        }
                    }
                    case Consume consume -> {}
                    case Done done -> {}
                }
            }
            return Arrays.copyOf(reached, size);
        }

        private int reach(int step, int place, int[] reachedAt, int[] reached, int size) {
            if (reachedAt[step] == place) {
                return size;
            }
            reachedAt[step] = place;
            reached[size] = step;
            return size + 1;
        }

        private boolean seen(int look, int place) {
            byte[] known = answers[look];
            if (known == null) {
                known = new byte[text.length + 1];
                answers[look] = known;
            }
            if (known[place] == 0) {
                known[place] = (byte) (covers(look + 1, place, false) ? 2 : 1);
            }
            return known[place] == 2;
        }

        private boolean standsAt(Anchor anchor, int place) {
            boolean boundary = wordAt(place - 1) != wordAt(place);
            return switch (anchor) {
                case START -> place == 0;
                case END -> place == text.length;
                case WORD_BOUNDARY -> boundary;
                case NO_WORD_BOUNDARY -> !boundary;
            };
        }

        private boolean wordAt(int place) {
            return place >= 0 && place < text.length && RegexParser.wordCharacter(text[place]);
        }

        private Step stepAt(int step) {
            return Objects.requireNonNull(steps.get(step), "a program is whole once it runs");
        }
    }
}
