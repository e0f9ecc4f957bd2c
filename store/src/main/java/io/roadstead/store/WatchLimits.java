package io.roadstead.store;

/**
 * How far a watch may fall behind before it is {@linkplain Watcher#lost lost}. The history kept for this is the one
 * queue of all watches; nothing is queued per watch.
 *
 * @param historyChanges how many of the newest changes are kept, at least
 *     {@link Txn#MAX_WRITES} in real use
 * @param historyBytes how many bytes of values they may hold together
 * @param batchChanges how many changes one call of {@link Watcher#changed} brings, more only to end at a revision border
 */
public record WatchLimits(int historyChanges, long historyBytes, int batchChanges) {
    public static final WatchLimits DEFAULT = new WatchLimits(20_000, 64L * 1024 * 1024, 1_000);

    public WatchLimits {
        if (historyChanges < 1 || historyBytes < 1 || batchChanges < 1) {
            throw new IllegalArgumentException("every limit of a watch is at least 1, and these are " + historyChanges
                    + ", " + historyBytes + ", " + batchChanges);
        }
    }
}
