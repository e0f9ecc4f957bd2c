package io.roadstead.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.core.Ids;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.ServiceKey;
import io.roadstead.core.reconcile.RetentionReconciler.Settings;
import io.roadstead.core.reconcile.RetentionView.DeregisteredInstance;
import io.roadstead.core.reconcile.RetentionView.EndedService;
import io.roadstead.core.reconcile.RetentionView.StoppedTask;
import io.roadstead.core.reconcile.RetentionView.ToldNews;
import io.roadstead.core.reconcile.RetentionView.UsedToken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetentionReconcilerTest {
    private static final Scope SCOPE = new Scope("123456789012", "us-east-1");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Settings SETTINGS = new Settings(
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(24),
            Duration.ofHours(1),
            Duration.ofHours(1),
            3);

    /** This reconciler names nothing new. */
    private static final Ids NO_IDS = new Ids() {
        @Override
        public String hex() {
            throw new AssertionError("no id is needed");
        }

        @Override
        public String uuid() {
            throw new AssertionError("no id is needed");
        }

        @Override
        public int below(int bound) {
            throw new AssertionError("no number is needed");
        }
    };

    @Test
    void nothingToForgetMeansNoActionAtAll() {
        assertThat(decide(new RetentionView(List.of(), List.of(), List.of(), List.of(), List.of())))
                .isEmpty();
    }

    @Test
    void aTaskIsForgottenAnHourAfterItStoppedAndTheNextOneWakes() {
        assertThat(decide(tasks(stopped("old", 70), stopped("young", 30))))
                .containsExactly(
                        new Action.ForgetTask(SCOPE, "default", "old"),
                        new Action.WakeAt(NOON.plus(Duration.ofMinutes(30))));
    }

    @Test
    void aTaskIsForgottenExactlyWhenItsTimeIsOver() {
        assertThat(decide(tasks(stopped("due", 60)))).containsExactly(new Action.ForgetTask(SCOPE, "default", "due"));
        Instant almost = NOON.minus(Duration.ofMinutes(60)).plusMillis(1);
        assertThat(decide(tasks(new StoppedTask(SCOPE, "default", "almost", almost))))
                .containsExactly(new Action.WakeAt(NOON.plusMillis(1)));
    }

    @Test
    void instancesTokensAndNewsHaveTimesOfTheirOwn() {
        assertThat(decide(new RetentionView(
                        List.of(),
                        List.of(
                                new DeregisteredInstance(SCOPE, "default", "gone", ago(121)),
                                new DeregisteredInstance(SCOPE, "default", "kept", ago(119))),
                        List.of(
                                new UsedToken(SCOPE, "default", "gone", ago(24 * 60 + 1)),
                                new UsedToken(SCOPE, "default", "kept", ago(60))),
                        List.of(
                                new ToldNews(SCOPE, "default", "gone", ago(61)),
                                new ToldNews(SCOPE, "default", "kept", ago(58))),
                        List.of())))
                .containsExactlyInAnyOrder(
                        new Action.ForgetInstance(SCOPE, "default", "gone"),
                        new Action.ForgetToken(SCOPE, "default", "gone"),
                        new Action.ForgetNews(SCOPE, "default", "gone"),
                        new Action.WakeAt(NOON.plus(Duration.ofMinutes(1))));
    }

    @Test
    void aDeletedServiceIsForgottenInItsTimeToo() {
        assertThat(decide(new RetentionView(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(
                                new EndedService(new ServiceKey(SCOPE, "default", "gone"), ago(61)),
                                new EndedService(new ServiceKey(SCOPE, "default", "kept"), ago(1))))))
                .containsExactly(
                        new Action.ForgetService(new ServiceKey(SCOPE, "default", "gone"), ago(61)),
                        new Action.WakeAt(NOON.plus(Duration.ofMinutes(59))));
    }

    @Test
    void aRoundForgetsTheOldestAndAsksForAnotherAtOnce() {
        assertThat(decide(tasks(stopped("d", 61), stopped("a", 99), stopped("c", 70), stopped("b", 80))))
                .containsExactly(
                        new Action.ForgetTask(SCOPE, "default", "a"),
                        new Action.ForgetTask(SCOPE, "default", "b"),
                        new Action.ForgetTask(SCOPE, "default", "c"),
                        new Action.WakeAt(NOON));
    }

    @Test
    void aFullRoundWithNothingLeftDueWakesForTheNextAsUsual() {
        assertThat(decide(tasks(stopped("a", 99), stopped("b", 80), stopped("c", 70), stopped("d", 10))))
                .endsWith(new Action.WakeAt(NOON.plus(Duration.ofMinutes(50))))
                .hasSize(4);
    }

    @Test
    void roundAfterRoundEverythingIsForgottenInTheEnd() {
        List<StoppedTask> left =
                IntStream.range(0, 10).mapToObj(i -> stopped("t" + i, 61 + i)).toList();
        int rounds = 0;
        while (!left.isEmpty()) {
            List<Action.OfRetention> actions =
                    decide(new RetentionView(left, List.of(), List.of(), List.of(), List.of()));
            left = left.stream()
                    .filter(task -> !actions.contains(new Action.ForgetTask(SCOPE, "default", task.taskId())))
                    .toList();
            rounds++;
        }
        assertThat(rounds).isEqualTo(4);
    }

    @Test
    void aRoundThatForgetsNothingIsNoSetting() {
        assertThat(new Settings(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofHours(1), 1)
                        .perRound())
                .isEqualTo(1);
        assertThatThrownBy(() -> new Settings(
                        Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofHours(1), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("perRound is 0; a round must forget at least 1");
    }

    private static List<Action.OfRetention> decide(RetentionView view) {
        return new RetentionReconciler(SETTINGS).decide(view, NOON, NO_IDS);
    }

    private static RetentionView tasks(StoppedTask... tasks) {
        return new RetentionView(List.of(tasks), List.of(), List.of(), List.of(), List.of());
    }

    private static StoppedTask stopped(String id, int minutesAgo) {
        return new StoppedTask(SCOPE, "default", id, ago(minutesAgo));
    }

    private static Instant ago(int minutes) {
        return NOON.minus(Duration.ofMinutes(minutes));
    }

    @Test
    void aRoundForgetsAtLeastOne() {
        Duration hour = Duration.ofHours(1);
        assertThat(new RetentionReconciler.Settings(hour, hour, hour, hour, hour, 1).perRound())
                .isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetentionReconciler.Settings(hour, hour, hour, hour, hour, 0))
                .withMessageContaining("perRound is 0");
    }
}
