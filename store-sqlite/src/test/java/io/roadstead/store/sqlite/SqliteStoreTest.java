package io.roadstead.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roadstead.store.CommitResult;
import io.roadstead.store.CommitResult.Committed;
import io.roadstead.store.CommitResult.Conflict;
import io.roadstead.store.Entry;
import io.roadstead.store.Epoch;
import io.roadstead.store.Guard;
import io.roadstead.store.Key;
import io.roadstead.store.Prefix;
import io.roadstead.store.RamState;
import io.roadstead.store.RecordingWatcher;
import io.roadstead.store.Revision;
import io.roadstead.store.Store;
import io.roadstead.store.StoreContract;
import io.roadstead.store.Txn;
import io.roadstead.store.Watch;
import io.roadstead.store.WatchLimits;
import io.roadstead.store.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {
    private static final Duration TTL = Duration.ofSeconds(10);

    private final Path directory;

    SqliteStoreTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private final AtomicInteger stores = new AtomicInteger();

    @Override
    protected Store create(InstantSource newClock, WatchLimits limits) {
        return SqliteStore.open(directory.resolve("contract-" + stores.incrementAndGet() + ".db"), newClock, limits);
    }

    private Path file() {
        return directory.resolve("state.db");
    }

    private SqliteStore open() {
        return SqliteStore.open(file(), clock);
    }

    @Test
    void everythingIsThereAfterReopening() {
        byte[] odd = {0, 1, -1, 127, -128};
        Key oddKey = new Key("t/日本 🚢'\"%_\n");
        Epoch epoch;
        try (SqliteStore store = open()) {
            put(store, "1", "a", "first");
            put(store, "2", "b", "removed");
            store.commit(new Txn("3", List.of(), List.of(new Write.Delete(new Key("b")), new Write.Put(oddKey, odd))));
            put(store, "4", "a", "second");
            store.commit(new Txn("5", List.of(), List.of(new Write.Put(new Key("empty"), new byte[0]))));
            epoch = store.lead("scheduler", "me", TTL).orElseThrow();
        }
        try (SqliteStore store = open()) {
            assertThat(store.revision()).isEqualTo(new Revision(5));
            assertThat(store.range(Prefix.ALL, Optional.empty(), 10).entries().stream()
                            .map(e -> e.key().path()))
                    .containsExactly("a", "empty", oddKey.path());
            Entry a = store.get(new Key("a")).orElseThrow();
            assertThat(new String(a.value(), UTF_8)).isEqualTo("second");
            assertThat(a.revision()).isEqualTo(new Revision(4));
            assertThat(store.get(oddKey).orElseThrow().value()).isEqualTo(odd);
            assertThat(store.get(new Key("empty")).orElseThrow().value()).isEmpty();

            for (int i = 1; i <= 5; i++) {
                assertThat(store.outcome("" + i)).contains(new Revision(i));
            }
            assertThat(put(store, "1", "a", "again")).isEqualTo(new Committed(new Revision(1)));
            assertThat(store.commit(new Txn("6", List.of(new Guard.At(new Key("a"), a.revision())), List.of())))
                    .isEqualTo(new Committed(new Revision(6)));

            assertThat(store.lead("scheduler", "you", TTL)).isEmpty();
            assertThat(store.commit(new Txn("7", List.of(new Guard.Leader(epoch)), List.of())))
                    .isInstanceOf(Committed.class);
            assertThat(store.lead("scheduler", "me", TTL)).contains(epoch);
        }
    }

    @Test
    void aLeaseThatEndedWhileTheStoreWasClosedHasALaterEpochAfterwards() {
        Epoch first;
        Epoch given;
        try (SqliteStore store = open()) {
            first = store.lead("scheduler", "me", TTL).orElseThrow();
            given = store.lead("given back", "me", TTL).orElseThrow();
            store.resign(given);
        }
        clock.advance(TTL);
        try (SqliteStore store = open()) {
            assertThat(store.commit(new Txn("1", List.of(new Guard.Leader(first)), List.of())))
                    .isInstanceOf(Conflict.class);
            assertThat(store.lead("scheduler", "me", TTL).orElseThrow().number())
                    .isGreaterThan(first.number());
            assertThat(store.lead("given back", "you", TTL).orElseThrow().number())
                    .isGreaterThan(given.number());
        }
    }

    @Test
    void theRevisionDoesNotGoBackWhenTheNewestRecordIsRemoved() {
        try (SqliteStore store = open()) {
            put(store, "1", "a", "x");
            store.commit(new Txn("2", List.of(), List.of(new Write.Delete(new Key("a")))));
        }
        try (SqliteStore store = open()) {
            assertThat(store.revision()).isEqualTo(new Revision(2));
            assertThat(put(store, "3", "a", "x")).isEqualTo(new Committed(new Revision(3)));
        }
    }

    @Test
    void theOperationsOnDiskAreBoundedAndTheNewestAreKnownAfterReopening() throws Exception {
        int commits = Store.OPERATIONS_KEPT + 500;
        try (SqliteStore store = open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> callers = new ArrayList<>();
            AtomicInteger next = new AtomicInteger();
            for (int c = 0; c < 100; c++) {
                callers.add(threads.submit(() -> {
                    for (int i = next.incrementAndGet(); i <= commits; i = next.incrementAndGet()) {
                        store.commit(new Txn("op-" + i, List.of(), List.of()));
                    }
                }));
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
            assertThat(store.revision()).isEqualTo(new Revision(commits));
        }
        try (SqliteStore store = open()) {
            long known = 0;
            for (int i = 1; i <= commits; i++) {
                Optional<Revision> outcome = store.outcome("op-" + i);
                known += outcome.isPresent() ? 1 : 0;
            }
            assertThat(known).isEqualTo(RamState.OPERATIONS_REMEMBERED);
            assertThat(store.revision()).isEqualTo(new Revision(commits));
        }
    }

    @Test
    void aWatchFromBeforeTheRestartIsLostAndOneFromTheNewestRevisionGoesOn() {
        try (SqliteStore store = open()) {
            put(store, "1", "a", "x");
            put(store, "2", "a", "y");
        }
        RecordingWatcher older = new RecordingWatcher();
        RecordingWatcher newest = new RecordingWatcher();
        try (SqliteStore store = open();
                Watch _ = store.watch(Prefix.ALL, new Revision(1), older);
                Watch _ = store.watch(Prefix.ALL, new Revision(2), newest)) {
            put(store, "3", "a", "z");
            await().until(older::isLost);
            await().untilAsserted(() -> assertThat(newest.told()).containsExactly("a=z@3"));
        }
        assertThat(older.wasCalled()).isFalse();
    }

    @Test
    void theFilesAreTheOwnersAlone() throws IOException {
        Path file = directory.resolve("new/deeper/state.db");
        try (SqliteStore store = SqliteStore.open(file, clock)) {
            put(store, "1", "a", "x");
            Path parent = file.getParent();
            assertThat(parent).isNotNull();
            assertThat(permissions(parent)).isEqualTo("rwx------");
            try (var files = Files.list(parent)) {
                assertThat(files)
                        .hasSizeGreaterThanOrEqualTo(3)
                        .allSatisfy(f -> assertThat(permissions(f)).as("%s", f).isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void theLogIsWrittenBackWhenTheStoreIsIdleAndDoesNotGrowWithoutEnd() throws IOException {
        Path log = directory.resolve("state.db-wal");
        try (SqliteStore store = open()) {
            for (int i = 0; i < 20; i++) {
                store.commit(
                        new Txn("op-" + i, List.of(), List.of(new Write.Put(new Key("k" + i), new byte[500_000]))));
            }
            assertThat(Files.size(log)).isGreaterThan(8_000_000);
            await().untilAsserted(() -> assertThat(Files.size(file())).isGreaterThan(10_000_000));
            long before = Files.size(log);
            put(store, "after", "a", "x");
            assertThat(Files.size(log)).isEqualTo(before);
        }
        assertThat(log).doesNotExist();
    }

    private static CommitResult put(Store store, String operation, String key, String value) {
        return store.commit(new Txn(operation, List.of(), List.of(new Write.Put(new Key(key), value.getBytes(UTF_8)))));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
