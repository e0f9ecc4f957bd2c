package io.roadstead.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A store in bad health, for tests and simulations: it keeps every promise of the contract and uses every liberty that
 * the contract leaves. Which call is hit is drawn from a seed; with one calling thread a run repeats itself exactly.
 */
public final class FaultyStore implements Store {
    /**
     * How often, each from 0 (never) to 1 (always).
     *
     * @param unknownButCommitted a commit happens and answers {@link CommitResult.Unknown}
     * @param unknownNotCommitted a commit does not happen and answers {@link CommitResult.Unknown}
     * @param conflict a commit with guards is refused although they hold
     * @param cutWatch a watch is lost instead of telling its next changes
     */
    public record Faults(double unknownButCommitted, double unknownNotCommitted, double conflict, double cutWatch) {
        public static final Faults NONE = new Faults(0, 0, 0, 0);

        public Faults {
            for (double rate : new double[] {unknownButCommitted, unknownNotCommitted, conflict, cutWatch}) {
                if (!(rate >= 0 && rate <= 1)) {
                    throw new IllegalArgumentException("a fault's rate is from 0 to 1, and this is " + rate);
                }
            }
        }
    }

    private final Store store;
    private final Random random;
    private final ReentrantLock drawing = new ReentrantLock();
    private volatile Faults faults;

    public FaultyStore(Store store, long seed, Faults faults) {
        this.store = store;
        random = new Random(seed);
        this.faults = faults;
    }

    /** What goes wrong from now on. */
    public void set(Faults newFaults) {
        faults = newFaults;
    }

    @Override
    public CommitResult commit(Txn txn) {
        if (hit(faults.unknownNotCommitted())) {
            return new CommitResult.Unknown(new StoreException("injected: the transaction was lost on its way"));
        }
        List<Key> guarded = guarded(txn);
        if (!guarded.isEmpty() && hit(faults.conflict())) {
            // An id that was committed before must answer so, whatever else goes wrong.
            Optional<Revision> before = store.outcome(txn.operationId());
            return before.<CommitResult>map(CommitResult.Committed::new)
                    .orElseGet(() -> new CommitResult.Conflict(guarded));
        }
        CommitResult result = store.commit(txn);
        return hit(faults.unknownButCommitted())
                ? new CommitResult.Unknown(new StoreException("injected: the answer was lost on its way"))
                : result;
    }

    @Override
    public Watch watch(Prefix prefix, Revision after, Watcher watcher) {
        Cut cut = new Cut(watcher);
        Watch watch = store.watch(prefix, after, cut);
        cut.watch.set(watch);
        if (cut.done) {
            watch.close();
        }
        return watch;
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
        store.close();
    }

    private boolean hit(double rate) {
        drawing.lock();
        try {
            return random.nextDouble() < rate;
        } finally {
            drawing.unlock();
        }
    }

    private static List<Key> guarded(Txn txn) {
        List<Key> keys = new ArrayList<>();
        for (Guard guard : txn.guards()) {
            keys.add(
                    switch (guard) {
                        case Guard.Absent(Key key) -> key;
                        case Guard.At(Key key, Revision _) -> key;
                        case Guard.Leader(Epoch epoch) -> Guard.Leader.conflictKey(epoch.name());
                    });
        }
        return keys;
    }

    /** Passes calls on until it is cut. Called by one thread at a time. */
    private final class Cut implements Watcher {
        private final Watcher watcher;
        private final AtomicReference<Watch> watch = new AtomicReference<>();
        private volatile boolean done;

        Cut(Watcher watcher) {
            this.watcher = watcher;
        }

        @Override
        public void changed(List<Change> changes, Revision upTo) {
            if (done) {
                return;
            }
            if (hit(faults.cutWatch())) {
                done = true;
                watcher.lost();
                Watch running = watch.get();
                if (running != null) {
                    running.close();
                }
            } else {
                watcher.changed(changes, upTo);
            }
        }

        @Override
        public void lost() {
            if (!done) {
                done = true;
                watcher.lost();
            }
        }
    }
}
