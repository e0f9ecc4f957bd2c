package io.roadstead.control.write;

import io.roadstead.control.index.Index;
import io.roadstead.core.Ids;
import io.roadstead.store.CommitResult;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Revision;
import io.roadstead.store.Store;
import io.roadstead.store.Txn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The queue of one cluster's changes: while one batch is committed the next gathers, so that a hundred callers share a
 * transaction instead of fighting over one record. Changes are applied in the order they came.
 *
 * <p>A batch that loses a race (another server wrote) is applied again on what the index then shows, at most
 * {@link #MAX_ATTEMPTS} times.
 */
public final class Writer implements AutoCloseable {
    /** Changes waiting; more are refused with {@link BusyException}. */
    public static final int MAX_WAITING = 10_000;

    /** Changes looked at for one transaction. */
    public static final int MAX_BATCH = 256;

    public static final int MAX_ATTEMPTS = 16;

    /** How often, and how long in all, a commit of unknown outcome is asked about. */
    private static final Duration OUTCOME_PAUSE = Duration.ofMillis(50);

    private static final int OUTCOME_TRIES = 200;

    private final Store store;
    private final Index index;
    private final RecordCodec codec;
    private final Ids ids;
    private final BlockingQueue<Pending<?>> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread worker;

    /** The queue is full: the caller may try again later. */
    public static final class BusyException extends RuntimeException {
        BusyException(String message) {
            super(message);
        }
    }

    private static final class Pending<R> {
        final Change<R> change;
        final CompletableFuture<R> answer = new CompletableFuture<>();
        Supplier<R> outcome = () -> {
            throw new IllegalStateException("the change was not applied");
        };
        int attempts;

        Pending(Change<R> change) {
            this.change = change;
        }

        /** A refusal is an outcome too: it is told only once the batch it was seen in is stored. */
        boolean apply(Draft draft) {
            attempts++;
            try {
                R result = change.apply(draft);
                outcome = () -> result;
                return true;
            } catch (RuntimeException refusal) {
                outcome = () -> {
                    throw refusal;
                };
                return false;
            }
        }

        void tell() {
            try {
                answer.complete(outcome.get());
            } catch (RuntimeException refusal) {
                answer.completeExceptionally(refusal);
            }
        }
    }

    Writer(String name, Store store, Index index, RecordCodec codec, Ids ids) {
        this.store = store;
        this.index = index;
        this.codec = codec;
        this.ids = ids;
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
        if (!worker.isAlive()) {
            pending.answer.completeExceptionally(new BusyException("the server is stopping"));
        } else if (!queue.offer(pending)) {
            pending.answer.completeExceptionally(
                    new BusyException(MAX_WAITING + " changes are waiting already: try again later"));
        }
        return pending.answer;
    }

    @Override
    public void close() {
        worker.interrupt();
    }

    private void work() {
        try {
            while (true) {
                List<Pending<?>> todo = new ArrayList<>();
                todo.add(queue.take());
                queue.drainTo(todo, MAX_BATCH - 1);
                settle(todo);
            }
        } catch (InterruptedException e) {
            for (Pending<?> left : queue) {
                left.answer.completeExceptionally(new BusyException("the server is stopping"));
            }
        }
    }

    private void settle(List<Pending<?>> todo) throws InterruptedException {
        List<Pending<?>> left = todo;
        while (!left.isEmpty()) {
            try {
                left = round(left);
            } catch (RuntimeException failure) {
                left.forEach(pending -> pending.answer.completeExceptionally(failure));
                return;
            }
        }
    }

    /** Applies and commits as many as fit one transaction; returns those still to do. */
    private List<Pending<?>> round(List<Pending<?>> todo) throws InterruptedException {
        Batch batch = new Batch(codec);
        int taken = 0;
        for (Pending<?> pending : todo) {
            Draft draft = new Draft(index, batch);
            if (pending.apply(draft) && !mergeOrRefuse(batch, draft, pending)) {
                break;
            }
            taken++;
        }
        List<Pending<?>> applied = todo.subList(0, taken);
        List<Pending<?>> rest = todo.subList(taken, todo.size());
        if (batch.isEmpty() || committed(batch)) {
            applied.forEach(Pending::tell);
            return List.copyOf(rest);
        }
        List<Pending<?>> again = new ArrayList<>();
        for (Pending<?> pending : applied) {
            if (pending.attempts >= MAX_ATTEMPTS) {
                pending.answer.completeExceptionally(new BusyException(
                        "other servers changed the same records " + MAX_ATTEMPTS + " times in a row: try again later"));
            } else {
                again.add(pending);
            }
        }
        again.addAll(rest);
        return again;
    }

    /** False when the draft belongs into the next transaction. */
    private static boolean mergeOrRefuse(Batch batch, Draft draft, Pending<?> pending) {
        try {
            return batch.merge(draft);
        } catch (IllegalStateException tooLarge) {
            pending.outcome = () -> {
                throw tooLarge;
            };
            return true;
        }
    }

    private boolean committed(Batch batch) throws InterruptedException {
        Txn txn = batch.transaction(ids.uuid());
        Optional<Revision> revision =
                switch (store.commit(txn)) {
                    case CommitResult.Committed done -> Optional.of(done.revision());
                    case CommitResult.Conflict conflict -> Optional.empty();
                    case CommitResult.Unknown unknown -> outcome(txn, unknown.cause());
                };
        index.awaitApplied(revision.orElseGet(store::revision));
        return revision.isPresent();
    }

    private Optional<Revision> outcome(Txn txn, Throwable cause) throws InterruptedException {
        RuntimeException last = new IllegalStateException(
                "whether transaction " + txn.operationId() + " was stored could not be learned", cause);
        for (int attempt = 0; attempt < OUTCOME_TRIES; attempt++) {
            try {
                return store.outcome(txn.operationId());
            } catch (RuntimeException e) {
                last.addSuppressed(e);
                Thread.sleep(OUTCOME_PAUSE);
            }
        }
        throw last;
    }
}
