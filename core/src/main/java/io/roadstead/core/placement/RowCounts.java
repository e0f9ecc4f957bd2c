package io.roadstead.core.placement;

import java.util.Arrays;

/** Rows with a number above 0 each, in an open table of primitives: walked over by every placement that spreads. */
final class RowCounts {
    /** What a call of {@link #forEach} does with a row. */
    interface Each {
        void row(int row, int count);
    }

    private static final int FIRST_SLOTS = 8;
    private static final int EMPTY = -1;
    /** Makes neighbouring rows stand apart: the golden ratio's digits, as Knuth has it. */
    private static final int SPREAD = 0x9E3779B9;

    private int[] rows = empty(FIRST_SLOTS);
    private int[] counts = new int[FIRST_SLOTS];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    void increase(int row) {
        int slot = slot(row);
        if (rows[slot] == EMPTY) {
            rows[slot] = row;
            size++;
        }
        counts[slot]++;
        if (size > rows.length / 2) {
            grow();
        }
    }

    /** Forgets a row; one that is not there is none the less gone. */
    void remove(int row) {
        int hole = slot(row);
        if (rows[hole] == EMPTY) {
            return;
        }
        size--;
        // Whoever was pushed on by the one removed moves up, so that searches find no gap before what they look for.
        int mask = rows.length - 1;
        int next = (hole + 1) & mask;
        while (rows[next] != EMPTY) {
            int home = home(rows[next]);
            if (((next - home) & mask) >= ((next - hole) & mask)) {
                rows[hole] = rows[next];
                counts[hole] = counts[next];
                hole = next;
            }
            next = (next + 1) & mask;
        }
        rows[hole] = EMPTY;
        counts[hole] = 0;
    }

    void forEach(Each each) {
        for (int slot = 0; slot < rows.length; slot++) {
            if (rows[slot] != EMPTY) {
                each.row(rows[slot], counts[slot]);
            }
        }
    }

    private int slot(int row) {
        int slot = home(row);
        while (rows[slot] != EMPTY && rows[slot] != row) {
            slot = (slot + 1) & (rows.length - 1);
        }
        return slot;
    }

    private int home(int row) {
        int hash = row * SPREAD;
        return (hash ^ (hash >>> 16)) & (rows.length - 1);
    }

    private void grow() {
        int[] oldRows = rows;
        int[] oldCounts = counts;
        rows = empty(oldRows.length * 2);
        counts = new int[rows.length];
        for (int i = 0; i < oldRows.length; i++) {
            if (oldRows[i] != EMPTY) {
                int slot = slot(oldRows[i]);
                rows[slot] = oldRows[i];
                counts[slot] = oldCounts[i];
            }
        }
    }

    private static int[] empty(int slots) {
        int[] rows = new int[slots];
        Arrays.fill(rows, EMPTY);
        return rows;
    }
}
