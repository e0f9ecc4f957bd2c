package io.roadstead.control.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.control.House;
import io.roadstead.control.Pauses;
import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Records.Family;
import io.roadstead.store.FaultyStore;
import io.roadstead.store.Key;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Txn;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class WriterTest {
    private static final Key COUNTER = Keys.family(House.SCOPE, "counter");

    @Test
    void twoServersThatCountTogetherLoseNoStep() {
        counts(new FaultyStore.Faults(0, 0, 0, 0));
    }

    @Test
    void norDoTheyOnAStoreThatConflictsForgetsToAnswerAndCutsWatches() {
        counts(new FaultyStore.Faults(0.1, 0.1, 0.1, 0.05));
    }

    private static void counts(FaultyStore.Faults faults) {
        try (MemoryStore shared = new MemoryStore(InstantSource.system())) {
            Server one = new Server(new FaultyStore(shared, 1, faults), 1);
            Server two = new Server(new FaultyStore(shared, 2, faults), 2);
            List<CompletableFuture<Integer>> steps = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                steps.add((i % 2 == 0 ? one : two).writer.enqueue(WriterTest::increment));
            }
            assertThat(steps.stream().map(CompletableFuture::join).sorted().toList())
                    .isEqualTo(IntStream.rangeClosed(1, 200).boxed().toList());
            one.close();
            two.close();
        }
    }

    @Test
    void aCallerReadsItsOwnWrite() {
        try (House house = new House()) {
            house.writers.ofScope(House.SCOPE).submit(WriterTest::increment);
            assertThat(house.index.find(COUNTER, Family.class).orElseThrow().newestRevision())
                    .isEqualTo(1);
        }
    }

    @Test
    void aRefusalDropsItsOwnWritesAndNobodyElses() {
        try (House house = new House()) {
            Writer writer = house.writers.ofScope(House.SCOPE);
            CompletableFuture<Integer> good = writer.enqueue(WriterTest::increment);
            CompletableFuture<Integer> bad = writer.enqueue(draft -> {
                increment(draft);
                throw new IllegalArgumentException("no");
            });
            assertThat(good.join()).isEqualTo(1);
            assertThatThrownBy(bad::join).hasRootCauseMessage("no");
            assertThat(writer.submit(WriterTest::increment)).isEqualTo(2);
        }
    }

    @Test
    void aChangeTooLargeForATransactionIsRefusedAloneAndSaysWhy() {
        try (House house = new House()) {
            Writer writer = house.writers.ofScope(House.SCOPE);
            assertThatThrownBy(() -> writer.submit(draft -> {
                        for (int i = 0; i <= Txn.MAX_WRITES; i++) {
                            draft.put(Keys.family(House.SCOPE, "f" + i), new Family("f" + i, 1));
                        }
                        return 0;
                    }))
                    .hasMessageContaining("larger than a transaction of 100 records");
            assertThat(writer.submit(WriterTest::increment)).isEqualTo(1);
        }
    }

    @Test
    void answersComeInTheOrderOfTheChangesAndEveryCallerSeesItsOwn() {
        FaultyStore.Faults faults = new FaultyStore.Faults(0.2, 0.2, 0.2, 0.1);
        try (MemoryStore shared = new MemoryStore(InstantSource.system());
                Server server = new Server(new FaultyStore(shared, 7, faults), 7)) {
            List<CompletableFuture<Integer>> steps = new ArrayList<>();
            List<Integer> unseen = java.util.Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < 500; i++) {
                steps.add(server.writer.enqueue(WriterTest::increment).thenApply(step -> {
                    int shown = server.index
                            .find(COUNTER, Family.class)
                            .orElseThrow()
                            .newestRevision();
                    if (shown < step) {
                        unseen.add(step);
                    }
                    return step;
                }));
            }
            assertThat(steps.stream().map(CompletableFuture::join).toList())
                    .isEqualTo(IntStream.rangeClosed(1, 500).boxed().toList());
            assertThat(unseen).isEmpty();
        }
    }

    @Test
    void oneThatCannotBeStoredIsRefusedAlone() {
        try (House house = new House()) {
            Writer writer = house.writers.ofScope(House.SCOPE);
            CompletableFuture<Integer> bad = writer.enqueue(draft -> {
                draft.put(COUNTER, new Family("half a pair: \uD83D", 1));
                return 1;
            });
            CompletableFuture<Integer> good = writer.enqueue(WriterTest::increment);
            assertThatThrownBy(bad::join).hasMessageContaining("cannot be stored");
            assertThat(good.join()).isEqualTo(1);
        }
    }

    @Test
    void whoComesAfterTheEndIsToldThatTheServerStops() {
        try (House house = new House()) {
            Writer writer = house.writers.ofScope(House.SCOPE);
            writer.submit(WriterTest::increment);
            writer.close();
            Awaitility.await().until(() -> writer.enqueue(WriterTest::increment).isCompletedExceptionally());
            assertThatThrownBy(() -> writer.submit(WriterTest::increment)).hasMessage("the server is stopping");
        }
    }

    @Test
    void anIndexOpenedLaterKnowsWhatWasWrittenBefore() {
        try (House house = new House()) {
            house.cluster("a").cluster("b");
            try (Index later = Index.open(house.store, new RecordCodec())) {
                assertThat(later.all(
                                Keys.all(House.SCOPE, io.roadstead.control.index.Kind.CLUSTER),
                                io.roadstead.core.model.Cluster.class))
                        .hasSize(2);
            }
        }
    }

    private static int increment(Draft draft) {
        int next = draft.read(COUNTER, Family.class).map(Family::newestRevision).orElse(0) + 1;
        draft.put(COUNTER, new Family("counter", next));
        return next;
    }

    private static final class Server implements AutoCloseable {
        private final Index index;
        private final Writer writer;

        Server(FaultyStore store, long seed) {
            RecordCodec codec = new RecordCodec();
            index = Index.open(store, codec);
            writer = new Writer("test", store, index, new House.SeededIds(seed), Pauses.REAL);
        }

        @Override
        public void close() {
            writer.close();
            index.close();
        }
    }
}
