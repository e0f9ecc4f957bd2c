package io.roadstead.store.sqlite;

import io.roadstead.store.Batch;
import io.roadstead.store.Entry;
import io.roadstead.store.Key;
import io.roadstead.store.Lease;
import io.roadstead.store.RamState;
import io.roadstead.store.Revision;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The durable table: an SQLite connection in WAL mode that syncs every commit and keeps all others out. */
final class SqliteTable implements DurableTable {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteTable.class);

    /** Bytes of a page, SQLite's default, here for estimates only. */
    private static final int PAGE = 4_096;
    /** Pages in the log at which an idle store writes them back: 4 MiB. */
    private static final int CHECKPOINT_PAGES_IDLE = 1_024;
    /** Pages in the log at which a busy store does so too: 64 MiB. */
    private static final int CHECKPOINT_PAGES_BUSY = 16_384;

    private final Connection connection;
    private Statements statements;
    /** At least as many as are in the log: every record's own page and its index's, and one of each other table. */
    private long pagesLogged;

    /** @param connection set up by {@link SqliteFile}, which it now owns */
    SqliteTable(Connection connection) throws SQLException {
        this.connection = connection;
        statements = Statements.on(connection);
    }

    /** What is said to SQLite again and again. The driver closes a statement whose execution fails. */
    private record Statements(
            PreparedStatement begin,
            PreparedStatement commit,
            PreparedStatement put,
            PreparedStatement delete,
            PreparedStatement putOperation,
            PreparedStatement putLease,
            PreparedStatement raiseFence) {
        static Statements on(Connection connection) throws SQLException {
            return new Statements(
                    connection.prepareStatement("begin immediate"),
                    connection.prepareStatement("commit"),
                    connection.prepareStatement("insert into record values (?, ?, ?)"
                            + " on conflict (key) do update set value = excluded.value, revision = excluded.revision"),
                    connection.prepareStatement("delete from record where key = ?"),
                    connection.prepareStatement("insert or replace into operation values (?, ?, ?)"),
                    connection.prepareStatement("insert or replace into lease values (?, ?, ?, ?)"),
                    connection.prepareStatement("update fence set number = number + 1"));
        }

        void close() {
            for (PreparedStatement statement :
                    List.of(begin, commit, put, delete, putOperation, putLease, raiseFence)) {
                try {
                    statement.close();
                } catch (SQLException closedAlready) {
                    // By the driver, when it failed; its error was told then.
                    LOG.debug("a statement was closed already", closedAlready);
                }
            }
        }
    }

    /** Everything in the table. */
    RamState.Saved load() throws SQLException {
        List<Entry> entries = new ArrayList<>();
        Map<String, Revision> operations = new LinkedHashMap<>();
        List<Lease> leases = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("select key, value, revision from record")) {
                while (row.next()) {
                    // An empty blob may come back as null.
                    byte[] value = row.getBytes(2);
                    entries.add(new Entry(
                            new Key(row.getString(1)),
                            value == null ? new byte[0] : value,
                            new Revision(row.getLong(3))));
                }
            }
            try (ResultSet row = statement.executeQuery("select id, revision from operation order by revision")) {
                while (row.next()) {
                    operations.put(row.getString(1), new Revision(row.getLong(2)));
                }
            }
            try (ResultSet row = statement.executeQuery("select name, number, holder, until from lease")) {
                while (row.next()) {
                    leases.add(new Lease(
                            row.getString(1), row.getLong(2), row.getString(3), Instant.parse(row.getString(4))));
                }
            }
        }
        return new RamState.Saved(entries, revision(), operations, leases);
    }

    private Revision revision() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select coalesce(max(revision), 0) from operation")) {
            row.next();
            return new Revision(row.getLong(1));
        }
    }

    @Override
    public void write(Batch batch) throws SQLException {
        statements.begin().execute();
        PreparedStatement put = statements.put();
        PreparedStatement delete = statements.delete();
        int puts = 0;
        int deletes = 0;
        long pages = 4;
        for (Map.Entry<Key, Optional<Entry>> changed : batch.entries().entrySet()) {
            if (changed.getValue().isPresent()) {
                Entry entry = changed.getValue().get();
                put.setString(1, entry.key().path());
                put.setBytes(2, entry.value());
                put.setLong(3, entry.revision().number());
                put.addBatch();
                puts++;
                pages += 2 + entry.value().length / PAGE;
            } else {
                delete.setString(1, changed.getKey().path());
                delete.addBatch();
                deletes++;
                pages += 2;
            }
        }
        if (puts > 0) {
            put.executeBatch();
        }
        if (deletes > 0) {
            delete.executeBatch();
        }
        writeOperations(batch);
        writeLeases(batch);
        pagesLogged += pages;
        statements.commit().execute();
    }

    private void writeOperations(Batch batch) throws SQLException {
        PreparedStatement putOperation = statements.putOperation();
        for (Batch.Committed committed : batch.commits()) {
            long revision = committed.revision().number();
            putOperation.setLong(1, revision % RamState.OPERATIONS_REMEMBERED);
            putOperation.setString(2, committed.operationId());
            putOperation.setLong(3, revision);
            putOperation.addBatch();
        }
        if (!batch.commits().isEmpty()) {
            putOperation.executeBatch();
        }
    }

    private void writeLeases(Batch batch) throws SQLException {
        PreparedStatement putLease = statements.putLease();
        for (Lease lease : batch.leases()) {
            putLease.setString(1, lease.name());
            putLease.setLong(2, lease.number());
            putLease.setString(3, lease.holder());
            putLease.setString(4, lease.until().toString());
            putLease.addBatch();
        }
        if (!batch.leases().isEmpty()) {
            putLease.executeBatch();
        }
    }

    /**
     * A commit whose sync failed may have left whole frames in the log, which a restart would take for committed. The
     * next successful transaction overwrites them: so one is made before anybody is told that the failed one is gone.
     */
    @Override
    public Revision recover() throws SQLException {
        statements.close();
        try (Statement statement = connection.createStatement()) {
            statement.execute("rollback");
        } catch (SQLException alreadyRolledBack) {
            // SQLite rolls back by itself after some errors. If it did not, beginning the next one fails.
            LOG.debug("nothing to roll back", alreadyRolledBack);
        }
        statements = Statements.on(connection);
        statements.begin().execute();
        statements.raiseFence().execute();
        statements.commit().execute();
        return revision();
    }

    @Override
    public void checkpoint(boolean idle) {
        if (pagesLogged < (idle ? CHECKPOINT_PAGES_IDLE : CHECKPOINT_PAGES_BUSY)) {
            return;
        }
        pagesLogged = 0;
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma wal_checkpoint(passive)");
        } catch (SQLException e) {
            LOG.warn("the store's log could not be written back to its file and keeps growing; trying again later", e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("the store's file was not closed properly; nothing is lost, its log is read at the next start", e);
        }
    }
}
