package io.roadstead.core.placement;

import io.roadstead.core.model.PlacementStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /** Scores by row, or by {@code index[row]} where there is an index. The least is the best. */
    private static final class Preference {
        private final int[] scores;
        private final int @Nullable [] index;

        /** Whether the scores are counts of the group's tasks, to be kept up here; the fleet keeps up the others. */
        private final boolean counted;

        Preference(int[] scores, int @Nullable [] index, boolean counted) {
            this.scores = scores;
            this.index = index;
            this.counted = counted;
        }

        int narrow(int[] rows, int count, int[] best) {
            return index == null ? least(rows, count, best, scores) : least(rows, count, best, scores, index);
        }

        void placed(int row) {
            if (counted) {
                scores[index == null ? row : index[row]]++;
            }
        }
    }

    private final List<Preference> preferences = new ArrayList<>();

    Preferences(Fleet fleet, PlacementRequest request) {
        for (PlacementStrategy strategy : request.strategies()) {
            String field = Objects.requireNonNullElse(strategy.field(), "");
            switch (strategy.type()) {
                case RANDOM -> {
                    // Whatever follows would choose from a single row.
                    return;
                }
                case BINPACK -> preferences.add(binpack(fleet, field));
                case SPREAD -> preferences.add(spread(fleet, request.group(), field));
            }
        }
    }

    /**
     * Writes the best of the first {@code count} rows to the front of another array.
     *
     * @return how many they are
     */
    int narrow(int[] rows, int count, int[] best) {
        int left = count;
        int[] from = rows;
        for (Preference preference : preferences) {
            left = preference.narrow(from, left, best);
            from = best;
        }
        return left;
    }

    /** True when every row is as good as another. */
    boolean none() {
        return preferences.isEmpty();
    }

    /** Tells that a task of the group was placed on a row. */
    void placed(int row) {
        for (Preference preference : preferences) {
            preference.placed(row);
        }
    }

    private static Preference binpack(Fleet fleet, String field) {
        return switch (field.toLowerCase(Locale.ROOT)) {
            case "cpu" -> new Preference(fleet.cpu(), null, false);
            case "memory" -> new Preference(fleet.memory(), null, false);
            default -> throw unknown(field, "binpack");
        };
    }

    private static Preference spread(Fleet fleet, String group, String field) {
        Map<Integer, Integer> tasks = fleet.groups().rowsOf(group);
        if (field.equals(INSTANCE_ID) || field.equals(HOST)) {
            int[] counts = new int[fleet.rows()];
            tasks.forEach((row, count) -> counts[row] = count);
            return new Preference(counts, null, true);
        }
        if (!field.startsWith(ATTRIBUTE)) {
            throw unknown(field, "spread");
        }
        Columns.Values values = fleet.valuesOf(field.substring(ATTRIBUTE.length()));
        int[] counts = new int[values.distinct()];
        int[] valueOf = values.ofRow();
        tasks.forEach((row, count) -> counts[valueOf[row]] += count);
        return new Preference(counts, valueOf, true);
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
