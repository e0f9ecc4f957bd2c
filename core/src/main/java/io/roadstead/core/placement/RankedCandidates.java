package io.roadstead.core.placement;

import io.roadstead.core.Ids;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rows in the strategies' order while tasks are placed, so that a task costs as much as the rows it changes and
 * not as much as the rows there are.
 *
 * <p>Scores over an attribute change for many rows at once, the others only for the row that took a task. So the rows are
 * cut into {@link Shelf shelves}, one for each combination of the attributes' values: within a shelf the attributes say
 * nothing, and an order by the other scores stays right. The next task goes to the best of the shelves' best rows.
 *
 * <p>Example: {@code spread(attribute:ecs.availability-zone), binpack(memory)} over 9,000 instances in three zones makes
 * three shelves. A task goes to a zone with the fewest, there to the row with the least memory left, which has even less
 * then and stays in front until it is full. Nothing else is looked at.
 */
final class RankedCandidates implements Candidates {
    /** More combinations than this are better scanned: each task looks at all of them. */
    private static final int MAX_SHELVES = 64;

    /** Room to number combinations in. */
    private static final int MAX_COMBINATIONS = 1 << 16;

    private static final int NONE = -1;

    private final Preferences preferences;
    private final Preferences.Trend trend;
    private final int[] shelfOf;
    private final Shelf[] shelves;
    private final int words;

    /** The shelves that hold the best rows, as the last look found them. */
    private final Shelf[] tied;

    private int left;

    /** Absent when the values of the attributes make too many combinations. */
    static @Nullable RankedCandidates of(Preferences preferences, Demand demand, int[] fitting, int count) {
        int rows = count == 0 ? 0 : fitting[count - 1] + 1;
        int[] shelfOf = new int[rows];
        int shelves = 1;
        for (Preferences.Preference preference : preferences.overAttributes()) {
            long combinations = (long) shelves * preference.distinct();
            if (combinations > MAX_COMBINATIONS) {
                return null;
            }
            int[] numbers = new int[(int) combinations];
            int next = 0;
            for (int i = 0; i < count; i++) {
                int row = fitting[i];
                int combination = shelfOf[row] * preference.distinct() + preference.value(row);
                if (numbers[combination] == 0) {
                    numbers[combination] = ++next;
                }
                shelfOf[row] = numbers[combination] - 1;
            }
            if (next > MAX_SHELVES) {
                return null;
            }
            shelves = Math.max(next, 1);
        }
        return new RankedCandidates(preferences, demand, fitting, count, shelfOf, shelves);
    }

    private RankedCandidates(
            Preferences preferences, Demand demand, int[] fitting, int count, int[] shelfOf, int shelves) {
        this.preferences = preferences;
        this.trend = preferences.trend(demand);
        this.shelfOf = shelfOf;
        this.shelves = new Shelf[shelves];
        this.tied = new Shelf[shelves];
        this.words = (shelfOf.length + Long.SIZE - 1) / Long.SIZE;
        this.left = count;
        int[] sizes = new int[shelves];
        for (int i = 0; i < count; i++) {
            sizes[shelfOf[fitting[i]]]++;
        }
        for (int i = 0; i < shelves; i++) {
            this.shelves[i] = new Shelf(preferences, words, sizes[i]);
        }
        for (int i = 0; i < count; i++) {
            this.shelves[shelfOf[fitting[i]]].add(fitting[i]);
        }
        for (Shelf shelf : this.shelves) {
            shelf.fill();
        }
    }

    @Override
    public boolean isEmpty() {
        return left == 0;
    }

    @Override
    public int draw(Ids ids) {
        int ties = 0;
        int choices = 0;
        for (Shelf shelf : shelves) {
            if (shelf.isEmpty()) {
                continue;
            }
            int better = ties == 0 ? -1 : preferences.compare(shelf.sample(), tied[0].sample());
            if (better < 0) {
                ties = 0;
                choices = 0;
            }
            if (better <= 0) {
                tied[ties++] = shelf;
                choices += shelf.best();
            }
        }
        int chosen = choices == 1 ? 0 : ids.below(choices);
        for (int word = 0; word < words; word++) {
            long bits = 0;
            for (int i = 0; i < ties; i++) {
                bits |= tied[i].word(word);
            }
            int here = Long.bitCount(bits);
            if (chosen < here) {
                for (; chosen > 0; chosen--) {
                    bits &= bits - 1;
                }
                return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
            }
            chosen -= here;
        }
        throw new IllegalStateException("the shelves hold fewer rows than they counted");
    }

