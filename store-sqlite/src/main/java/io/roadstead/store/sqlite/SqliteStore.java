package io.roadstead.store.sqlite;

import io.roadstead.store.Batch;
import io.roadstead.store.CommitResult;
import io.roadstead.store.Entry;
import io.roadstead.store.Epoch;
import io.roadstead.store.Key;
import io.roadstead.store.Page;
import io.roadstead.store.Prefix;
import io.roadstead.store.RamState;
import io.roadstead.store.Revision;
import io.roadstead.store.Store;
import io.roadstead.store.StoreException;
import io.roadstead.store.Txn;
import io.roadstead.store.Watch;
import io.roadstead.store.WatchLimits;
import io.roadstead.store.Watcher;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded default store. Everything is in memory, where it is read and where guards are judged; an SQLite file
 * follows, and a commit is answered when it is on disk.
 *
 * <p>One platform thread writes (SQLite's native calls would pin a virtual thread's carrier). It takes what is waiting,
 * judges one after another, writes all in one SQL transaction, and only then shows it to readers and watches and answers
 * the callers. So the disk's sync is paid once for all who came meanwhile: with a sync of 1 ms, one caller makes some
 * 1,000 commits a second, and 64 callers make not 64 times slower ones but about 64 times as many.
 *
 * <p>When the disk refuses, nothing of that batch is shown, and all its callers are told {@link CommitResult.Unknown};
 * {@link #outcome} answers once the disk works again.
 */
public final class SqliteStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

    /** Callers waiting at once; more wait for a place. */
    static final int MAX_WAITING = 4_096;
    /** Transactions in one SQL transaction. */
    static final int MAX_BATCH = 256;
    /** Their bytes; one may pass it by itself. */
    static final long MAX_BATCH_BYTES = 8L * 1024 * 1024;
    /** After how much time without a request the writer tidies up. */
    private static final long IDLE_MILLIS = 100;

    private final DurableTable table;
    private final ProcessLock lock;
    private final InstantSource clock;
    private final RamState state;
    private final BlockingQueue<Request<?>> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread writer;
    private volatile boolean closed;
    private volatile boolean stopped;
    /** The writer's own: a batch whose writing failed, until it is known whether it is on disk. */
    private @Nullable Batch doubtful;

    /** Opens the store in this file, or makes it. */
    public static SqliteStore open(Path file, InstantSource clock) {
        return open(file, clock, WatchLimits.DEFAULT);
    }

    /** @throws StoreException when the file is not a whole store of a known version, or another process has it open */
    public static SqliteStore open(Path file, InstantSource clock, WatchLimits limits) {
        return open(file, clock, limits, Schema.CURRENT, (table, connection) -> table);
    }

    /** @param around lets a test stand between the store and its table */
    static SqliteStore open(
            Path file,
            InstantSource clock,
            WatchLimits limits,
            Schema schema,
            BiFunction<DurableTable, Connection, DurableTable> around) {
        SqliteFile sqlite = new SqliteFile(file, schema);
        sqlite.makeDirectory();
        ProcessLock lock = ProcessLock.of(file.toAbsolutePath());
        try {
            Connection connection = sqlite.open();
            try {
                SqliteTable table = new SqliteTable(connection);
                RamState.Saved saved = table.load();
                for (Entry entry : saved.entries()) {
                    if (!saved.revision().atLeast(entry.revision())) {
                        throw sqlite.damaged("the record " + entry.key().path() + " has revision "
                                + entry.revision().number() + ", the store only "
                                + saved.revision().number());
                    }
                }
                return new SqliteStore(around.apply(table, connection), lock, clock, saved, limits);
            } catch (SQLException e) {
                connection.close();
                throw e;
            } catch (RuntimeException e) {
                connection.close();
                throw e instanceof IllegalArgumentException ? sqlite.damaged(String.valueOf(e.getMessage())) : e;
            }
        } catch (SQLException | RuntimeException e) {
            unlockAfter(e, lock);
            throw e instanceof SQLException failure ? sqlite.refusal(failure) : (RuntimeException) e;
        }
    }

    private static void unlockAfter(Exception failure, ProcessLock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private SqliteStore(
            DurableTable table, ProcessLock lock, InstantSource clock, RamState.Saved saved, WatchLimits limits) {
        this.table = table;
        this.lock = lock;
        this.clock = clock;
        state = new RamState(saved, limits, Store.virtualThreads());
        writer = Thread.ofPlatform().name("store-writer").daemon().start(this::write);
    }

    @Override
    public Optional<Entry> get(Key key) {
        return opened().get(key);
    }

    @Override
    public Page range(Prefix prefix, Optional<Key> after, int limit) {
        return opened().range(prefix, after, limit);
    }

    @Override
    public Revision revision() {
        return opened().revision();
    }

    @Override
    public Watch watch(Prefix prefix, Revision after, Watcher watcher) {
        return opened().watch(prefix, after, watcher);
    }

    @Override
    public CommitResult commit(Txn txn) {
        opened();
        try {
            return ask((batch, now) -> batch.commit(txn, now), txn.bytes());
        } catch (StoreException e) {
            return new CommitResult.Unknown(e);
        }
    }

    @Override
    public Optional<Revision> outcome(String operationId) {
        opened();
        return ask((batch, now) -> batch.outcome(operationId), 0);
    }

    @Override
    public Optional<Epoch> lead(String name, String holder, Duration ttl) {
        Store.requireLease(name, holder, ttl);
        opened();
        return ask((batch, now) -> batch.lead(name, holder, ttl, now), 0);
    }

    @Override
    public void resign(Epoch epoch) {
        opened();
        ask(
                (batch, now) -> {
                    batch.resign(epoch, now);
                    return epoch;
                },
                0);
    }

    private RamState opened() {
        if (closed) {
            throw StoreException.closed();
        }
        return state;
    }

    /** Has the writer do this, and waits until it is on disk. */
    private <T> T ask(BiFunction<Batch, Instant, T> work, long bytes) {
        Request<T> request = new Request<>(work, bytes);
        try {
            queue.put(request);
            if (stopped) {
                refuseAll();
            }
            return request.answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while waiting for the disk: ask for the operation's outcome", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StoreException(String.valueOf(cause.getMessage()), cause);
        }
    }

    /** Closes after what is already waiting is done. */
    @Override
    public void close() {
        closed = true;
        state.endWatches();
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                // Only wakes the writer, which then sees that the store is closed.
                queue.offer(new Request<>((batch, now) -> now, 0), IDLE_MILLIS, TimeUnit.MILLISECONDS);
                writer.join(IDLE_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // --- the writer

    private void write() {
        try {
            boolean tidy = true;
            while (!closed || !queue.isEmpty()) {
                // Once it has tidied up it sleeps for as long as nobody asks; closing asks.
                Request<?> first = tidy ? queue.take() : queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    commitTogether(take(first));
                }
                tidy = first == null;
                table.checkpoint(tidy);
            }
        } catch (InterruptedException | RuntimeException e) {
            LOG.error("the store's writer ended: no commit is possible until the store is opened again", e);
        } finally {
            closed = true;
            stopped = true;
            refuseAll();
            table.close();
            try {
                lock.close();
            } catch (IOException e) {
                LOG.warn("the store's lock file was not closed properly; it ends with this process", e);
            }
        }
    }

    private List<Request<?>> take(Request<?> first) {
        List<Request<?>> requests = new ArrayList<>();
        long bytes = 0;
        for (Request<?> next = first; next != null; next = queue.poll()) {
            requests.add(next);
            bytes += next.bytes;
            if (requests.size() == MAX_BATCH || bytes >= MAX_BATCH_BYTES) {
                break;
            }
        }
        return requests;
    }

    private void commitTogether(List<Request<?>> requests) {
        boolean wasDoubtful = doubtful != null;
        try {
            settleDoubt();
            Batch batch = state.begin();
            Instant now = clock.instant();
            requests.forEach(request -> request.judge(batch, now));
            if (!batch.isEmpty()) {
                doubtful = batch;
                table.write(batch);
                doubtful = null;
            }
            state.publish(batch);
        } catch (SQLException | RuntimeException e) {
            StoreException failure = new StoreException(
                    "the store could not be written (" + e.getMessage() + "): see that its disk works and has room", e);
            if (!wasDoubtful) {
                LOG.error(failure.getMessage(), e);
            }
            requests.forEach(request -> request.answer.completeExceptionally(failure));
            return;
        } catch (Error e) {
            requests.forEach(request -> request.answer.completeExceptionally(e));
            throw e;
        }
        requests.forEach(Request::answer);
    }

    /** Finds out what became of a batch whose writing failed, and goes no further before that is known. */
    private void settleDoubt() throws SQLException {
        Batch batch = doubtful;
        if (batch == null) {
            return;
        }
        Revision durable = table.recover();
        if (!durable.equals(state.revision())) {
            if (!durable.equals(batch.revision())) {
                throw new StoreException("after a failure the store's file has revision " + durable.number()
                        + ", where " + state.revision().number() + " or "
                        + batch.revision().number() + " was expected: open it again");
            }
            state.publish(batch);
        }
        doubtful = null;
        LOG.info("the store can be written again; revision {}", durable.number());
    }

    private void refuseAll() {
        for (Request<?> next = queue.poll(); next != null; next = queue.poll()) {
            next.answer.completeExceptionally(StoreException.closed());
        }
    }

    /** Something a caller waits for. */
    private static final class Request<T> {
        private final BiFunction<Batch, Instant, T> work;
        private final long bytes;
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private @Nullable T judged;
        private @Nullable RuntimeException failure;

        Request(BiFunction<Batch, Instant, T> work, long bytes) {
            this.work = work;
            this.bytes = bytes;
        }

        void judge(Batch batch, Instant now) {
            try {
                judged = work.apply(batch, now);
            } catch (RuntimeException e) {
                failure = e;
            }
        }

        void answer() {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                answer.complete(judged);
            }
        }
    }
}
