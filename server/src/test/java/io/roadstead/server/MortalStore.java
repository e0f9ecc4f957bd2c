package io.roadstead.server;

import io.roadstead.store.CommitResult;
import io.roadstead.store.Entry;
import io.roadstead.store.Epoch;
import io.roadstead.store.Key;
import io.roadstead.store.Page;
import io.roadstead.store.Prefix;
import io.roadstead.store.Revision;
import io.roadstead.store.Store;
import io.roadstead.store.Txn;
import io.roadstead.store.Watch;
import io.roadstead.store.Watcher;
import java.time.Duration;
import java.util.Optional;

/** A store whose server is killed at a commit: from then on nobody gets an answer. What lies below lives on. */
final class MortalStore implements Store {
    private final Store store;
    private int left = Integer.MAX_VALUE;
    private boolean lastHappens;

    MortalStore(Store store) {
        this.store = store;
    }

    /** @param lastHappens whether the commit that nobody hears of was done */
    synchronized void dieAfter(int commits, boolean lastHappens) {
        this.left = commits;
        this.lastHappens = lastHappens;
    }

    @Override
    public synchronized CommitResult commit(Txn txn) {
        if (left <= 0) {
            if (left == 0 && lastHappens) {
                store.commit(txn);
            }
            left = -1;
            throw new IllegalStateException("killed");
        }
        left--;
        return store.commit(txn);
    }

    @Override
    public Optional<Entry> get(Key key) {
        return store.get(key);
    }

    @Override
    public Page range(Prefix prefix, Optional<Key> after, int limit) {
        return store.range(prefix, after, limit);
    }

    @Override
    public Optional<Revision> outcome(String operationId) {
        return store.outcome(operationId);
    }

    @Override
    public Watch watch(Prefix prefix, Revision after, Watcher watcher) {
        return store.watch(prefix, after, watcher);
    }

    @Override
    public Revision revision() {
        return store.revision();
    }

    @Override
    public Optional<Epoch> lead(String name, String holder, Duration ttl) {
        return store.lead(name, holder, ttl);
    }

    @Override
    public void resign(Epoch epoch) {
        store.resign(epoch);
    }

    @Override
    public void close() {
        // A killed server closes nothing.
    }
}
