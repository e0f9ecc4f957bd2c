package io.roadstead.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.store.Key;
import io.roadstead.store.Prefix;
import io.roadstead.store.Revision;
import io.roadstead.store.StoreException;
import io.roadstead.store.TestClock;
import io.roadstead.store.Txn;
import io.roadstead.store.WatchLimits;
import io.roadstead.store.Write;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not a whole store of a known version is refused in one sentence and left as it was. */
class SqliteRefusalTest {
    private final TestClock clock = new TestClock();

    private final Path directory;

    SqliteRefusalTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aFileThatIsNotSqliteIsRefused() throws IOException {
        Files.writeString(file(), "Dear diary, ".repeat(1_000));
        assertRefused("is no SQLite file (12000 bytes that begin otherwise)", "move it away");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Files.createFile(file());
        assertRefused("is no SQLite file (0 bytes", "put the right file in its place");
    }

    @Test
    void anotherProgramsSqliteFileIsRefused() throws Exception {
        sql(file(), "create table recipe (name text)", "pragma application_id = 7");
        assertRefused("is another program's SQLite file (application_id 7,", "move it away");
    }

    @Test
    void anotherProgramsFileThatLooksLikeOursButForTheIdIsRefused() throws Exception {
        fill();
        sql(file(), "pragma application_id = 0");
        assertRefused("is another program's SQLite file (application_id 0,");
    }

    @Test
    void aNewerVersionsFileIsRefused() throws Exception {
        fill();
        sql(file(), "pragma user_version = 99");
        assertRefused("was written by a newer version (schema 99, this one knows up to 1)", "run that version");
    }

    @Test
    void aNewerVersionThatIsOnlyInTheLogIsRefusedToo() throws Exception {
        fill();
        Path copy = directory.resolve("copy.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute("pragma wal_autocheckpoint = 0");
            statement.execute("pragma user_version = 99");
            Files.copy(file(), copy);
            Files.copy(directory.resolve("state.db-wal"), directory.resolve("copy.db-wal"));
        }
        assertRefused(copy, "was written by a newer version (schema 99,");
    }

    @Test
    void aDamagedFileIsRefused() throws IOException {
        fill();
        byte[] bytes = Files.readAllBytes(file());
        for (int page = 4_096 * 3; page < bytes.length; page += 4_096 * 2) {
            for (int i = 0; i < 64; i++) {
                bytes[page + i] ^= 0x5a;
            }
        }
        Files.write(file(), bytes);
        assertRefused("is damaged (", "put a backup in its place");
    }

