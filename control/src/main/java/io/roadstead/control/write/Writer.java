package io.roadstead.control.write;

import io.roadstead.control.Pauses;
import io.roadstead.control.index.Index;
import io.roadstead.core.Ids;
import io.roadstead.store.Revision;
import io.roadstead.store.Store;
import io.roadstead.store.Txn;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The queue of one cluster's changes: while one round of them is committed the next gathers and is applied, so that a
 * hundred callers share a transaction instead of fighting over one record, and neither the disk nor the processor waits
 * for the other. Changes are applied in the order they came.
 *
 * <p>A round that loses a race (another server wrote) is applied again on what the index then shows, at most
 * {@link #MAX_ATTEMPTS} times.
 *
 * <p>What a change becomes is {@link Rounds}' matter and {@link Commits}'; here is the thread that drives them. It alone
 * touches the rounds; a commit runs on a thread of its own and leaves only its ending.
 */
public final class Writer implements AutoCloseable {
    /** Changes waiting; more are refused with {@link BusyException}. */
    public static final int MAX_WAITING = 10_000;

    /** Changes looked at for one transaction. */
    public static final int MAX_BATCH = 256;

    public static final int MAX_ATTEMPTS = 16;

    private final Index index;
    private final Ids ids;
    private final Commits commits;
    private final Rounds rounds;
    private final BlockingQueue<Pending<?>> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private final Thread worker;

    /** The queue is full: the caller may try again later. */
    public static final class BusyException extends RuntimeException {
        BusyException(String message) {
            super(message);
        }
    }

    Writer(String name, Store store, Index index, Ids ids, Pauses pauses) {
        this.index = index;
        this.ids = ids;
        this.commits = new Commits(store, pauses);
        this.rounds = new Rounds(index);
        this.worker = Thread.ofVirtual().name("writer " + name).start(this::work);
    }

    /**
     * Applies the change and returns its answer once it is stored and the index shows it.
     *
     * @throws BusyException when too many changes wait
     */
    public <R> R submit(Change<R> change) {
        try {
            return enqueue(change).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    /** As {@link #submit}, without waiting. */
    public <R> CompletableFuture<R> enqueue(Change<R> change) {
        Pending<R> pending = new Pending<>(change);
        if (!queue.offer(pending)) {
            pending.fail(new BusyException(MAX_WAITING + " changes are waiting already: try again later"));
        }
        LockSupport.unpark(worker);
        if (!worker.isAlive()) {
            refuseWaiting();
        }
        return pending.answer();
    }

    @Override
    public void close() {
        worker.interrupt();
    }

    private void work() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                step();
            }
        } finally {
            rounds.failAll(stopping());
            refuseWaiting();
        }
    }

    /** Looks at what has happened, and waits when nothing has. */
    private void step() {
        Ending ended = ending.getAndSet(null);
        boolean idle = ended == null;
        if (ended != null) {
            end(ended);
        }
        while (rounds.takesMore()) {
            Pending<?> next = queue.poll();
            if (next == null) {
                break;
            }
            rounds.add(next);
            idle = false;
        }
        Round begun = begin();
        if (begun != null && begun.writesNothing()) {
            begun.tell();
        } else if (idle && begun == null) {
            LockSupport.park(this);
        }
    }

    private void end(Ending ended) {
        switch (ended) {
            case Ending.Stored stored -> {
                Round over = rounds.stored(stored);
                // First of all the disk's next work, then what was waited for.
                Round next = begin();
                if (applied(stored.revision(), over)) {
                    over.tell();
                }
                if (next != null && next.writesNothing()) {
                    next.tell();
                }
            }
            case Ending.Lost lost -> {
                try {
                    index.awaitApplied(lost.seen());
                    rounds.lost();
                } catch (IllegalStateException notApplied) {
                    rounds.failed(notApplied);
                }
            }
            case Ending.Failed failed -> rounds.failed(failed.cause());
        }
    }

    /** False when the index does not get there: then the round's callers are told so. */
    private boolean applied(Revision revision, Round over) {
        try {
            index.awaitApplied(revision);
            return true;
        } catch (IllegalStateException notApplied) {
            over.fail(notApplied);
            return false;
        }
    }

    private @Nullable Round begin() {
        Round begun = rounds.begin();
        if (begun != null && !begun.writesNothing()) {
            Txn txn;
            try {
                txn = begun.transaction(ids.uuid());
            } catch (RuntimeException unstorable) {
                rounds.failed(unstorable);
                return begun;
            }
            Thread.ofVirtual().name(worker.getName() + " commit").start(() -> {
                ending.set(commits.commit(txn));
                LockSupport.unpark(worker);
            });
        }
        return begun;
    }

    private void refuseWaiting() {
        for (Pending<?> left = queue.poll(); left != null; left = queue.poll()) {
            left.fail(stopping());
        }
    }

    private static BusyException stopping() {
        return new BusyException("the server is stopping");
    }
}
