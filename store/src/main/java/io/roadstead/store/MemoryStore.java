package io.roadstead.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** The store without a disk: for tests and simulations, and for a server whose state may die with it. */
public final class MemoryStore implements Store {
    private final InstantSource clock;
    private final RamState state;
    private final ReentrantLock writer = new ReentrantLock();
    private volatile boolean closed;

    /** A store whose watchers are called on virtual threads. */
    public MemoryStore(InstantSource clock) {
        this(clock, WatchLimits.DEFAULT, Store.virtualThreads());
    }

    /** @param deliveries runs the calls to watchers; a simulation gives its own queue */
    public MemoryStore(InstantSource clock, WatchLimits limits, Executor deliveries) {
        this.clock = clock;
        state = new RamState(RamState.Saved.NOTHING, limits, deliveries);
    }

    @Override
    public Optional<Entry> get(Key key) {
        return opened().get(key);
    }

    @Override
    public Page range(Prefix prefix, Optional<Key> after, int limit) {
        return opened().range(prefix, after, limit);
    }

    @Override
    public CommitResult commit(Txn txn) {
        return write(batch -> batch.commit(txn, clock.instant()));
    }

    @Override
    public Optional<Revision> outcome(String operationId) {
        return write(batch -> batch.outcome(operationId));
    }

    @Override
    public Watch watch(Prefix prefix, Revision after, Watcher watcher) {
        return opened().watch(prefix, after, watcher);
    }

    @Override
    public Revision revision() {
        return opened().revision();
    }

    @Override
    public Optional<Epoch> lead(String name, String holder, Duration ttl) {
        Store.requireLease(name, holder, ttl);
        return write(batch -> batch.lead(name, holder, ttl, clock.instant()));
    }

    @Override
    public void resign(Epoch epoch) {
        write(batch -> {
            batch.resign(epoch, clock.instant());
            return epoch;
        });
    }

    @Override
    public void close() {
        closed = true;
        state.endWatches();
    }

    private <T> T write(Function<Batch, T> work) {
        writer.lock();
        try {
            Batch batch = opened().begin();
            T answer = work.apply(batch);
            state.publish(batch);
            return answer;
        } finally {
            writer.unlock();
        }
    }

    private RamState opened() {
        if (closed) {
            throw StoreException.closed();
        }
        return state;
    }
}
