package io.roadstead.store;

import java.time.Duration;
import java.util.Optional;

/** Finds out what became of transactions whose commit ended as {@link CommitResult.Unknown}. */
public final class Outcomes {
    /** How often, and with the pauses how long in all, the store is asked. */
    private static final int TRIES = 200;

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Store store;
    private final Pause pause;

    /** How to wait: {@code Thread::sleep}, but for simulations. */
    public interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    public Outcomes(Store store, Pause pause) {
        this.store = store;
        this.pause = pause;
    }

    /**
     * The revision at which a transaction was stored; empty when it was not, and never will be.
     *
     * @param cause why its commit told nothing
     * @throws IllegalStateException when the store does not tell in all that time, or the thread is interrupted
     */
    public Optional<Revision> of(Txn txn, Throwable cause) {
        IllegalStateException failure = new IllegalStateException(
                "whether transaction " + txn.operationId() + " was stored could not be learned", cause);
        for (int tried = 0; tried < TRIES; tried++) {
            try {
                return store.outcome(txn.operationId());
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
            try {
                pause.pause(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw failure;
    }
}