    @Test
    void aFileThatWasCutShortIsRefused() throws IOException {
        fill();
        byte[] bytes = Files.readAllBytes(file());
        Files.write(file(), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused("is damaged (");
    }

    @Test
    void aDamagedFileWithItsLogIsRefusedAndBothAreLeft() throws Exception {
        fill();
        Path copy = directory.resolve("copy.db");
        try (SqliteStore store = SqliteStore.open(file(), clock)) {
            put(store, "more", new byte[2_000]);
            byte[] bytes = Files.readAllBytes(file());
            for (int page = 4_096 * 10; page < bytes.length; page += 4_096) {
                bytes[page] ^= 0x5a;
            }
            Files.write(copy, bytes);
            Files.copy(directory.resolve("state.db-wal"), directory.resolve("copy.db-wal"));
        }
        assertRefused(copy, "is damaged (");
    }

    @Test
    void aStoreWhoseRecordsAreNewerThanItselfIsRefused() throws Exception {
        fill();
        sql(file(), "delete from operation where revision > 10");
        assertRefused("is damaged (the record ", "the store only 10)");
    }

    @Test
    void aRecordWithoutANameIsRefused() throws Exception {
        fill();
        sql(file(), "update record set key = '' where key = 'k0'");
        assertRefused("is damaged (a key has 1 to 1024 characters");
    }

    @Test
    void aLogWithoutItsFileIsRefused() throws IOException {
        Files.write(directory.resolve("state.db-wal"), new byte[100]);
        assertRefused("is missing but its log", "put the file back beside it");
    }

    @Test
    void aDirectoryInTheFilesPlaceIsRefused() throws IOException {
        Files.createDirectory(file());
        assertThatThrownBy(() -> SqliteStore.open(file(), clock))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot be opened");
    }

    @Test
    void aStoreThatThisProcessHasOpenIsRefusedAndGoesOn() {
        try (SqliteStore store = SqliteStore.open(file(), clock)) {
            put(store, "a", new byte[1]);
            assertRefused(
                    "is in use by this very process (" + ProcessHandle.current().pid() + ")");
            put(store, "b", new byte[1]);
            assertThat(store.revision()).isEqualTo(new Revision(2));
        }
        SqliteStore.open(file(), clock).close();
    }

    @Test
    void aStoreThatAnotherProcessHasOpenIsRefusedWithThatProcessNamed() throws Exception {
        Process process = CrashTest.start(file(), "holder");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("open");
            assertThatThrownBy(() -> SqliteStore.open(file(), clock))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("is in use by process " + process.pid() + " (")
                    .hasMessageContaining("java")
                    .hasMessageContaining("stop that one");
            Files.delete(directory.resolve("state.db.lock"));
            assertThatThrownBy(() -> SqliteStore.open(file(), clock))
                    .as("SQLite's own lock holds even without the lock file")
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("is in use by another program");
        } finally {
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
        SqliteStore.open(file(), clock).close();
    }

    @Test
    void aFileThatWasHalfMadeWhenTheProcessDiedIsMadeAnew() throws IOException {
        Files.write(directory.resolve("state.db.new"), new byte[5_000]);
        try (SqliteStore store = SqliteStore.open(file(), clock)) {
            assertThat(store.revision()).isEqualTo(Revision.NONE);
        }
        assertThat(directory.resolve("state.db.new")).doesNotExist();
    }

    @Test
    void anOlderVersionsFileIsMigratedStepByStepAndOnce() throws Exception {
        fill();
        List<List<String>> steps = new ArrayList<>(Schema.CURRENT.steps());
        steps.add(List.of("create table visit (version integer)", "insert into visit values (2)"));
        steps.add(List.of("insert into visit values (3)"));
        Schema third = new Schema(steps);
        for (int i = 0; i < 2; i++) {
            try (SqliteStore store =
                    SqliteStore.open(file(), clock, WatchLimits.DEFAULT, third, (table, connection) -> table)) {
                assertThat(store.range(Prefix.ALL, Optional.empty(), 100).entries())
                        .hasSize(40);
            }
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("select group_concat(version) from visit")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo("2,3");
        }
        assertRefused("schema 3, this one knows up to 1");
    }

    @Test
    void aMigrationThatFailsLeavesTheFormerVersion() throws IOException {
        fill();
        List<List<String>> steps = new ArrayList<>(Schema.CURRENT.steps());
        steps.add(List.of("create table visit (version integer)", "insert into nowhere values (1)"));
        Schema broken = new Schema(steps);

        assertThatThrownBy(() ->
                        SqliteStore.open(file(), clock, WatchLimits.DEFAULT, broken, (table, connection) -> table))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("nowhere");

        try (SqliteStore store = SqliteStore.open(file(), clock)) {
            assertThat(store.range(Prefix.ALL, Optional.empty(), 100).entries()).hasSize(40);
        }
    }

    private Path file() {
        return directory.resolve("state.db");
    }

    /** Forty records of 3 kB in a store that was closed well. */
    private void fill() {
        try (SqliteStore store = SqliteStore.open(file(), clock)) {
            for (int i = 0; i < 40; i++) {
                put(store, "k" + i, new byte[3_000]);
            }
        }
    }

    private static void put(SqliteStore store, String key, byte[] value) {
        store.commit(new Txn("put-" + key, List.of(), List.of(new Write.Put(new Key(key), value))));
    }

    private static void sql(Path file, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private void assertRefused(String... sentence) {
        assertRefused(file(), sentence);
    }

    private void assertRefused(Path file, String... sentence) {
        Map<String, List<Byte>> before = bytes(file);
        assertThatThrownBy(() -> SqliteStore.open(file, clock))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString())
                .satisfies(e -> assertThat(e.getMessage()).contains(sentence).doesNotContain("\n"));
        assertThat(bytes(file)).isEqualTo(before);
    }

    /** The store's file and its log, as they are. */
    private static Map<String, List<Byte>> bytes(Path file) {
        Map<String, List<Byte>> contents = new TreeMap<>();
        for (String name : new String[] {file.toString(), file + "-wal"}) {
            try {
                if (Files.exists(Path.of(name)) && Files.size(Path.of(name)) > 0) {
                    List<Byte> list = new ArrayList<>();
                    for (byte b : Files.readAllBytes(Path.of(name))) {
                        list.add(b);
                    }
                    contents.put(name, list);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return contents;
    }
}
