package io.roadstead.cli.terminal;

/**
 * The room there is to draw on.
 *
 * @param columns how wide, at least 1
 * @param rows how high; {@link #ENDLESS} where output just goes on
 */
public record Size(int columns, int rows) {
    public static final int ENDLESS = Integer.MAX_VALUE;

    public Size {
        columns = Math.max(columns, 1);
        rows = Math.max(rows, 1);
    }
}
