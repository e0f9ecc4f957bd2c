package io.roadstead.store.sqlite;

import io.roadstead.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Makes, examines and opens a store's file. Its one rule: what is not certainly ours, whole, and of a version we know is
 * refused in one sentence and left as it was, to the byte.
 */
final class SqliteFile {
    private static final String MAGIC = "SQLite format 3\0";
    /** Where SQLite's header keeps the two numbers. Source: sqlite.org/fileformat2.html, section 1.3. */
    private static final int HEADER_BYTES = 100;

    private static final int USER_VERSION_AT = 60;
    private static final int APPLICATION_ID_AT = 68;
    /** How much of a damaged file's description is told. */
    private static final int MAX_FINDINGS = 3;

    private final Path file;
    private final Schema schema;

    SqliteFile(Path file, Schema schema) {
        this.file = file.toAbsolutePath();
        this.schema = schema;
        if (this.file.toString().indexOf('?') >= 0) {
            throw new StoreException("the store's path " + file + " holds a '?', which SQLite's driver cannot open:"
                    + " choose another data directory");
        }
    }

    /** The directory, for the owner alone when it is new. */
    void makeDirectory() {
        Path directory = directory();
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, ownerOnly(directory, "rwx------"));
            }
        } catch (IOException e) {
            throw new StoreException(
                    "the store's directory " + directory + " cannot be made (" + e + "): make it, or choose another",
                    e);
        }
    }

    /** Opens the file, or makes it; the caller holds its {@link ProcessLock}. */
    Connection open() {
        try {
            if (Files.exists(file)) {
                refuseByHeader();
                refuseByContent();
            } else {
                refuseOrphanedLog();
                create();
            }
            Connection connection = connect(false);
            try {
                configure(connection);
                migrate(connection);
                return connection;
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StoreException(
                    "the store " + file + " cannot be opened (" + e + "): make it readable and writable", e);
        } catch (SQLException e) {
            throw refusal(e);
        }
    }

    private void refuseByHeader() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int read;
            do {
                read = channel.read(header);
            } while (read >= 0 && header.hasRemaining());
        }
        for (int i = 0; i < MAGIC.length(); i++) {
            if (header.get(i) != MAGIC.charAt(i)) {
                throw new StoreException(
                        "the store " + file + " is no SQLite file (" + Files.size(file)
                                + " bytes that begin otherwise): move it away to begin anew, or put the right file in its place");
            }
        }
        refuseForeign(header.getInt(APPLICATION_ID_AT));
        refuseNewer(header.getInt(USER_VERSION_AT));
    }

    private void refuseForeign(int applicationId) {
        if (applicationId != Schema.APPLICATION_ID) {
            throw new StoreException("the store " + file + " is another program's SQLite file (application_id "
                    + applicationId + ", ours is " + Schema.APPLICATION_ID
                    + "): move it away to begin anew, or put the right file in its place");
        }
    }

    private void refuseNewer(int version) {
        if (version > schema.version()) {
            throw new StoreException("the store " + file + " was written by a newer version (schema " + version
                    + ", this one knows up to " + schema.version() + "): run that version or a newer one");
        }
    }

    /** Looks inside by a connection that cannot write: closing another would write the log back into the file. */
    private void refuseByContent() throws SQLException {
        try (Connection connection = connect(true);
                Statement statement = connection.createStatement()) {
            refuseForeign((int) number(statement, "pragma application_id"));
            refuseNewer((int) number(statement, "pragma user_version"));
            List<String> findings = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("pragma quick_check(" + MAX_FINDINGS + ")")) {
                while (row.next()) {
                    findings.add(row.getString(1).replace('\n', ' '));
                }
            }
            if (!findings.equals(List.of("ok"))) {
                throw damaged(String.join("; ", findings));
            }
        }
    }

    /** A log without its file would be thrown away by SQLite, and may hold the newest commits. */
    private void refuseOrphanedLog() {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        if (Files.exists(log)) {
            throw new StoreException("the store " + file + " is missing but its log " + log
                    + " is there: put the file back beside it, or move the log away to begin anew");
        }
    }

    /** Made beside and renamed when whole, so that no half-made store is ever found. */
    private void create() throws IOException, SQLException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.deleteIfExists(fresh.resolveSibling(fresh.getFileName() + "-journal"));
        Files.createFile(fresh, ownerOnly(fresh, "rw-------"));
        try (Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + fresh)) {
            set(connection, "synchronous", "full", "2");
            set(connection, "application_id", "" + Schema.APPLICATION_ID, "" + Schema.APPLICATION_ID);
            migrate(connection);
        }
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("its file system cannot rename", e);
        }
        try (FileChannel directory = FileChannel.open(directory(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private void migrate(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int version = (int) number(statement, "pragma user_version");
            if (version == schema.version()) {
                return;
            }
            for (; version < schema.version(); version++) {
                statement.execute("begin immediate");
                for (String sql : schema.steps().get(version)) {
                    statement.execute(sql);
                }
                statement.execute("pragma user_version = " + (version + 1));
                statement.execute("commit");
            }
            // So that the version stands in the file's own header, where an older program looks before it opens it.
            statement.execute("pragma wal_checkpoint(truncate)");
        }
    }

    private Connection connect(boolean readOnly) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.setBusyTimeout(0);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    /** One by one and read back: the driver runs only the first of several. Source: pitfalls, "SQLite". */
    private static void configure(Connection connection) throws SQLException {
        // First of all: keeps every other process out, and lets the log's index live in memory.
        set(connection, "locking_mode", "exclusive", "exclusive");
        set(connection, "journal_mode", "wal", "wal");
        // NORMAL may lose the newest commits when the power goes.
        set(connection, "synchronous", "full", "2");
        // When to write the log back is SqliteTable's decision.
        set(connection, "wal_autocheckpoint", "0", "0");
        set(connection, "journal_size_limit", "67108864", "67108864");
        set(connection, "temp_store", "memory", "2");
    }

    private static void set(Connection connection, String pragma, String value, String expected) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma " + pragma + " = " + value);
            try (ResultSet row = statement.executeQuery("pragma " + pragma)) {
                String found = row.next() ? row.getString(1) : "nothing";
                if (!found.equals(expected)) {
                    throw new StoreException("SQLite did not take the setting " + pragma + " = " + value + " (it says "
                            + found + "): use a local file system, and the SQLite that comes with the store");
                }
            }
        }
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** What an operator should know of SQLite's error. */
    StoreException refusal(SQLException e) {
        if (e instanceof SQLiteException sqlite) {
            SQLiteErrorCode code = sqlite.getResultCode();
            if (code.name().startsWith("SQLITE_BUSY")) {
                return new StoreException(
                        "the store " + file + " is in use by another program: stop that one, or close its connection",
                        e);
            }
            if (code.name().startsWith("SQLITE_CORRUPT") || code == SQLiteErrorCode.SQLITE_NOTADB) {
                return damaged(String.valueOf(e.getMessage()));
            }
        }
        return new StoreException(
                "the store " + file + " cannot be opened (" + e.getMessage()
                        + "): see that its disk has room and that it may be written",
                e);
    }

    /** What is said of a file that SQLite or we find broken. */
    StoreException damaged(String findings) {
        return new StoreException("the store " + file + " is damaged (" + findings
                + "): put a backup in its place, or move it away, with all files of its name, to begin anew");
    }

    private Path directory() {
        Path directory = file.getParent();
        if (directory == null) {
            throw new StoreException("the store's path " + file + " is no file's: name a file in a directory");
        }
        return directory;
    }

    /** These permissions from the first moment on, where the file system knows of any. */
    static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
