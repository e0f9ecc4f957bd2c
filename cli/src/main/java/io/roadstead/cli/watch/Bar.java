package io.roadstead.cli.watch;

import io.roadstead.cli.terminal.Line;
import io.roadstead.cli.terminal.Style;

/** How much of a whole: {@code [|||       ]}. Of plain characters, which every terminal has in one width. */
final class Bar {
    /** From this share on a bar is yellow, and red. */
    private static final double MUCH = 0.75;

    private static final double NEARLY_ALL = 0.95;

    private Bar() {}

    /** How many characters a bar has in a terminal of so many columns. */
    static int cells(int columns) {
        return columns < 100 ? 5 : columns < 140 ? 10 : 16;
    }

    /** What is used, the more the worse: of 10 cells 1 is filled as soon as anything is, and 10 only when all is. */
    static Line used(long used, long whole, int cells) {
        double share = whole <= 0 ? 0 : (double) used / whole;
        return of(used, whole, cells, share >= NEARLY_ALL ? Style.RED : share >= MUCH ? Style.YELLOW : Style.GREEN);
    }

    /** How far something is; nothing to do is done. */
    static Line progress(long done, long whole, int cells) {
        return whole <= 0
                ? of(1, 1, cells, Style.GREEN)
                : of(done, whole, cells, done >= whole ? Style.GREEN : Style.YELLOW);
    }

    private static Line of(long part, long whole, int cells, Style style) {
        int filled = filled(part, whole, cells);
        return Line.of("[", Style.DIM)
                .plus("|".repeat(filled), style)
                .plus(" ".repeat(cells - filled))
                .plus("]", Style.DIM);
    }

    private static int filled(long part, long whole, int cells) {
        if (part <= 0 || whole <= 0) {
            return 0;
        }
        if (part >= whole) {
            return cells;
        }
        return Math.clamp(Math.round((double) cells * part / whole), 1, cells - 1);
    }
}
