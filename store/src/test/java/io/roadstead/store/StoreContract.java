package io.roadstead.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roadstead.store.CommitResult.Committed;
import io.roadstead.store.CommitResult.Conflict;
import io.roadstead.store.CommitResult.Unknown;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises. A store's own test extends this and says how to make one. */
public abstract class StoreContract {
    private static final Prefix PREFIX = Prefix.of("t");
    private static final Duration TTL = Duration.ofSeconds(10);

    protected final TestClock clock = new TestClock();
    private final AtomicInteger operations = new AtomicInteger();
    private Store store = new MemoryStore(clock);

    /** An empty store that reads time from this clock. */
    protected abstract Store create(InstantSource newClock, WatchLimits limits);

    @BeforeEach
    void open() {
        store.close();
        store = create(clock, WatchLimits.DEFAULT);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void reopenWith(WatchLimits limits) {
        store.close();
        store = create(clock, limits);
    }

    // --- records and guards

    @Test
    void whatWasCommittedIsReadBackWithItsRevision() {
        Revision revision = put("a", "1");

        assertThat(revision).isEqualTo(new Revision(1));
        assertThat(store.revision()).isEqualTo(revision);
        Entry entry = store.get(key("a")).orElseThrow();
        assertThat(new String(entry.value(), UTF_8)).isEqualTo("1");
        assertThat(entry.key()).isEqualTo(key("a"));
        assertThat(entry.revision()).isEqualTo(revision);
        assertThat(store.get(key("b"))).isEmpty();
    }

    @Test
    void everyCommitHasTheNextRevisionEvenOneThatChangesNothing() {
        put("a", "1");
        assertThat(commit(List.of(), List.of())).isEqualTo(new Committed(new Revision(2)));
        assertThat(commit(List.of(), List.of(new Write.Delete(key("none"))))).isEqualTo(new Committed(new Revision(3)));
        assertThat(put("a", "2")).isEqualTo(new Revision(4));
    }

    @Test
    void aRemovedRecordIsGone() {
        Revision written = put("a", "1");
        remove("a");

        assertThat(store.get(key("a"))).isEmpty();
        assertThat(commit(List.of(new Guard.At(key("a"), written)), List.of()))
                .isEqualTo(new Conflict(List.of(key("a"))));
        assertThat(commit(List.of(new Guard.Absent(key("a"))), List.of(write("a", "2"))))
                .isInstanceOf(Committed.class);
    }

    @Test
    void anAbsentGuardRefusesWhatIsThere() {
        assertThat(commit(List.of(new Guard.Absent(key("a"))), List.of(write("a", "1"))))
                .isEqualTo(new Committed(new Revision(1)));
        assertThat(commit(List.of(new Guard.Absent(key("a"))), List.of(write("a", "2"))))
                .isEqualTo(new Conflict(List.of(key("a"))));
        assertThat(read("a")).contains("1");
        assertThat(store.revision()).isEqualTo(new Revision(1));
    }

    @Test
    void anAtGuardRefusesAnyOtherRevision() {
        Revision first = put("a", "1");
        Revision second = put("a", "2");

        assertThat(commit(List.of(new Guard.At(key("a"), first)), List.of(write("a", "3"))))
                .isEqualTo(new Conflict(List.of(key("a"))));
        assertThat(commit(List.of(new Guard.At(key("none"), first)), List.of(write("a", "3"))))
                .isEqualTo(new Conflict(List.of(key("none"))));
        assertThat(commit(List.of(new Guard.At(key("a"), second)), List.of(write("a", "3"))))
                .isEqualTo(new Committed(new Revision(3)));
        assertThat(read("a")).contains("3");
    }

    @Test
    void aRefusedTransactionChangesNothingAndNamesEveryKeyThatWasInTheWay() {
        put("a", "1");
        put("b", "1");
        Revision before = store.revision();

        CommitResult result = commit(
                List.of(
                        new Guard.Absent(key("a")),
                        new Guard.Absent(key("free")),
                        new Guard.At(key("b"), before),
                        new Guard.At(key("c"), before)),
                List.of(write("x", "1"), write("b", "2"), new Write.Delete(key("a"))));

        assertThat(result).isEqualTo(new Conflict(List.of(key("a"), key("c"))));
        assertThat(store.revision()).isEqualTo(before);
        assertThat(content()).isEqualTo(Map.of("t/a", "1", "t/b", "1"));
    }

    @Test
    void allWritesOfATransactionShareItsRevision() {
        Committed committed = (Committed) commit(List.of(), List.of(write("a", "1"), write("b", "2")));

        assertThat(store.get(key("a")).orElseThrow().revision()).isEqualTo(committed.revision());
        assertThat(store.get(key("b")).orElseThrow().revision()).isEqualTo(committed.revision());
    }

    @Test
    void keysAndValuesOfAnyKindComeBackAsTheyWere() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        Key odd = new Key("t/日本 🚢'\"%_\n");
        commit(List.of(), List.of(new Write.Put(odd, bytes), new Write.Put(key("empty"), new byte[0])));

        assertThat(store.get(odd).orElseThrow().value()).isEqualTo(bytes);
        assertThat(store.get(key("empty")).orElseThrow().value()).isEmpty();
    }

