package io.roadstead.store;

import java.time.Duration;
import java.util.Optional;

/**
 * Where all state lives, and the only bus: a small, ordered key-value store with guarded transactions and gapless
 * watches, narrow enough for SQLite and etcd alike.
 *
 * <p>A commit that answered {@link CommitResult.Committed} is on disk. All methods may be called from any thread,
 * virtual ones included, and block no carrier.
 */
public interface Store extends AutoCloseable {
    Optional<Entry> get(Key key);

    /**
     * At most {@code limit} records of the prefix, in key order, after {@code after} when present.
     *
     * @param limit 1 to {@link #MAX_PAGE}
     */
    Page range(Prefix prefix, Optional<Key> after, int limit);

    CommitResult commit(Txn txn);

    /**
     * What became of the transaction with this id: its revision when it was committed, empty when it was not (and, from
     * now on, never will be). Remembered for at least {@link #OPERATIONS_KEPT} further commits.
     */
    Optional<Revision> outcome(String operationId);

    /**
     * Tells of every change of the prefix after this revision, in order, in batches that end at revision borders.
     * Should the revision be compacted away, {@link Watcher#lost} is called at once.
     */
    Watch watch(Prefix prefix, Revision after, Watcher watcher);

    /** The newest revision. */
    Revision revision();

    /**
     * Takes or renews a lease: the epoch when {@code holder} has it now, empty when another does. Renewing keeps the
     * epoch. A lease not renewed within {@code ttl} is free for others, and then its epoch guards nothing any more.
     */
    Optional<Epoch> lead(String name, String holder, Duration ttl);

    /** Gives a lease back; nothing when it was lost already. */
    void resign(Epoch epoch);

    @Override
    void close();

    int MAX_PAGE = 1_000;
    int OPERATIONS_KEPT = 10_000;
}
