package io.roadstead.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.store.CommitResult.Committed;
import io.roadstead.store.CommitResult.Conflict;
import io.roadstead.store.CommitResult.Unknown;
import io.roadstead.store.FaultyStore.Faults;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** A faulty store without faults is a store; with faults it stays within the contract. */
class FaultyStoreTest extends StoreContract {
    private static final Key KEY = new Key("a");

    @Override
    protected Store create(InstantSource newClock, WatchLimits limits) {
        return new FaultyStore(new MemoryStore(newClock, limits, Store.virtualThreads()), 1, Faults.NONE);
    }

    @Test
    void anUnknownCommitHappenedOrNotAsTheFaultSays() {
        try (FaultyStore store = new FaultyStore(new MemoryStore(clock), 1, new Faults(1, 0, 0, 0))) {
            assertThat(store.commit(put("happened"))).isInstanceOf(Unknown.class);
            assertThat(store.outcome("happened")).contains(new Revision(1));

            store.set(new Faults(0, 1, 0, 0));
            assertThat(store.commit(put("did not"))).isInstanceOf(Unknown.class);
            assertThat(store.outcome("did not")).isEmpty();

            store.set(Faults.NONE);
            assertThat(store.commit(put("happened"))).isEqualTo(new Committed(new Revision(1)));
            assertThat(store.commit(put("healthy again"))).isEqualTo(new Committed(new Revision(2)));
        }
    }

    @Test
    void anExtraConflictNamesTheGuardsKeysAndNeverDeniesWhatHappened() {
        try (FaultyStore store = new FaultyStore(new MemoryStore(clock), 1, Faults.NONE)) {
            Txn guarded = new Txn("op", List.of(new Guard.Absent(KEY)), List.of());
            store.set(new Faults(0, 0, 1, 0));
            assertThat(store.commit(guarded)).isEqualTo(new Conflict(List.of(KEY)));
            assertThat(store.commit(put("without guards"))).isInstanceOf(Committed.class);

            store.set(Faults.NONE);
            Txn done = new Txn("done", List.of(new Guard.At(KEY, store.revision())), List.of());
            CommitResult committed = store.commit(done);
            assertThat(committed).isInstanceOf(Committed.class);
            store.set(new Faults(0, 0, 1, 0));
            assertThat(store.commit(done)).isEqualTo(committed);
        }
    }

    @Test
    void aCutWatchIsLostOnceAndSilentAfterwards() {
        Queue<Runnable> queue = new ArrayDeque<>();
        MemoryStore memory = new MemoryStore(clock, WatchLimits.DEFAULT, queue::add);
        try (FaultyStore store = new FaultyStore(memory, 1, Faults.NONE)) {
            RecordingWatcher watcher = new RecordingWatcher();
            store.watch(Prefix.ALL, Revision.NONE, watcher);
            store.commit(put("1"));
            queue.remove().run();
            store.set(new Faults(0, 0, 0, 1));
            store.commit(put("2"));
            queue.remove().run();
            store.set(Faults.NONE);
            store.commit(put("3"));
            queue.forEach(Runnable::run);

            assertThat(watcher.told()).hasSize(1);
            assertThat(watcher.isLost()).isTrue();
            assertThat(watcher.breaches()).isEmpty();
        }
    }

    @Test
    void equalSeedsGiveEqualFaults() {
        assertThat(run(7))
                .isEqualTo(run(7))
                .isNotEqualTo(run(8))
                .contains(Unknown.class, Committed.class, Conflict.class);
    }

    @Test
    void aRateOutsideZeroToOneIsRefused() {
        for (double rate : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> new Faults(0, 0, 0, rate)).hasMessageContaining("from 0 to 1");
        }
    }

    private List<Class<?>> run(long seed) {
        List<Class<?>> results = new ArrayList<>();
        try (FaultyStore store = new FaultyStore(new MemoryStore(clock), seed, new Faults(0.2, 0.2, 0.2, 0))) {
            for (int i = 0; i < 50; i++) {
                results.add(store.commit(new Txn("op" + i, List.of(new Guard.Absent(new Key("none"))), List.of()))
                        .getClass());
            }
        }
        return results;
    }

    private static Txn put(String operation) {
        return new Txn(operation, List.of(), List.of(new Write.Put(KEY, new byte[0])));
    }
}
