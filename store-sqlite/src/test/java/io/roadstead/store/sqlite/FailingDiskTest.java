package io.roadstead.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.store.Batch;
import io.roadstead.store.CommitResult;
import io.roadstead.store.CommitResult.Committed;
import io.roadstead.store.CommitResult.Unknown;
import io.roadstead.store.Key;
import io.roadstead.store.Prefix;
import io.roadstead.store.RecordingWatcher;
import io.roadstead.store.Revision;
import io.roadstead.store.StoreException;
import io.roadstead.store.TestClock;
import io.roadstead.store.Txn;
import io.roadstead.store.Watch;
import io.roadstead.store.WatchLimits;
import io.roadstead.store.Write;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not durable is never shown, and what is durable is never denied. */
class FailingDiskTest {
    /** How a write goes. */
    private enum Disk {
        WORKS,
        FAILS_BEFORE_WRITING,
        FAILS_AFTER_WRITING,
        FAILS_FOR_GOOD
    }

    private final TestClock clock = new TestClock();
    private volatile Disk disk = Disk.WORKS;

    private final Path directory;

    FailingDiskTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aBatchThatCouldNotBeWrittenIsNeverShownAndTheStoreGoesOn() {
        RecordingWatcher watcher = new RecordingWatcher();
        try (SqliteStore store = open();
                Watch _ = store.watch(Prefix.ALL, Revision.NONE, watcher)) {
            assertThat(put(store, "1")).isEqualTo(new Committed(new Revision(1)));
            disk = Disk.FAILS_BEFORE_WRITING;
            assertThat(put(store, "2")).isInstanceOf(Unknown.class);
            assertThat(store.get(new Key("2"))).isEmpty();
            assertThat(store.revision()).isEqualTo(new Revision(1));

            disk = Disk.WORKS;
            assertThat(store.outcome("2")).isEmpty();
            assertThat(put(store, "3")).isEqualTo(new Committed(new Revision(2)));
            Awaitility.await().untilAsserted(() -> assertThat(watcher.told()).containsExactly("1=v@1", "3=v@2"));
        }
        try (SqliteStore store = open()) {
            assertThat(keys(store)).containsExactly("1", "3");
        }
    }

    @Test
    void aBatchThatWasWrittenThoughItsAnswerWasLostIsShownOnceThatIsKnown() {
        RecordingWatcher watcher = new RecordingWatcher();
        try (SqliteStore store = open();
                Watch _ = store.watch(Prefix.ALL, Revision.NONE, watcher)) {
            disk = Disk.FAILS_AFTER_WRITING;
            assertThat(put(store, "1")).isInstanceOf(Unknown.class);
            assertThat(keys(store)).isEmpty();

            disk = Disk.WORKS;
            assertThat(store.outcome("1")).contains(new Revision(1));
            assertThat(keys(store)).containsExactly("1");
            assertThat(put(store, "1")).isEqualTo(new Committed(new Revision(1)));
            Awaitility.await().untilAsserted(() -> assertThat(watcher.told()).containsExactly("1=v@1"));
        }
    }

    @Test
    void asLongAsTheDiskFailsNobodyIsToldAnythingCertainAndReadersReadOn() {
        try (SqliteStore store = open()) {
            put(store, "1");
            disk = Disk.FAILS_FOR_GOOD;
            for (int i = 2; i < 5; i++) {
                assertThat(put(store, "" + i)).isInstanceOf(Unknown.class);
                assertThatThrownBy(() -> store.outcome("2"))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("could not be written")
                        .hasMessageContaining("see that its disk works and has room");
                assertThatThrownBy(() -> store.lead("scheduler", "me", Duration.ofSeconds(1)))
                        .isInstanceOf(StoreException.class);
            }
            assertThat(keys(store)).containsExactly("1");

            disk = Disk.WORKS;
            assertThat(store.outcome("2")).isEmpty();
            assertThat(store.lead("scheduler", "me", Duration.ofSeconds(1))).isPresent();
        }
    }

