package io.roadstead.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.store.Guard;
import io.roadstead.store.Key;
import io.roadstead.store.Revision;
import io.roadstead.store.Txn;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A simulation that cannot fail proves nothing: mistakes made on purpose must be found. */
class SeededBugsTest {
    private static final int SEEDS = 40;

    @Test
    void placementsThatAreNotGuardedAreFound() {
        assertThat(found(without(key -> key.path().contains("/allocation/"))))
                .hasValueSatisfying(violation -> assertThat(violation.invariant())
                        .isIn(
                                "allocations equal the claims of live tasks",
                                "allocations never exceed capacity",
                                "no host port twice on an instance"));
    }

    @Test
    void reportsThatAreNotGuardedAreFound() {
        assertThat(found(without(key -> key.path().contains("/task/")))).isPresent();
    }

    /** What the first world that fails complains of. */
    private static Optional<Violation> found(UnaryOperator<Txn> flaw) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Optional<Violation> failure =
                    new SimWorld(seed).withFlaw(flaw).run().failure();
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    /** A store that forgets to look at some guards. */
    private static UnaryOperator<Txn> without(Predicate<Key> ignored) {
        return txn -> new Txn(
                txn.operationId(),
                txn.guards().stream()
                        .filter(guard -> switch (guard) {
                            case Guard.Absent(Key key) -> !ignored.test(key);
                            case Guard.At(Key key, Revision _) -> !ignored.test(key);
                            case Guard.Leader _ -> true;
                        })
                        .toList(),
                txn.writes());
    }
}
