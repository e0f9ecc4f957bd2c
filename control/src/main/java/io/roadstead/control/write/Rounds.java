package io.roadstead.control.write;

import io.roadstead.control.index.Index;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Which change goes into which transaction: while one round is committed the next is formed on what that one wrote. No
 * threads, no store: whoever drives it says what happens.
 *
 * <p>Example: A and B both count up from 1. A is in the round under way, so B reads A's 2 and writes 3, guarded by the
 * revision A's round will have. Is that round stored at 7, B's guard is "counter at 7". Is it lost, B goes back behind A,
 * and both are applied again on what the index then shows. So the order stays that in which they came.
 */
final class Rounds {
    private final Index index;
    /** Come before all that is yet to come: those of a lost round, and what did not fit the round being formed. */
    private final Deque<Pending<?>> first = new ArrayDeque<>();

    private Round forming;
    private @Nullable Round underWay;

    Rounds(Index index) {
        this.index = index;
        forming = new Round(index);
    }

    /** Whether the round being formed has room, so that {@link #add} may be called. */
    boolean takesMore() {
        return first.isEmpty() && forming.takesMore();
    }

    void add(Pending<?> change) {
        first.addLast(change);
        form();
    }

    /**
     * Begins the round that was formed, if there is one and none is under way. A round that writes nothing is over at
     * once: it is not under way, and only to be told.
     */
    @Nullable
    Round begin() {
        if (underWay != null || forming.isEmpty()) {
            return null;
        }
        Round begun = forming;
        underWay = begun.writesNothing() ? null : begun;
        forming = new Round(index);
        form();
        return begun;
    }

    /** The round under way is stored. Returns it, to be told once the index shows it. */
    Round stored(Ending.Stored ending) {
        Round over = end();
        over.stored(ending.revision());
        return over;
    }

    /** The round under way is lost: its changes, and those that saw them, are applied again. The index shows why. */
    void lost() {
        Round over = end();
        over.countLoss();
        again(over);
    }

    /** The round under way failed: nobody knows whether it is stored. Those that saw its changes are applied again. */
    void failed(RuntimeException cause) {
        Round over = end();
        Round after = forming;
        forming = new Round(index);
        over.fail(cause);
        after.returnTo(first);
        form();
    }

    /** Nothing more will be stored. */
    void failAll(RuntimeException cause) {
        if (underWay != null) {
            underWay.fail(cause);
        }
        forming.fail(cause);
        first.forEach(each -> each.fail(cause));
    }

    private Round end() {
        Round over = underWay;
        if (over == null) {
            throw new IllegalStateException("no round is under way");
        }
        underWay = null;
        return over;
    }

    private void again(Round over) {
        Round after = forming;
        forming = new Round(index);
        after.returnTo(first);
        over.returnTo(first);
        form();
    }

    private void form() {
        while (!first.isEmpty() && forming.takesMore()) {
            Pending<?> change = first.removeFirst();
            if (!forming.take(change, underWay)) {
                first.addFirst(change);
            }
        }
    }
}