    /** Not a fake: SQLite itself runs out of pages in the midst of a transaction, and has room again later. */
    @Test
    void aFullDiskIsSurvivedWithoutARestart() {
        int[] pages = new int[1];
        try (SqliteStore store = SqliteStore.open(
                file(), clock, WatchLimits.DEFAULT, Schema.CURRENT, (table, connection) -> new DurableTable() {
                    @Override
                    public void write(Batch batch) throws SQLException {
                        limit();
                        table.write(batch);
                    }

                    @Override
                    public Revision recover() throws SQLException {
                        limit();
                        return table.recover();
                    }

                    private void limit() throws SQLException {
                        try (Statement statement = connection.createStatement()) {
                            statement.execute("pragma max_page_count = " + pages[0]);
                        }
                    }

                    @Override
                    public void checkpoint(boolean idle) {
                        table.checkpoint(idle);
                    }

                    @Override
                    public void close() {
                        table.close();
                    }
                })) {
            pages[0] = 50;
            int fitted = 0;
            CommitResult result = big(store, fitted);
            while (result instanceof Committed) {
                fitted++;
                result = big(store, fitted);
            }
            assertThat(fitted).isBetween(3, 20);
            assertThat(((Unknown) result).cause()).hasMessageContaining("full");
            assertThat(store.outcome("big-" + fitted)).isEmpty();
            assertThat(keys(store)).hasSize(fitted);
            assertThat(put(store, "small")).isInstanceOf(Committed.class);

            pages[0] = 1_000;
            assertThat(big(store, 99)).isEqualTo(new Committed(new Revision(fitted + 2)));
        }
        try (SqliteStore store = open()) {
            assertThat(keys(store)).contains("big-0", "big-99", "small");
        }
    }

    /**
     * Not a fake: SQLite itself refuses the commit, here for a constraint that is checked then, as it does when the disk
     * has no room for its log. Its driver closes the statement that failed.
     */
    @Test
    void aCommitThatFailsAtItsVeryEndIsSurvivedWithoutARestart() {
        try (SqliteStore store = SqliteStore.open(
                file(), clock, WatchLimits.DEFAULT, Schema.CURRENT, (table, connection) -> new DurableTable() {
                    @Override
                    public void write(Batch batch) throws SQLException {
                        if (disk == Disk.FAILS_FOR_GOOD) {
                            run("pragma foreign_keys = on");
                            run("create temp table parent (id integer primary key)");
                            run("create temp table child (id references parent deferrable initially deferred)");
                            run("create temp trigger fails after insert on main.record"
                                    + " begin insert into child values (1); end");
                        }
                        table.write(batch);
                    }

                    @Override
                    public Revision recover() throws SQLException {
                        // After it, for the failed transaction is rolled back there, and what it did to tables with it.
                        Revision durable = table.recover();
                        run("drop trigger if exists fails");
                        return durable;
                    }

                    private void run(String sql) throws SQLException {
                        try (Statement statement = connection.createStatement()) {
                            statement.execute(sql);
                        }
                    }

                    @Override
                    public void checkpoint(boolean idle) {
                        table.checkpoint(idle);
                    }

                    @Override
                    public void close() {
                        table.close();
                    }
                })) {
            put(store, "1");
            disk = Disk.FAILS_FOR_GOOD;
            assertThat(((Unknown) put(store, "2")).cause()).hasMessageContaining("constraint");
            disk = Disk.WORKS;
            assertThat(store.outcome("2")).isEmpty();
            assertThat(put(store, "3")).isEqualTo(new Committed(new Revision(2)));
        }
        try (SqliteStore store = open()) {
            assertThat(keys(store)).containsExactly("1", "3");
        }
    }

    private static CommitResult big(SqliteStore store, int i) {
        return store.commit(
                new Txn("big-" + i, List.of(), List.of(new Write.Put(new Key("big-" + i), new byte[20_000]))));
    }

    private SqliteStore open() {
        return SqliteStore.open(
                file(), clock, WatchLimits.DEFAULT, Schema.CURRENT, (table, connection) -> new DurableTable() {
                    @Override
                    public void write(Batch batch) throws SQLException {
                        switch (disk) {
                            case WORKS -> table.write(batch);
                            case FAILS_BEFORE_WRITING, FAILS_FOR_GOOD -> throw new SQLException("a test's broken disk");
                            case FAILS_AFTER_WRITING -> {
                                table.write(batch);
                                throw new SQLException("a test's broken disk");
                            }
                        }
                    }

                    @Override
                    public Revision recover() throws SQLException {
                        if (disk == Disk.FAILS_FOR_GOOD) {
                            throw new SQLException("a test's broken disk");
                        }
                        return table.recover();
                    }

                    @Override
                    public void checkpoint(boolean idle) {
                        table.checkpoint(idle);
                    }

                    @Override
                    public void close() {
                        table.close();
                    }
                });
    }

    private static CommitResult put(SqliteStore store, String name) {
        return store.commit(new Txn(name, List.of(), List.of(new Write.Put(new Key(name), "v".getBytes(UTF_8)))));
    }

    private static List<String> keys(SqliteStore store) {
        return store.range(Prefix.ALL, Optional.empty(), 100).entries().stream()
                .map(e -> e.key().path())
                .toList();
    }

    private Path file() {
        return directory.resolve("state.db");
    }
}