    @Override
    public void placed(int row, boolean fits) {
        Shelf shelf = shelves[shelfOf[row]];
        if (fits) {
            shelf.moved(row, trend);
        } else {
            shelf.remove(row);
            left--;
        }
    }

    /**
     * Rows that differ in nothing but the scores of their own: the best of them, of which each is as good as the next, and
     * the others in a heap. A row that got better with its task stands alone in front of the best.
     */
    private static final class Shelf {
        private final Preferences preferences;
        private final long[] best;
        private int bestCount;
        /** One of the best. */
        private int sample = NONE;

        private int front = NONE;
        private final int[] rest;
        private int restCount;
        /** Whether the rest is a heap yet; before the best are first used up it need not be. */
        private boolean heaped;

        Shelf(Preferences preferences, int words, int size) {
            this.preferences = preferences;
            best = new long[words];
            rest = new int[size];
        }

        boolean isEmpty() {
            return front == NONE && bestCount == 0;
        }

        /** How many rows are as good as the best. */
        int best() {
            return front == NONE ? bestCount : 1;
        }

        /** One of those. */
        int sample() {
            return front == NONE ? sample : front;
        }

        /** Those with rows 64 times {@code word} and up, a bit for each. */
        long word(int word) {
            if (front == NONE) {
                return best[word];
            }
            return front / Long.SIZE == word ? 1L << front : 0;
        }

        /** Before the first {@link #fill}. */
        void add(int row) {
            rest[restCount++] = row;
        }

        /** Makes those of the rest that are best the best, when there are none. */
        void fill() {
            if (front != NONE || bestCount > 0 || restCount == 0) {
                return;
            }
            if (sample == NONE) {
                split();
                return;
            }
            if (!heaped) {
                heaped = true;
                for (int i = restCount / 2 - 1; i >= 0; i--) {
                    sink(i);
                }
            }
            int first = rest[0];
            do {
                take(pop());
            } while (restCount > 0 && preferences.compareOwn(rest[0], first) == 0);
        }

        /** The first time without a heap: in one walk, for often the best are many and the rest is never needed. */
        private void split() {
            int least = rest[0];
            for (int i = 1; i < restCount; i++) {
                if (preferences.compareOwn(rest[i], least) < 0) {
                    least = rest[i];
                }
            }
            int kept = 0;
            for (int i = 0; i < restCount; i++) {
                int row = rest[i];
                if (preferences.compareOwn(row, least) == 0) {
                    take(row);
                } else {
                    rest[kept++] = row;
                }
            }
            restCount = kept;
        }

        private void take(int row) {
            best[row / Long.SIZE] |= 1L << row;
            bestCount++;
            sample = row;
        }

        /** A row of the best has new scores of its own. */
        void moved(int row, Preferences.Trend trend) {
            switch (trend) {
                case SAME -> {}
                case BETTER -> {
                    if (row != front) {
                        leave(row);
                        front = row;
                    }
                }
                case WORSE -> {
                    leave(row);
                    push(row);
                    fill();
                }
            }
        }

        /** A row of the best takes no more. */
        void remove(int row) {
            if (row == front) {
                front = NONE;
            } else {
                leave(row);
            }
            fill();
        }

        private void leave(int row) {
            best[row / Long.SIZE] &= ~(1L << row);
            bestCount--;
            if (row == sample && bestCount > 0) {
                int word = row / Long.SIZE;
                while (best[word] == 0) {
                    word = word + 1 == best.length ? 0 : word + 1;
                }
                sample = word * Long.SIZE + Long.numberOfTrailingZeros(best[word]);
            }
        }

        private void push(int row) {
            int at = restCount++;
            rest[at] = row;
            while (heaped && at > 0 && preferences.compareOwn(row, rest[(at - 1) / 2]) < 0) {
                rest[at] = rest[(at - 1) / 2];
                at = (at - 1) / 2;
                rest[at] = row;
            }
        }

        private int pop() {
            int first = rest[0];
            rest[0] = rest[--restCount];
            sink(0);
            return first;
        }

        private void sink(int from) {
            if (restCount == 0) {
                return;
            }
            int at = from;
            int row = rest[at];
            while (2 * at + 1 < restCount) {
                int child = 2 * at + 1;
                if (child + 1 < restCount && preferences.compareOwn(rest[child + 1], rest[child]) < 0) {
                    child++;
                }
                if (preferences.compareOwn(rest[child], row) >= 0) {
                    break;
                }
                rest[at] = rest[child];
                at = child;
            }
            rest[at] = row;
        }

        @Override
        public String toString() {
            return bestCount + " best, front " + front + ", rest " + Arrays.toString(Arrays.copyOf(rest, restCount));
        }
    }
}
