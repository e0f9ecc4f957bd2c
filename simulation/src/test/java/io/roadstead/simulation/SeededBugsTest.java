package io.roadstead.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.Task;
import io.roadstead.core.reconcile.Action;
import io.roadstead.core.reconcile.Reconciler;
import io.roadstead.core.reconcile.ServiceView;
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
        assertThat(found(world -> world.withFlaw(without(key -> key.path().contains("/allocation/")))))
                .hasValueSatisfying(violation -> assertThat(violation.invariant())
                        .isIn(
                                "allocations equal the claims of live tasks",
                                "allocations never exceed capacity",
                                "no host port twice on an instance"));
    }

    @Test
    void reportsThatAreNotGuardedAreFound() {
        assertThat(found(world -> world.withFlaw(without(key -> key.path().contains("/task/")))))
                .isPresent();
    }

    @Test
    void aSchedulerThatStartsOneTaskTooManyIsFound() {
        assertThat(found(world -> world.withScheduler(SeededBugsTest::oneTooMany)))
                .hasValueSatisfying(violation -> assertThat(violation.invariant())
                        .isEqualTo("live tasks never pass maximumPercent when the scheduler places"));
    }

    @Test
    void aSchedulerThatStopsWhatItMustLeaveIsFound() {
        assertThat(found(world -> world.withScheduler(SeededBugsTest::allAtOnce)))
                .hasValueSatisfying(violation -> assertThat(violation.invariant())
                        .isEqualTo("the scheduler's own stops never leave fewer healthy than minimumHealthyPercent"));
    }

    private static Reconciler<ServiceView, Action.OfScheduler> oneTooMany(
            Reconciler<ServiceView, Action.OfScheduler> right) {
        return (view, now, ids) -> right.decide(view, now, ids).stream()
                .map(action -> action instanceof Action.StartTasks start
                        ? new Action.StartTasks(
                                start.service(),
                                start.deploymentId(),
                                start.count() + 1,
                                start.instances(),
                                start.zone(),
                                start.cause(),
                                start.more())
                        : action)
                .toList();
    }

    /** Whenever it stops anything, it stops everything. */
    private static Reconciler<ServiceView, Action.OfScheduler> allAtOnce(
            Reconciler<ServiceView, Action.OfScheduler> right) {
        return (view, now, ids) -> right.decide(view, now, ids).stream()
                .map(action -> action instanceof Action.StopTasks stop
                        ? new Action.StopTasks(
                                stop.service(),
                                view.tasks().stream()
                                        .filter(task -> !task.stopped())
                                        .map(Task::id)
                                        .toList(),
                                stop.code(),
                                stop.reason())
                        : action)
                .toList();
    }

    /** What the first world that fails complains of. */
    private static Optional<Violation> found(UnaryOperator<SimWorld> flaw) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Optional<Violation> failure = flaw.apply(new SimWorld(seed)).run().failure();
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
