package io.roadstead.core.placement;

import io.roadstead.core.model.PlacementStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The strategies of one request, applied left to right: each keeps the rows with the least score and drops the rest.
 *
 * <p>For example {@code spread(attribute:ecs.availability-zone), binpack(memory)} with two tasks of the group in zone a
 * and one in zone b keeps the rows of zone b, and of those the ones with the least memory left. Source: ecs-behaviour
 * 5.2.
 */
final class Preferences {
    private static final String INSTANCE_ID = "instanceId";
    private static final String HOST = "host";
    private static final String ATTRIBUTE = "attribute:";

    /** What taking a task does to a row's own scores, the first that changes before those that follow. */
    enum Trend {
        /** It is preferred even more: binpack. */
        BETTER,
        SAME,
        /** Others come before it: spread over instances. */
        WORSE
    }

    /** Scores by row, or by {@code index[row]} where there is an index. The least is the best. */
    static final class Preference {
        private final int[] scores;
        private final int @Nullable [] index;

        /** Whether the scores are counts of the group's tasks, to be kept up here; the fleet keeps up the others. */
        private final boolean counted;

        private final boolean ofMemory;

        Preference(int[] scores, int @Nullable [] index, boolean counted, boolean ofMemory) {
            this.scores = scores;
            this.index = index;
            this.counted = counted;
            this.ofMemory = ofMemory;
        }

        /** Which of the attribute's values the row has, from 0; of preferences over attributes only. */
        int value(int row) {
            return index == null ? row : index[row];
        }

        /** How many values there are. */
        int distinct() {
            return scores.length;
        }

        private int score(int row) {
            return scores[index == null ? row : index[row]];
        }

        private int narrow(int[] rows, int count, int[] best) {
            return index == null ? least(rows, count, best, scores) : least(rows, count, best, scores, index);
        }

        private void placed(int row) {
            if (counted) {
                scores[index == null ? row : index[row]]++;
            }
        }

        private Trend trend(Demand demand) {
            if (counted) {
                return Trend.WORSE;
            }
            return (ofMemory ? demand.memory() : demand.cpu()) > 0 ? Trend.BETTER : Trend.SAME;
        }
    }

    private final List<Preference> overAttributes = new ArrayList<>();
    private final Preference[] all;
    /** Those whose scores are of one row alone. */
    private final Preference[] own;

    Preferences(Fleet fleet, PlacementRequest request) {
        List<Preference> read = read(fleet, request);
        List<Preference> ofRows = new ArrayList<>();
        for (Preference preference : read) {
            (preference.index == null ? ofRows : overAttributes).add(preference);
        }
        all = read.toArray(new Preference[0]);
        own = ofRows.toArray(new Preference[0]);
    }

    private static List<Preference> read(Fleet fleet, PlacementRequest request) {
        List<Preference> read = new ArrayList<>();
        for (PlacementStrategy strategy : request.strategies()) {
            String field = Objects.requireNonNullElse(strategy.field(), "");
            switch (strategy.type()) {
                case RANDOM -> {
                    // Whatever follows would choose from a single row.
                    return read;
                }
                case BINPACK -> read.add(binpack(fleet, field));
                case SPREAD -> read.add(spread(fleet, request.group(), field));
            }
        }
        return read;
    }

    /**
     * Writes the best of the first {@code count} rows to the front of another array.
     *
     * @return how many they are
     */
    int narrow(int[] rows, int count, int[] best) {
        int left = count;
        int[] from = rows;
        for (Preference preference : all) {
            left = preference.narrow(from, left, best);
            from = best;
        }
        return left;
    }

    /** True when every row is as good as another. */
    boolean none() {
        return all.length == 0;
    }

    /** Tells that a task of the group was placed on a row. */
    void placed(int row) {
        for (Preference preference : all) {
            preference.placed(row);
        }
    }

    /** Those over attributes, in order. */
    List<Preference> overAttributes() {
        return overAttributes;
    }

    /** Less than 0 when the first row is preferred, 0 when each is as good as the other. */
    int compare(int one, int other) {
        return compare(all, one, other);
    }

    /** The same for rows with equal values of all attributes that are spread over. */
    int compareOwn(int one, int other) {
        return compare(own, one, other);
    }

    Trend trend(Demand demand) {
        for (Preference preference : own) {
            Trend trend = preference.trend(demand);
            if (trend != Trend.SAME) {
                return trend;
            }
        }
        return Trend.SAME;
    }

    private static int compare(Preference[] preferences, int one, int other) {
        for (Preference preference : preferences) {
            int compared = Integer.compare(preference.score(one), preference.score(other));
            if (compared != 0) {
                return compared;
            }
        }
        return 0;
    }

    private static Preference binpack(Fleet fleet, String field) {
        return switch (field.toLowerCase(Locale.ROOT)) {
            case "cpu" -> new Preference(fleet.cpu(), null, false, false);
            case "memory" -> new Preference(fleet.memory(), null, false, true);
            default -> throw unknown(field, "binpack");
        };
    }

    private static Preference spread(Fleet fleet, String group, String field) {
        RowCounts tasks = fleet.groups().rowsOf(group);
        if (field.equals(INSTANCE_ID) || field.equals(HOST)) {
            int[] counts = new int[fleet.rows()];
            tasks.forEach((row, count) -> counts[row] = count);
            return new Preference(counts, null, true, false);
        }
        if (!field.startsWith(ATTRIBUTE)) {
            throw unknown(field, "spread");
        }
        Columns.Values values = fleet.valuesOf(field.substring(ATTRIBUTE.length()));
        int[] counts = new int[values.distinct()];
        int[] valueOf = values.ofRow();
        tasks.forEach((row, count) -> counts[valueOf[row]] += count);
        return new Preference(counts, valueOf, true, false);
    }

    private static IllegalArgumentException unknown(String field, String strategy) {
        return new IllegalArgumentException("no " + strategy + " over field '" + field
                + "': let definition.PlacementRules judge the request first");
    }

    // The result may be written over the rows it is chosen from, since it never gets ahead of them.

    private static int least(int[] rows, int count, int[] best, int[] scores) {
        int least = Integer.MAX_VALUE;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            int score = scores[row];
            if (score < least) {
                least = score;
                kept = 0;
            }
            if (score == least) {
                best[kept++] = row;
            }
        }
        return kept;
    }

    private static int least(int[] rows, int count, int[] best, int[] scores, int[] index) {
        int least = Integer.MAX_VALUE;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            int score = scores[index[row]];
            if (score < least) {
                least = score;
                kept = 0;
            }
            if (score == least) {
                best[kept++] = row;
            }
        }
        return kept;
    }
}