    // --- pages

    @Test
    void aRangeIsReadPageByPageInKeyOrder() {
        for (int i = 9; i >= 0; i--) {
            put("k" + i, "v" + i);
        }
        commit(
                List.of(),
                List.of(new Write.Put(Key.of("s"), new byte[0]), new Write.Put(Key.of("u", "x"), new byte[0])));

        Page first = store.range(PREFIX, Optional.empty(), 4);
        Page second = store.range(PREFIX, Optional.of(key("k3")), 4);
        Page third = store.range(PREFIX, Optional.of(key("k7")), 4);

        assertThat(keys(first)).containsExactly("t/k0", "t/k1", "t/k2", "t/k3");
        assertThat(keys(second)).containsExactly("t/k4", "t/k5", "t/k6", "t/k7");
        assertThat(keys(third)).containsExactly("t/k8", "t/k9");
        assertThat(List.of(first.more(), second.more(), third.more())).containsExactly(true, true, false);
        assertThat(first.revision()).isEqualTo(store.revision());
        assertThat(keys(store.range(Prefix.ALL, Optional.empty(), 1_000)))
                .hasSize(12)
                .startsWith("s")
                .endsWith("u/x");
        assertThat(keys(store.range(PREFIX, Optional.of(key("k9")), 4))).isEmpty();
        assertThat(keys(store.range(PREFIX, Optional.of(Key.of("a")), 1))).containsExactly("t/k0");
        assertThat(store.range(PREFIX, Optional.empty(), 10).more()).isFalse();
    }

    @Test
    void aPageWithoutOneToAThousandRecordsIsRefused() {
        for (int limit : new int[] {-1, 0, 1_001}) {
            assertThatThrownBy(() -> store.range(PREFIX, Optional.empty(), limit))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 1000")
                    .hasMessageContaining(String.valueOf(limit));
        }
    }

