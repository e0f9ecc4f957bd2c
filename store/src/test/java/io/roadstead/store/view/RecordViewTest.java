package io.roadstead.store.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roadstead.core.Ids;
import io.roadstead.store.FaultyStore;
import io.roadstead.store.FaultyStore.Faults;
import io.roadstead.store.Key;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.Prefix;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.store.Txn;
import io.roadstead.store.Write;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever changed something sees it, nothing is done twice or lost, whatever the store does. */
class RecordViewTest {
    private static final RecordCodec CODEC = new RecordCodec();
    private static final Key ONE = Key.of("a", "r", "count", "one");

    private final FaultyStore store = new FaultyStore(new MemoryStore(InstantSource.system()), 7, Faults.NONE);
    private final Order order = new Order();
    private final RecordView view = open(store, order);

    record Count(int value) {}

    /** What a listener is told, kept as a map. */
    private static final class Order implements RecordView.Listener {
        private final Map<Key, Record> told = new ConcurrentHashMap<>();

        @Override
        public void put(Key key, Record now) {
            told.put(key, now);
        }

        @Override
        public void removed(Key key, Record gone) {
            assertThat(told.remove(key)).isEqualTo(gone);
        }
    }

    @AfterEach
    void close() {
        view.close();
        store.close();
    }

    @Test
    void whoChangedSomethingSeesItAtOnce() {
        view.change(draft -> {
            assertThat(draft.read(ONE, Count.class)).isEmpty();
            draft.put(ONE, new Count(1));
            assertThat(draft.read(ONE, Count.class)).contains(new Count(1));
            return draft;
        });
        assertThat(view.find(ONE, Count.class)).contains(new Count(1));
        assertThat(view.below(Prefix.of("a", "r", "count"), Count.class)).containsExactly(new Count(1));
        assertThat(view.below(Prefix.of("a", "r", "other"), Count.class)).isEmpty();

        view.change(draft -> {
            draft.delete(ONE);
            return draft;
        });
        assertThat(view.find(ONE, Count.class)).isEmpty();
        assertThat(order.told).isEmpty();
    }

    @Test
    void aChangeThatThrowsChangesNothing() {
        assertThatThrownBy(() -> view.change(draft -> {
                    draft.put(ONE, new Count(1));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(view.find(ONE, Count.class)).isEmpty();
    }

    @Test
    void recordsOfOthersAreNotRead() {
        Key others = Key.of("a", "r", "others", "one");
        store.commit(new Txn("op", List.of(), List.of(new Write.Put(others, new byte[] {'?'}))));
        view.change(draft -> {
            draft.put(ONE, new Count(1));
            return draft;
        });
        assertThat(order.told).containsOnlyKeys(ONE);
    }

    @Test
    void nothingIsCountedTwiceOrLostWhileTheStoreIsFaulty() {
        int callers = 4;
        int each = 25;
        store.set(new Faults(0.1, 0.1, 0.1, 0.1));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < callers; caller++) {
                threads.execute(() -> {
                    for (int n = 0; n < each; n++) {
                        increment();
                    }
                });
            }
        }
        assertThat(view.find(ONE, Count.class)).contains(new Count(callers * each));
        assertThat(order.told).isEqualTo(Map.of(ONE, new Count(callers * each)));
    }

    @Test
    void whatAnotherServerDoesIsSeenToo() {
        Order others = new Order();
        try (RecordView other = open(store, others)) {
            increment();
            await().until(() -> other.find(ONE, Count.class).isPresent());
            // Cut once, the other one lists again, and must find that something went meanwhile.
            store.set(new Faults(0, 0, 0, 1));
            store.commit(new Txn("gone", List.of(), List.of(new Write.Delete(ONE))));
            store.set(Faults.NONE);
            await().until(() ->
                    others.told.isEmpty() && other.find(ONE, Count.class).isEmpty());
        }
    }

    private void increment() {
        view.change(draft -> {
            int now = draft.read(ONE, Count.class).map(Count::value).orElse(0);
            draft.put(ONE, new Count(now + 1));
            return now;
        });
    }

    private static RecordView open(Store store, RecordView.Listener listener) {
        return RecordView.open(
                store,
                CODEC,
                new Ids() {
                    @Override
                    public String hex() {
                        return uuid().replace("-", "");
                    }

                    @Override
                    public String uuid() {
                        return UUID.randomUUID().toString();
                    }

                    @Override
                    public int below(int bound) {
                        return 0;
                    }
                },
                key -> key.path().startsWith("a/r/count/") ? Count.class : null,
                listener);
    }
}
