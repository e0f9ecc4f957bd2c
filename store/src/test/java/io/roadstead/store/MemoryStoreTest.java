package io.roadstead.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract {
    @Override
    protected Store create(InstantSource newClock, WatchLimits limits) {
        return new MemoryStore(newClock, limits, Store.virtualThreads());
    }

    /** What a simulation needs: nothing happens beside its own queue. */
    @Test
    void watchersAreCalledOnlyByTheExecutorThatWasGiven() {
        Queue<Runnable> queue = new ArrayDeque<>();
        RecordingWatcher watcher = new RecordingWatcher();
        try (MemoryStore store = new MemoryStore(clock, WatchLimits.DEFAULT, queue::add)) {
            store.watch(Prefix.ALL, Revision.NONE, watcher);
            store.commit(new Txn("1", List.of(), List.of(new Write.Put(new Key("a"), new byte[0]))));
            store.commit(new Txn("2", List.of(), List.of(new Write.Put(new Key("b"), new byte[0]))));

            assertThat(watcher.wasCalled()).isFalse();
            assertThat(queue).hasSize(1);
            queue.remove().run();
            assertThat(watcher.told()).containsExactly("a=@1", "b=@2");
            assertThat(queue).isEmpty();
        }
    }
}
