package io.roadstead.control.write;

import io.roadstead.control.Pauses;
import io.roadstead.store.CommitResult;
import io.roadstead.store.Outcomes;
import io.roadstead.store.Store;
import io.roadstead.store.Txn;

/** Commits transactions and finds out what became of them, however long that takes. */
final class Commits {
    private final Store store;
    private final Outcomes outcomes;

    Commits(Store store, Pauses pauses) {
        this.store = store;
        this.outcomes = new Outcomes(store, pauses::pause);
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
        return outcomes.of(txn, cause).<Ending>map(Ending.Stored::new).orElseGet(this::lost);
    }

    private Ending lost() {
        return new Ending.Lost(store.revision());
    }
}
