package io.roadstead.core.placement;

import io.roadstead.core.model.Attribute;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is derived from the fixed part of a fleet's rows (attributes, connection, registration), kept from one placement
 * to the next because attributes change far more rarely than tasks come and go: which rows satisfy a requirement, and
 * which value of an attribute each row has. The least recently used fall out, since callers choose both.
 */
final class Columns {
    /** Requirements remembered: one for each set of required attributes and each memberOf expression. */
    private static final int MAX_SETS = 256;

    /** Attributes remembered to spread over. */
    private static final int MAX_VALUES = 16;

    private final Map<Object, RowSet> sets = leastRecentlyUsed(MAX_SETS);
    private final Map<String, Values> values = leastRecentlyUsed(MAX_VALUES);

    /** The rows whose node passes the test; equal keys mean equal tests. */
    BitSet rowsWhere(Object key, Predicate<Node> test, @Nullable Node[] nodes) {
        RowSet known = sets.get(key);
        if (known == null) {
            known = new RowSet(test, new BitSet(nodes.length));
            sets.put(key, known);
            for (int row = 0; row < nodes.length; row++) {
                known.set(row, nodes[row]);
            }
        }
        return known.rows;
    }

    /** A number for each row, equal where the attribute's value is; rows without the attribute share one. */
    Values valuesOf(String attribute, @Nullable Node[] nodes) {
        Values known = values.get(attribute);
        if (known == null || known.distinct() > 2 * nodes.length) {
            // Values of instances long gone keep their numbers, so a column is made anew when most of it is those.
            known = new Values(attribute);
            values.put(attribute, known);
            for (int row = 0; row < nodes.length; row++) {
                known.set(row, nodes[row]);
            }
        }
        return known;
    }

    /** To be called whenever the fixed part of a row changed; absent when the row is empty now. */
    void changed(int row, @Nullable Node node) {
        for (RowSet set : sets.values()) {
            set.set(row, node);
        }
        for (Values column : values.values()) {
            column.set(row, node);
        }
    }

    private static <K, V> Map<K, V> leastRecentlyUsed(int limit) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > limit;
            }
        };
    }

    private record RowSet(Predicate<Node> test, BitSet rows) {
        void set(int row, @Nullable Node node) {
            rows.set(row, node != null && test.test(node));
        }
    }

    /** One attribute's values as small numbers. */
    static final class Values {
        private final String attribute;
        private final Map<Value, Integer> numbers = new HashMap<>();
        private int[] ofRow = new int[0];

        private Values(String attribute) {
            this.attribute = attribute;
        }

        /** By row; at least as long as the fleet has rows. */
        int[] ofRow() {
            return ofRow;
        }

        /** How many numbers there are. */
        int distinct() {
            return numbers.size();
        }

        private void set(int row, @Nullable Node node) {
            if (row >= ofRow.length) {
                ofRow = Arrays.copyOf(ofRow, Math.max(row + 1, ofRow.length * 2));
            }
            Attribute found = node == null ? null : node.attribute(attribute);
            Value value = new Value(found != null, found == null ? null : found.value());
            ofRow[row] = numbers.computeIfAbsent(value, unused -> numbers.size());
        }

        private record Value(boolean present, @Nullable String text) {}
    }
}
