package io.roadstead.control.write;

import io.roadstead.control.index.Index;
import io.roadstead.store.Revision;
import io.roadstead.store.Txn;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The changes of one transaction, in the order they came, with those that refused beside them. */
final class Round {
    private final Index index;
    private final Batch batch;
    private final List<Pending<?>> changes = new ArrayList<>();
    private boolean full;

    Round(Index index) {
        this.index = index;
        batch = new Batch(index);
    }

    boolean takesMore() {
        return !full && changes.size() < Writer.MAX_BATCH;
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    boolean writesNothing() {
        return batch.isEmpty();
    }

    /**
     * Applies the change on the index and what came before it.
     *
     * @param before the round that is being committed
     * @return false when it belongs into the next transaction, for this one is full
     */
    boolean take(Pending<?> change, @Nullable Round before) {
        Draft draft = new Draft(index, before == null ? null : before.batch, batch);
        if (change.apply(draft)) {
            try {
                full = !batch.merge(draft);
            } catch (RuntimeException unstorable) {
                change.refuse(unstorable);
            }
        }
        if (!full) {
            changes.add(change);
        }
        return !full;
    }

    Txn transaction(String operationId) {
        return batch.transaction(operationId);
    }

    void stored(Revision revision) {
        batch.stored(revision);
    }

    void tell() {
        changes.forEach(Pending::tell);
    }

    void fail(RuntimeException cause) {
        changes.forEach(each -> each.fail(cause));
    }

    /** Gives up those that have lost too often. */
    void countLoss() {
        changes.removeIf(each -> {
            boolean tooOften = each.lost() >= Writer.MAX_ATTEMPTS;
            if (tooOften) {
                each.fail(new Writer.BusyException("other servers changed the same records " + Writer.MAX_ATTEMPTS
                        + " times in a row: try again later"));
            }
            return tooOften;
        });
    }

    /** Puts its changes in front of the others, in their order. */
    void returnTo(Deque<Pending<?>> others) {
        changes.reversed().forEach(others::addFirst);
    }
}
