package io.roadstead.store;

import java.util.List;

/**
 * A part of a range, in key order.
 *
 * @param revision the store's revision when the page was read: a watch from the first page's revision misses nothing
 * @param more whether keys remain after the last of these
 */
public record Page(List<Entry> entries, Revision revision, boolean more) {
    public Page {
        entries = List.copyOf(entries);
    }
}
