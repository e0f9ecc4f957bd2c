package io.roadstead.control.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.control.House;
import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Records.Family;
import io.roadstead.store.CommitResult;
import io.roadstead.store.Guard;
import io.roadstead.store.Key;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Revision;
import io.roadstead.store.Txn;
import io.roadstead.store.Write;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rounds of one writer, driven by hand. */
class RoundsTest {
    private static final Key COUNTER = Keys.family(House.SCOPE, "counter");

    private final MemoryStore store = new MemoryStore(InstantSource.system());
    private final RecordCodec codec = new RecordCodec();
    private final Index index = Index.open(store, codec);
    private final Rounds rounds = new Rounds(index);
    private int transactions;

    @AfterEach
    void close() {
        index.close();
        store.close();
    }

    @Test
    void aChangeSeesWhatTheRoundUnderWayWroteAndIsGuardedByItsRevision() {
        Pending<Integer> first = add();
        Round one = begin();
        Pending<Integer> second = add();
        assertThat(rounds.begin()).as("one at a time").isNull();
        Revision revision = commit(one);
        rounds.stored(new Ending.Stored(revision));
        Round two = begin();
        assertThat(two.transaction("two").guards()).containsExactly(new Guard.At(COUNTER, revision));
        commit(two);
        one.tell();
        two.tell();
        assertThat(first.answer()).isCompletedWithValue(1);
        assertThat(second.answer()).isCompletedWithValue(2);
    }

    @Test
    void aRecordRemovedInTheRoundUnderWayIsGuardedAsAbsent() {
        put(5);
        rounds.add(new Pending<>(draft -> {
            draft.delete(COUNTER);
            return 0;
        }));
        Round one = begin();
        Pending<Integer> second = add();
        rounds.stored(new Ending.Stored(commit(one)));
        Round two = begin();
        assertThat(two.transaction("two").guards()).containsExactly(new Guard.Absent(COUNTER));
        rounds.stored(new Ending.Stored(commit(two)));
        two.tell();
        assertThat(second.answer()).isCompletedWithValue(1);
    }

    @Test
    void whatSawALostRoundIsAppliedAgainBehindItOnWhatTheIndexShows() {
        Pending<Integer> first = add();
        Round one = begin();
        Pending<Integer> second = add();
        put(10);
        assertThat(store.commit(one.transaction("one"))).isInstanceOf(CommitResult.Conflict.class);
        rounds.lost();
        Round again = begin();
        rounds.stored(new Ending.Stored(commit(again)));
        again.tell();
        assertThat(first.answer()).isCompletedWithValue(11);
        assertThat(second.answer()).isCompletedWithValue(12);
    }

    @Test
    void aRefusalThatSawALostRoundIsThoughtOverAgain() {
        add();
        begin();
        Pending<Integer> refusing = new Pending<>(draft -> {
            int now = draft.read(COUNTER, Family.class)
                    .map(Family::newestRevision)
                    .orElse(0);
            if (now == 1) {
                throw new IllegalArgumentException("one is too few");
            }
            return now;
        });
        rounds.add(refusing);
        put(10);
        rounds.lost();
        Round again = begin();
        rounds.stored(new Ending.Stored(commit(again)));
        again.tell();
        assertThat(refusing.answer()).isCompletedWithValue(11);
    }

    @Test
    void aRoundNobodyKnowsAnythingOfTakesOnlyItsOwnChangesWithIt() {
        Pending<Integer> first = add();
        begin();
        Pending<Integer> second = add();
        rounds.failed(new IllegalStateException("no answer"));
        Round two = begin();
        rounds.stored(new Ending.Stored(commit(two)));
        two.tell();
        assertThatThrownBy(() -> first.answer().join()).hasRootCauseMessage("no answer");
        assertThat(second.answer()).isCompletedWithValue(1);
    }

    @Test
    void whoLosesTooOftenIsToldSo() {
        Pending<Integer> change = add();
        for (int i = 0; i < Writer.MAX_ATTEMPTS; i++) {
            assertThat(change.answer()).isNotDone();
            begin();
            rounds.lost();
        }
        assertThatThrownBy(() -> change.answer().join()).hasCauseInstanceOf(Writer.BusyException.class);
        assertThat(rounds.begin()).isNull();
    }

    @Test
    void waitingBehindOneWhoLosesIsNoLossOfOnesOwn() {
        for (int i = 0; i < Writer.MAX_ATTEMPTS; i++) {
            add();
        }
        Pending<Integer> last = null;
        for (int i = 0; i < Writer.MAX_ATTEMPTS; i++) {
            begin();
            if (last == null) {
                last = add();
            }
            rounds.lost();
        }
        assertThat(Objects.requireNonNull(last).answer()).isNotDone();
    }

    @Test
    void changesThatDoNotFitOneTransactionFollowInTheirOrder() {
        List<Pending<Integer>> all = new ArrayList<>();
        for (int i = 0; i < Txn.MAX_WRITES + 20; i++) {
            int number = i;
            Pending<Integer> change = new Pending<>(draft -> {
                draft.put(Keys.family(House.SCOPE, "f" + number), new Family("f" + number, 1));
                return number;
            });
            all.add(change);
            if (rounds.takesMore()) {
                rounds.add(change);
            }
        }
        Round one = begin();
        assertThat(one.transaction("one").writes()).hasSize(Txn.MAX_WRITES);
        rounds.stored(new Ending.Stored(commit(one)));
        one.tell();
        Round two = begin();
        assertThat(two.transaction("two").writes()).hasSize(1);
        assertThat(all.get(Txn.MAX_WRITES - 1).answer()).isDone();
        assertThat(all.get(Txn.MAX_WRITES).answer()).isNotDone();
    }

    @Test
    void asManyGuardsAsATransactionHasAndNoMore() {
        put(1);
        for (int i = 0; i < Txn.MAX_GUARDS + 1 && rounds.takesMore(); i++) {
            int number = i;
            rounds.add(new Pending<>(draft -> {
                draft.read(Keys.family(House.SCOPE, "absent" + number), Family.class);
                draft.put(COUNTER, new Family("counter", number));
                return number;
            }));
        }
        assertThat(begin().transaction("one").guards()).hasSize(Txn.MAX_GUARDS);
    }

    private Pending<Integer> add() {
        Pending<Integer> change = new Pending<>(draft -> {
            int next = draft.read(COUNTER, Family.class)
                            .map(Family::newestRevision)
                            .orElse(0)
                    + 1;
            draft.put(COUNTER, new Family("counter", next));
            return next;
        });
        rounds.add(change);
        return change;
    }

    private Round begin() {
        return Objects.requireNonNull(rounds.begin());
    }

    private Revision commit(Round round) {
        transactions++;
        CommitResult result = store.commit(round.transaction("own-" + transactions));
        assertThat(result).isInstanceOf(CommitResult.Committed.class);
        Revision revision = ((CommitResult.Committed) result).revision();
        index.awaitApplied(revision);
        return revision;
    }

    /** Another server's doing. */
    private void put(int value) {
        transactions++;
        store.commit(new Txn(
                "other-" + transactions,
                List.of(),
                List.of(new Write.Put(COUNTER, codec.encode(new Family("counter", value))))));
        index.awaitApplied(store.revision());
    }
}
