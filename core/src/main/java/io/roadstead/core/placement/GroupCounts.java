package io.roadstead.core.placement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** How many tasks of each group are on each row of a {@link Fleet}, kept both ways round. */
final class GroupCounts {
    private final List<Map<String, Integer>> byRow = new ArrayList<>();
    private final Map<String, RowCounts> byGroup = new HashMap<>();
    private final RowCounts none = new RowCounts();

    void add(int row, String group) {
        while (byRow.size() <= row) {
            byRow.add(new HashMap<>());
        }
        byRow.get(row).merge(group, 1, Integer::sum);
        byGroup.computeIfAbsent(group, unused -> new RowCounts()).increase(row);
    }

    void clear(int row) {
        if (row >= byRow.size()) {
            return;
        }
        Map<String, Integer> groups = byRow.get(row);
        for (String group : groups.keySet()) {
            RowCounts rows = Objects.requireNonNull(byGroup.get(group));
            rows.remove(row);
            if (rows.isEmpty()) {
                byGroup.remove(group);
            }
        }
        groups.clear();
    }

    int count(int row, String group) {
        return row < byRow.size() ? byRow.get(row).getOrDefault(group, 0) : 0;
    }

    Set<String> groupsOn(int row) {
        return row < byRow.size() ? Collections.unmodifiableSet(byRow.get(row).keySet()) : Set.of();
    }

    /** Rows with at least one task of the group, and how many. */
    RowCounts rowsOf(String group) {
        return byGroup.getOrDefault(group, none);
    }
}