    /**
     * Every transaction moves one unit between two records, so any page that shows both from different moments has the
     * wrong sum.
     */
    @Test
    void aPageShowsOneMomentWhileOthersWrite() throws Exception {
        commit(List.of(), List.of(write("left", "0"), write("right", "0")));
        int moves = 400;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writer = threads.submit(() -> {
                for (int i = 1; i <= moves; i++) {
                    commit(List.of(), List.of(write("left", "" + i), write("right", "" + -i)));
                }
            });
            boolean done;
            do {
                done = writer.isDone();
                Page page = store.range(PREFIX, Optional.empty(), 10);
                List<Integer> values = page.entries().stream()
                        .map(e -> Integer.parseInt(new String(e.value(), UTF_8)))
                        .toList();
                assertThat(values.get(0) + values.get(1)).isZero();
                assertThat(page.revision().number()).isEqualTo(values.get(0) + 1);
                assertThat(page.entries())
                        .allSatisfy(e -> assertThat(e.revision()).isEqualTo(page.revision()));
            } while (!done);
            writer.get();
        }
        assertThat(read("left")).contains("" + moves);
    }

    @Test
    void listingPageByPageAndThenWatchingFromTheFirstPageMissesNothingWhileOthersWrite() throws Exception {
        for (int i = 0; i < 50; i++) {
            put("k" + i, "old");
        }
        Map<String, String> copy = new TreeMap<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writer = threads.submit(() -> {
                for (int i = 0; i < 200; i++) {
                    if (i % 3 == 0) {
                        remove("k" + i % 50);
                    } else {
                        put("k" + i % 60, "new" + i);
                    }
                }
            });
            Page page = store.range(PREFIX, Optional.empty(), 7);
            Revision from = page.revision();
            page.entries().forEach(e -> copy.put(e.key().path(), new String(e.value(), UTF_8)));
            while (page.more()) {
                page = store.range(PREFIX, Optional.of(page.entries().getLast().key()), 7);
                page.entries().forEach(e -> copy.put(e.key().path(), new String(e.value(), UTF_8)));
            }
            RecordingWatcher watcher = new RecordingWatcher();
            try (Watch _ = store.watch(PREFIX, from, watcher)) {
                writer.get();
                put("last", "write");
                awaitCaughtUp(watcher);
            }
            for (RecordingWatcher.Call call : watcher.calls()) {
                for (Watcher.Change change : call.changes()) {
                    byte[] value = change.value();
                    if (value == null) {
                        copy.remove(change.key().path());
                    } else {
                        copy.put(change.key().path(), new String(value, UTF_8));
                    }
                }
            }
        }
        assertThat(copy).isEqualTo(content());
    }

    // --- limits

    @Test
    void aTransactionTooLargeForSomeStoreIsRefusedByAll() {
        List<Write> many = IntStream.range(0, 101)
                .<Write>mapToObj(i -> write("k" + i, "v"))
                .toList();
        assertThat(commit(List.of(), many.subList(0, 100))).isInstanceOf(Committed.class);
        assertThatThrownBy(() -> commit(List.of(), many))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 100 writes")
                .hasMessageContaining("101");

        List<Guard> guards = IntStream.range(0, 101)
                .<Guard>mapToObj(i -> new Guard.Absent(key("g" + i)))
                .toList();
        assertThatThrownBy(() -> commit(guards, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 100 guards")
                .hasMessageContaining("101");

        int most = 512 * 1024 - key("big").path().length();
        assertThat(commit(List.of(), List.of(new Write.Put(key("big"), new byte[most]))))
                .isInstanceOf(Committed.class);
        assertThatThrownBy(() -> commit(List.of(), List.of(new Write.Put(key("big"), new byte[most + 1]))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 524288 bytes")
                .hasMessageContaining("524289");

        assertThatThrownBy(() -> commit(List.of(), List.of(write("a", "1"), new Write.Delete(key("a")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'t/a'");
    }

    @Test
    void textThatCannotBeStoredIsRefused() {
        for (String bad : new String[] {"", "a\0b", "half \ud83d", "\ude80 half", "x".repeat(1_025)}) {
            assertThatThrownBy(() -> new Key(bad)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Txn(bad, List.of(), List.of())).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.lead(bad, "me", TTL)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.lead("scheduler", bad, TTL)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> store.lead("scheduler", "me", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // --- operation ids

    @Test
    void theSameOperationHappensOnce() {
        Txn txn = new Txn("op", List.of(new Guard.Absent(key("a"))), List.of(write("a", "1")));
        CommitResult first = store.commit(txn);
        put("b", "2");

        assertThat(store.commit(txn)).isEqualTo(first).isEqualTo(new Committed(new Revision(1)));
        assertThat(store.commit(new Txn("op", List.of(), List.of(write("a", "other")))))
                .isEqualTo(first);
        assertThat(read("a")).contains("1");
        assertThat(store.revision()).isEqualTo(new Revision(2));
        assertThat(store.outcome("op")).contains(new Revision(1));
    }

    @Test
    void aRefusedOperationIsNotRememberedAndIsJudgedAnew() {
        Revision there = put("a", "1");
        Txn txn = new Txn("op", List.of(new Guard.Absent(key("a"))), List.of(write("a", "2")));

        assertThat(store.commit(txn)).isInstanceOf(Conflict.class);
        assertThat(store.outcome("op")).isEmpty();
        assertThat(store.outcome("never heard of")).isEmpty();
        assertThat(there).isEqualTo(store.revision());
        remove("a");
        assertThat(store.commit(txn)).isInstanceOf(Committed.class);
    }

    @Test
    void theSameOperationSentByManyAtOnceHappensOnce() throws Exception {
        List<CommitResult> results = inParallel(
                20, i -> store.commit(new Txn("op", List.of(new Guard.Absent(key("a"))), List.of(write("a", "" + i)))));

        assertThat(new HashSet<>(results)).containsExactly(new Committed(new Revision(1)));
    }

    @Test
    void anOperationIsRememberedForTenThousandFurtherCommits() throws Exception {
        store.commit(new Txn("old", List.of(), List.of(write("a", "1"))));
        inParallel(100, i -> {
            for (int n = 0; n < Store.OPERATIONS_KEPT / 100; n++) {
                commit(List.of(), List.of());
            }
            return i;
        });

        assertThat(store.revision()).isEqualTo(new Revision(Store.OPERATIONS_KEPT + 1));
        assertThat(store.outcome("old")).contains(new Revision(1));
    }

    // --- watches

    @Test
    void aWatchTellsOfItsPrefixInOrder() {
        RecordingWatcher watcher = new RecordingWatcher();
        try (Watch _ = store.watch(PREFIX, Revision.NONE, watcher)) {
            put("a", "1");
            put("b", "2");
            commit(List.of(), List.of(new Write.Put(Key.of("other"), new byte[0])));
            commit(List.of(), List.of(write("a", "3"), new Write.Delete(key("b")), new Write.Delete(key("none"))));
            awaitCaughtUp(watcher);
        }
        assertThat(watcher.told()).containsExactly("t/a=1@1", "t/b=2@2", "t/a=3@4", "t/b removed@4");
        assertThat(watcher.breaches()).isEmpty();
    }

    @Test
    void aWatchFromAnOldRevisionTellsEverythingSince() {
        put("a", "1");
        put("a", "2");
        remove("a");
        RecordingWatcher watcher = new RecordingWatcher();
        try (Watch _ = store.watch(Prefix.ALL, new Revision(1), watcher)) {
            put("a", "4");
            awaitCaughtUp(watcher);
        }
        assertThat(watcher.told()).containsExactly("t/a=2@2", "t/a removed@3", "t/a=4@4");
    }

    @Test
    void aWatcherHearsOfRevisionsThatDidNotConcernIt() {
        RecordingWatcher watcher = new RecordingWatcher();
        try (Watch _ = store.watch(Prefix.of("elsewhere"), Revision.NONE, watcher)) {
            put("a", "1");
            awaitCaughtUp(watcher);
        }
        assertThat(watcher.told()).isEmpty();
    }

    @Test
    void aRefusedTransactionIsNeverTold() {
        put("a", "1");
        RecordingWatcher watcher = new RecordingWatcher();
        try (Watch _ = store.watch(Prefix.ALL, store.revision(), watcher)) {
            commit(List.of(new Guard.Absent(key("a"))), List.of(write("b", "refused")));
            put("c", "3");
            awaitCaughtUp(watcher);
        }
        assertThat(watcher.told()).containsExactly("t/c=3@2");
    }

    @Test
    void aWatchIsGaplessAndOrderedWhileManyCommit() throws Exception {
        RecordingWatcher fromTheStart = new RecordingWatcher();
        RecordingWatcher fromTheMiddle = new RecordingWatcher();
        int callers = 16;
        int each = 50;
        try (Watch _ = store.watch(Prefix.ALL, Revision.NONE, fromTheStart)) {
            Set<Revision> answered = new HashSet<>(inParallel(callers, c -> {
                        List<Revision> revisions = new ArrayList<>();
                        for (int i = 0; i < each; i++) {
                            revisions.add(put("k" + c, c + "." + i));
                        }
                        return revisions;
                    })
                    .stream()
                    .flatMap(List::stream)
                    .toList());
            assertThat(answered).hasSize(callers * each);
            try (Watch _ = store.watch(Prefix.ALL, new Revision(100), fromTheMiddle)) {
                awaitCaughtUp(fromTheStart);
                awaitCaughtUp(fromTheMiddle);
            }
        }
        assertThat(fromTheStart.breaches()).isEmpty();
        assertThat(revisions(fromTheStart))
                .isEqualTo(IntStream.rangeClosed(1, callers * each)
                        .mapToObj(i -> (long) i)
                        .toList());
        assertThat(fromTheMiddle.told()).isEqualTo(fromTheStart.told().subList(100, callers * each));
        for (int c = 0; c < callers; c++) {
            int caller = c;
            assertThat(fromTheStart.told().stream()
                            .filter(t -> t.startsWith("t/k" + caller + "="))
                            .map(t -> t.substring(t.indexOf('=') + 1, t.indexOf('@'))))
                    .isEqualTo(IntStream.range(0, each)
                            .mapToObj(i -> caller + "." + i)
                            .toList());
        }
    }

    @Test
    void batchesEndAtRevisionBorders() {
        reopenWith(new WatchLimits(1_000, 1_000_000, 10));
        for (int i = 0; i < 6; i++) {
            int n = i;
            commit(
                    List.of(),
                    IntStream.range(0, 7)
                            .<Write>mapToObj(k -> write("k" + k, "" + n))
                            .toList());
        }
        RecordingWatcher watcher = new RecordingWatcher();
        try (Watch _ = store.watch(Prefix.ALL, Revision.NONE, watcher)) {
            awaitCaughtUp(watcher);
        }
        assertThat(watcher.calls()).hasSizeGreaterThan(1).allSatisfy(call -> {
            assertThat(call.changes().size() % 7).isZero();
            assertThat(call.changes().getLast().revision()).isEqualTo(call.upTo());
        });
        assertThat(watcher.breaches()).isEmpty();
        assertThat(watcher.told()).hasSize(42);
    }

    @Test
    void aWatchFromACompactedRevisionIsLostAtOnce() {
        reopenWith(new WatchLimits(10, 1_000_000, 10));
        for (int i = 0; i < 30; i++) {
            put("k", "" + i);
        }
        RecordingWatcher tooOld = new RecordingWatcher();
        RecordingWatcher justNot = new RecordingWatcher();
        try (Watch _ = store.watch(Prefix.ALL, new Revision(19), tooOld);
                Watch _ = store.watch(Prefix.ALL, new Revision(20), justNot)) {
            await().until(tooOld::isLost);
            awaitCaughtUp(justNot);
            put("k", "more");
            awaitCaughtUp(justNot);
        }
        assertThat(tooOld.wasCalled()).isFalse();
        assertThat(tooOld.breaches()).isEmpty();
        assertThat(justNot.told()).hasSize(11);
        assertThat(justNot.isLost()).isFalse();
    }

    @Test
    void largeValuesCompactTheHistoryToo() {
        reopenWith(new WatchLimits(1_000, 10_000, 10));
        for (int i = 0; i < 5; i++) {
            commit(List.of(), List.of(new Write.Put(key("k"), new byte[4_000])));
        }
        RecordingWatcher tooOld = new RecordingWatcher();
        RecordingWatcher recent = new RecordingWatcher();
        try (Watch _ = store.watch(Prefix.ALL, new Revision(2), tooOld);
                Watch _ = store.watch(Prefix.ALL, new Revision(3), recent)) {
            await().until(tooOld::isLost);
            awaitCaughtUp(recent);
        }
    }

    @Test
    void aWatchFromARevisionThatIsNotThereYetIsLost() {
        RecordingWatcher watcher = new RecordingWatcher();
        try (Watch _ = store.watch(Prefix.ALL, new Revision(1), watcher)) {
            await().until(watcher::isLost);
        }
    }

    @Test
    void aSlowWatcherIsLostAndHoldsUpNobody() {
        reopenWith(new WatchLimits(20, 1_000_000, 5));
        CountDownLatch mayReturn = new CountDownLatch(1);
        RecordingWatcher slow = new RecordingWatcher(mayReturn);
        RecordingWatcher quick = new RecordingWatcher();
        try (Watch _ = store.watch(Prefix.ALL, Revision.NONE, slow);
                Watch _ = store.watch(Prefix.ALL, Revision.NONE, quick)) {
            put("k", "first");
            await().until(slow::wasCalled);
            for (int i = 0; i < 100; i++) {
                put("k", "" + i);
                awaitCaughtUp(quick);
            }
            assertThat(slow.isLost()).isFalse();
            mayReturn.countDown();
            await().until(slow::isLost);
            put("k", "last");
            awaitCaughtUp(quick);
        }
        assertThat(slow.told()).containsExactly("t/k=first@1");
        assertThat(slow.breaches()).isEmpty();
        assertThat(quick.told()).hasSize(102);
        assertThat(quick.breaches()).isEmpty();
    }

    @Test
    void aWatcherThatThrowsIsLost() {
        RecordingWatcher record = new RecordingWatcher();
        Watcher throwing = new Watcher() {
            @Override
            public void changed(List<Change> changes, Revision upTo) {
                record.changed(changes, upTo);
                throw new IllegalStateException("thrown by a test's watcher");
            }

            @Override
            public void lost() {
                record.lost();
            }
        };
        try (Watch _ = store.watch(Prefix.ALL, Revision.NONE, throwing)) {
            put("a", "1");
            await().until(record::isLost);
            put("a", "2");
        }
        assertThat(record.told()).containsExactly("t/a=1@1");
    }

    @Test
    void noCallFollowsTheCloseOfAWatch() throws Exception {
        for (int round = 0; round < 30; round++) {
            AtomicInteger running = new AtomicInteger();
            AtomicInteger calls = new AtomicInteger();
            Watch watch = store.watch(Prefix.ALL, store.revision(), new Watcher() {
                @Override
                public void changed(List<Change> changes, Revision upTo) {
                    running.incrementAndGet();
                    LockSupport.parkNanos(100_000);
                    calls.incrementAndGet();
                    running.decrementAndGet();
                }

                @Override
                public void lost() {}
            });
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<?> writer = threads.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        put("k", "" + i);
                    }
                });
                watch.close();
                watch.close();
                int after = calls.get();
                assertThat(running).hasValue(0);
                writer.get();
                assertThat(calls).hasValue(after);
            }
        }
    }

    @Test
    void aWatcherMayCloseItsOwnWatchAndUseTheStore() {
        RecordingWatcher record = new RecordingWatcher();
        Watch[] own = new Watch[1];
        CountDownLatch set = new CountDownLatch(1);
        own[0] = store.watch(Prefix.ALL, Revision.NONE, new Watcher() {
            @Override
            public void changed(List<Change> changes, Revision upTo) {
                try {
                    set.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                put("echo", read("a").orElseThrow());
                own[0].close();
                record.changed(changes, upTo);
            }

            @Override
            public void lost() {
                record.lost();
            }
        });
        set.countDown();
        put("a", "1");
        await().until(record::wasCalled);
        put("b", "2");
        assertThat(read("echo")).contains("1");
        assertThat(record.calls()).hasSize(1);
        assertThat(record.isLost()).isFalse();
    }

    // --- leases

    @Test
    void oneHolderLeadsUntilItResigns() {
        Epoch mine = store.lead("scheduler", "me", TTL).orElseThrow();
        assertThat(store.lead("scheduler", "you", TTL)).isEmpty();
        assertThat(store.lead("scheduler", "me", TTL)).contains(mine);
        Epoch other = store.lead("other", "you", TTL).orElseThrow();

        store.resign(mine);
        Epoch yours = store.lead("scheduler", "you", TTL).orElseThrow();

        assertThat(yours.number()).isGreaterThan(mine.number());
        assertThat(store.lead("scheduler", "me", TTL)).isEmpty();
        assertThat(store.lead("other", "you", TTL)).contains(other);
        store.resign(mine);
        assertThat(store.lead("scheduler", "you", TTL)).contains(yours);
    }

    @Test
    void aLeaderGuardHoldsAsLongAsTheLease() {
        Epoch mine = store.lead("scheduler", "me", TTL).orElseThrow();
        assertThat(commit(List.of(new Guard.Leader(mine)), List.of(write("a", "1"))))
                .isInstanceOf(Committed.class);

        store.resign(mine);
        assertThat(commit(List.of(new Guard.Leader(mine)), List.of(write("a", "2"))))
                .isEqualTo(new Conflict(List.of(new Key("lease/scheduler"))));
        Epoch yours = store.lead("scheduler", "you", TTL).orElseThrow();
        assertThat(commit(List.of(new Guard.Leader(mine)), List.of(write("a", "3"))))
                .isInstanceOf(Conflict.class);
        assertThat(commit(List.of(new Guard.Leader(yours)), List.of(write("a", "4"))))
                .isInstanceOf(Committed.class);
        assertThat(commit(List.of(new Guard.Leader(new Epoch("nobody's", 1))), List.of()))
                .isEqualTo(new Conflict(List.of(new Key("lease/nobody's"))));
        assertThat(read("a")).contains("4");
    }

    @Test
    void aLeaseThatIsNotRenewedEndsAndItsEpochGuardsNothingEvenIfNobodyElseTookIt() {
        Epoch first = store.lead("scheduler", "me", TTL).orElseThrow();
        clock.advance(TTL.minusMillis(1));
        assertThat(commit(List.of(new Guard.Leader(first)), List.of())).isInstanceOf(Committed.class);
        assertThat(store.lead("scheduler", "me", TTL)).contains(first);
        clock.advance(TTL.minusMillis(1));
        assertThat(store.lead("scheduler", "you", TTL)).isEmpty();
        clock.advance(Duration.ofMillis(1));

        assertThat(commit(List.of(new Guard.Leader(first)), List.of())).isInstanceOf(Conflict.class);
        Epoch again = store.lead("scheduler", "me", TTL).orElseThrow();
        assertThat(again.number()).isGreaterThan(first.number());
        assertThat(commit(List.of(new Guard.Leader(first)), List.of())).isInstanceOf(Conflict.class);
        assertThat(commit(List.of(new Guard.Leader(again)), List.of())).isInstanceOf(Committed.class);
        clock.advance(TTL);
        assertThat(store.lead("scheduler", "you", TTL).orElseThrow().number()).isGreaterThan(again.number());
    }

    @Test
    void oneOfManyWhoAskForALeaseGetsIt() throws Exception {
        List<Optional<Epoch>> epochs = inParallel(20, i -> store.lead("scheduler", "holder " + i, TTL));
        assertThat(epochs.stream().flatMap(Optional::stream)).hasSize(1);
    }

    // --- many at once

    @Test
    void noIncrementIsLostWhenManyCountWithGuards() throws Exception {
        put("counter", "0");
        int callers = 8;
        int each = 50;
        inParallel(callers, c -> {
            for (int done = 0; done < each; ) {
                Entry entry = store.get(key("counter")).orElseThrow();
                int value = Integer.parseInt(new String(entry.value(), UTF_8));
                CommitResult result = commit(
                        List.of(new Guard.At(key("counter"), entry.revision())),
                        List.of(write("counter", "" + (value + 1))));
                if (result instanceof Committed committed) {
                    assertThat(committed.revision()).isGreaterThan(entry.revision());
                    assertThat(store.revision().atLeast(committed.revision())).isTrue();
                    done++;
                }
            }
            return c;
        });
        assertThat(read("counter")).contains("" + callers * each);
        assertThat(store.revision()).isEqualTo(new Revision(1 + callers * each));
    }

    /** The same, through a store that loses answers and requests: outcome() must tell which. */
    @Test
    void noIncrementIsLostOrDoneTwiceWhenAnswersAreLost() throws Exception {
        put("counter", "0");
        FaultyStore faulty = new FaultyStore(store, 42, new FaultyStore.Faults(0.2, 0.2, 0.2, 0));
        int callers = 4;
        int each = 50;
        AtomicInteger unknowns = new AtomicInteger();
        inParallel(callers, c -> {
            for (int done = 0; done < each; ) {
                Entry entry = faulty.get(key("counter")).orElseThrow();
                int value = Integer.parseInt(new String(entry.value(), UTF_8));
                String operation = "count-" + operations.incrementAndGet();
                CommitResult result = faulty.commit(new Txn(
                        operation,
                        List.of(new Guard.At(key("counter"), entry.revision())),
                        List.of(write("counter", "" + (value + 1)))));
                boolean counted =
                        switch (result) {
                            case Committed _ -> true;
                            case Conflict _ -> false;
                            case Unknown _ -> {
                                unknowns.incrementAndGet();
                                yield faulty.outcome(operation).isPresent();
                            }
                        };
                done += counted ? 1 : 0;
            }
            return c;
        });
        assertThat(read("counter")).contains("" + callers * each);
        assertThat(unknowns.get()).isGreaterThan(20);
    }

    // --- the end

    @Test
    void aClosedStoreSaysSo() {
        RecordingWatcher watcher = new RecordingWatcher();
        Watch watch = store.watch(Prefix.ALL, Revision.NONE, watcher);
        store.close();
        store.close();

        List<Callable<?>> calls = List.of(
                () -> store.get(key("a")),
                () -> store.range(PREFIX, Optional.empty(), 1),
                () -> commit(List.of(), List.of()),
                () -> store.outcome("x"),
                () -> store.watch(Prefix.ALL, Revision.NONE, watcher),
                store::revision,
                () -> store.lead("scheduler", "me", TTL));
        for (Callable<?> call : calls) {
            assertThatThrownBy(call::call)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("the store is closed");
        }
        watch.close();
        assertThat(watcher.wasCalled()).isFalse();
    }

    // --- words of this test

    private static Key key(String name) {
        return Key.of("t", name);
    }

    private static Write write(String name, String value) {
        return new Write.Put(key(name), value.getBytes(UTF_8));
    }

    private CommitResult commit(List<Guard> guards, List<Write> writes) {
        return store.commit(new Txn("op-" + operations.incrementAndGet(), guards, writes));
    }

    private Revision put(String name, String value) {
        return ((Committed) commit(List.of(), List.of(write(name, value)))).revision();
    }

    private void remove(String name) {
        assertThat(commit(List.of(), List.of(new Write.Delete(key(name))))).isInstanceOf(Committed.class);
    }

    private Optional<String> read(String name) {
        return store.get(key(name)).map(entry -> new String(entry.value(), UTF_8));
    }

    private Map<String, String> content() {
        Map<String, String> content = new TreeMap<>();
        store.range(Prefix.ALL, Optional.empty(), Store.MAX_PAGE)
                .entries()
                .forEach(e -> content.put(e.key().path(), new String(e.value(), UTF_8)));
        return content;
    }

    private static List<String> keys(Page page) {
        return page.entries().stream().map(e -> e.key().path()).toList();
    }

    private static List<Long> revisions(RecordingWatcher watcher) {
        return watcher.calls().stream()
                .flatMap(call -> call.changes().stream())
                .map(change -> change.revision().number())
                .toList();
    }

    private void awaitCaughtUp(RecordingWatcher watcher) {
        await().pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> assertThat(watcher.upTo()).isEqualTo(store.revision()));
    }

    private interface Work<T> {
        T of(int caller) throws Exception;
    }

    private static <T> List<T> inParallel(int callers, Work<T> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int caller = i;
                futures.add(threads.submit(() -> work.of(caller)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
