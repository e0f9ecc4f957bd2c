package io.roadstead.store;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Where all state lives, and the only bus: a small, ordered key-value store with guarded transactions and gapless
 * watches, narrow enough for SQLite and etcd alike.
 *
 * <p>A commit that answered {@link CommitResult.Committed} is on disk. All methods may be called from any thread,
 * virtual ones included, and block no carrier. A
 * closed store answers every one of them with a {@link StoreException}.
 */
public interface Store extends AutoCloseable {
    Optional<Entry> get(Key key);

    /**
     * At most {@code limit} records of the prefix, in key order, after {@code after} when present.
     *
     * @param limit 1 to {@link #MAX_PAGE}
     */
    Page range(Prefix prefix, Optional<Key> after, int limit);

    /**
     * Does all of it or nothing, and answers when it is on disk. An operation id that was committed before changes
     * nothing and answers its first revision, whatever the transaction says now; one that was refused is judged anew.
     */
    CommitResult commit(Txn txn);

    /**
     * What became of the transaction with this id: its revision when it was committed, empty when it was not, and then no
     * attempt begun before this question ever will be. Whoever tries again takes a new id. Remembered for at least
     * {@link #OPERATIONS_KEPT} further commits.
     */
    Optional<Revision> outcome(String operationId);

    /**
     * Tells of every change of the prefix after this revision, in order, in batches that end at revision borders.
     * Should the revision be compacted away, or not be there yet, {@link Watcher#lost} is called at once. A watcher that
     * falls too far behind, or throws, is lost too.
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

    /** Where watchers are called unless something else is asked for: a virtual thread for each run of calls. */
    static Executor virtualThreads() {
        return task -> Thread.ofVirtual().name("store-watch").start(task);
    }

    /** The rules of {@link #lead}'s arguments, for those who implement it. */
    static void requireLease(String name, String holder, Duration ttl) {
        Txn.requireStorable("a lease's name", name, Key.MAX_LENGTH - Guard.Leader.CONFLICT_PREFIX.length());
        Txn.requireStorable("a lease's holder", holder, Txn.MAX_OPERATION_ID);
        if (!ttl.isPositive()) {
            throw new IllegalArgumentException("a lease is taken for some time, and this is " + ttl);
        }
    }
}
