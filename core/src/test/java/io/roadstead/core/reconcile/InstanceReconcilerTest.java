package io.roadstead.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.roadstead.core.model.Scope;
import io.roadstead.core.reconcile.Absences.Instance;
import io.roadstead.core.reconcile.InstanceReconciler.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a host is taken for terminated. Source: ecs-behaviour 4.4. */
class InstanceReconcilerTest {
    private static final Scope SCOPE = new Scope("123456789012", "us-east-1");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final InstanceReconciler RECONCILER = new InstanceReconciler(Settings.DEFAULT);
    private static final Duration GAP = Settings.DEFAULT.longestGap();

    private static InstanceView.Away away(String id, @Nullable String ec2, Duration seen) {
        return new InstanceView.Away(SCOPE, "default", id, ec2, seen);
    }

    private static List<Action.OfScheduler> decide(InstanceView.Away... away) {
        return RECONCILER.decide(new InstanceView(List.of(away)), NOON, new World.SeededIds(1));
    }

    @Test
    void anInstanceAwayForLongEnoughIsLostAndToldByItsHostsName() {
        assertThat(decide(
                        away("a", "i-0a", Duration.ofMinutes(15)),
                        away("b", null, Duration.ofMinutes(16)),
                        away("c", null, Duration.ofMinutes(14))))
                .containsExactly(
                        new Action.LoseInstance(SCOPE, "default", "b", "Host EC2 (instance b) terminated."),
                        new Action.LoseInstance(SCOPE, "default", "a", "Host EC2 (instance i-0a) terminated."),
                        new Action.WakeAt(NOON.plus(Settings.DEFAULT.lookEvery())));
    }

    @Test
    void withNobodyAwayThereIsNothingToDo() {
        assertThat(decide()).isEmpty();
    }

    @Test
    void oneRoundLosesOnlySoMany() {
        List<InstanceView.Away> many = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            many.add(away("x" + i, null, Duration.ofHours(1)));
        }
        List<Action.OfScheduler> actions = decide(many.toArray(InstanceView.Away[]::new));
        assertThat(actions).hasSize(11).last().isEqualTo(new Action.WakeAt(NOON));
    }

    @Test
    void anAbsenceGrowsOnlyWhileItIsWatched() {
        Instance one = new Instance(SCOPE, "default", "a");
        Instance other = new Instance(SCOPE, "default", "b");
        Absences seen = Absences.NONE.look(List.of(one), NOON, GAP);
        assertThat(seen.of(one)).isZero();
        seen = seen.look(List.of(one, other), NOON.plusSeconds(10), GAP);
        seen = seen.look(List.of(one, other), NOON.plusSeconds(20), GAP);
        assertThat(seen.of(one)).hasSeconds(20);
        assertThat(seen.of(other)).hasSeconds(10);

        Absences back = seen.look(List.of(other), NOON.plusSeconds(30), GAP);
        assertThat(back.of(one)).as("its agent came back").isZero();
        assertThat(back.look(List.of(one), NOON.plusSeconds(40), GAP).of(one)).isZero();

        assertThat(seen.look(List.of(one), NOON.plusSeconds(80), GAP).of(one)).hasSeconds(80);
        assertThat(seen.look(List.of(one), NOON.plusSeconds(81), GAP).of(one))
                .as("the observer slept")
                .isZero();
        assertThat(seen.look(List.of(one), NOON.minusSeconds(1), GAP).of(one))
                .as("the clock jumped back")
                .isZero();
    }

    @Test
    void settingsWithWhichNothingCouldEverBeLostAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThat(new Settings(second, second, second, 1).perRound()).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Settings(second, second, second, 0))
                .withMessage("perRound is 0; a round must lose at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Settings(second, second, second.minusNanos(1), 1))
                .withMessageStartingWith("longestGap is PT0.999999999S and lookEvery PT1S");
    }
}
