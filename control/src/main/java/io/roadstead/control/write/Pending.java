package io.roadstead.control.write;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A change that waits for its answer. Only {@link #answer} is for other threads than the writer's. */
final class Pending<R> {
    private final Change<R> change;
    private final CompletableFuture<R> answer = new CompletableFuture<>();
    private Supplier<R> outcome = () -> {
        throw new IllegalStateException("the change was not applied");
    };
    private int losses;

    Pending(Change<R> change) {
        this.change = change;
    }

    CompletableFuture<R> answer() {
        return answer;
    }

    /** False when the change refuses. A refusal is an outcome too: it is told only once what it was seen in is stored. */
    boolean apply(Draft draft) {
        try {
            R result = change.apply(draft);
            outcome = () -> result;
            return true;
        } catch (RuntimeException refusal) {
            refuse(refusal);
            return false;
        }
    }

    void refuse(RuntimeException refusal) {
        outcome = () -> {
            throw refusal;
        };
    }

    void tell() {
        try {
            answer.complete(outcome.get());
        } catch (RuntimeException refusal) {
            answer.completeExceptionally(refusal);
        }
    }

    void fail(RuntimeException failure) {
        answer.completeExceptionally(failure);
    }

    /** Counts a race lost; how many there were. */
    int lost() {
        losses++;
        return losses;
    }
}
