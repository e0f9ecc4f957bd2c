package io.roadstead.core.placement;

import io.roadstead.core.Ids;
import java.util.Arrays;

/** Narrows all rows by every strategy anew for each task: the plain way, and the quickest for a few tasks. */
final class ScannedCandidates implements Candidates {
    private final Preferences preferences;
    private final int[] fitting;
    private final int[] best;
    private int count;

    ScannedCandidates(Preferences preferences, int[] fitting, int count) {
        this.preferences = preferences;
        this.fitting = fitting;
        this.count = count;
        best = new int[count];
    }

    @Override
    public boolean isEmpty() {
        return count == 0;
    }

    @Override
    public int draw(Ids ids) {
        int choices = preferences.none() ? count : preferences.narrow(fitting, count, best);
        return (preferences.none() ? fitting : best)[choices == 1 ? 0 : ids.below(choices)];
    }

    @Override
    public void placed(int row, boolean fits) {
        if (!fits) {
            int at = Arrays.binarySearch(fitting, 0, count, row);
            System.arraycopy(fitting, at + 1, fitting, at, count - at - 1);
            count--;
        }
    }
}
