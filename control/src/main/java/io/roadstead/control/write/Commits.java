package io.roadstead.control.write;

import io.roadstead.control.Pauses;
import io.roadstead.store.CommitResult;
import io.roadstead.store.Revision;
import io.roadstead.store.Store;
import io.roadstead.store.Txn;
import java.time.Duration;
import java.util.Optional;

/** Commits transactions and finds out what became of them, however long that takes. */
final class Commits {
    /** How often, and how long in all, a commit of unknown outcome is asked about. */
    private static final Duration OUTCOME_PAUSE = Duration.ofMillis(50);

    private static final int OUTCOME_TRIES = 200;

    private final Store store;
    private final Pauses pauses;

    Commits(Store store, Pauses pauses) {
        this.store = store;
        this.pauses = pauses;
    }

    Ending commit(Txn txn) {
        try {
            return switch (store.commit(txn)) {
                case CommitResult.Committed done -> new Ending.Stored(done.revision());
                case CommitResult.Conflict _ -> lost();
                case CommitResult.Unknown unknown -> outcome(txn, unknown.cause());
            };
        } catch (RuntimeException failure) {
            return new Ending.Failed(failure);
        }
    }

    private Ending outcome(Txn txn, Throwable cause) {
        RuntimeException last = new IllegalStateException(
                "whether transaction " + txn.operationId() + " was stored could not be learned", cause);
        for (int attempt = 0; attempt < OUTCOME_TRIES; attempt++) {
            try {
                Optional<Revision> revision = store.outcome(txn.operationId());
                return revision.<Ending>map(Ending.Stored::new).orElseGet(this::lost);
            } catch (RuntimeException e) {
                last.addSuppressed(e);
            }
            try {
                pauses.pause(OUTCOME_PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return new Ending.Failed(last);
    }

    private Ending lost() {
        return new Ending.Lost(store.revision());
    }
}
