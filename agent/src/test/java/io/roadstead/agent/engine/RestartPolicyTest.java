package io.roadstead.agent.engine;

import static io.roadstead.agent.engine.Bench.only;
import static io.roadstead.agent.engine.Samples.ARN;
import static io.roadstead.agent.engine.Samples.container;
import static io.roadstead.agent.engine.Samples.restarted;
import static io.roadstead.agent.engine.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Containers that are started again in their place: when, how, and that nobody is told. */
final class RestartPolicyTest {
    private static final ContainerRef APP = new ContainerRef(ARN, "app");

    private final Bench bench = new Bench();

    private void up() {
        bench.bringUp(task(ARN, restarted(container("app"), 60, 3)));
    }

    private void crashAndResume() {
        bench.state = EngineState.resumed(List.copyOf(bench.state.tasks().values()), bench.state.images(), bench.now);
        bench.send(new Event.Resumed());
    }

    private ContainerState app() {
        return bench.task(ARN).containers().getFirst();
    }

    private static Inspection.Exited exited(Instant at, int exitCode) {
        return new Inspection.Exited(Bench.idOf("app"), List.of(), new Death(exitCode, null, false, null, at));
    }

    @Test
    void oneThatRanLongEnoughIsStartedAgainUnderItsOwnIdAndNothingIsTold() {
        up();
        bench.pass(Duration.ofSeconds(60));
        List<Effect> effects = bench.died(ARN, "app", 1);

        assertThat(only(effects, Effect.Start.class))
                .extracting(Effect.Start::dockerId)
                .containsExactly(Bench.idOf("app"));
        assertThat(only(effects, Effect.Report.class)).isEmpty();
        assertThat(app().restarts()).isEqualTo(1);
        assertThat(bench.settle(bench.started(ARN, "app"))).isEmpty();
        assertThat(app().stage()).isEqualTo(Stage.RUNNING);
        assertThat(bench.task(ARN).stopped()).isFalse();
    }

    @Test
    void oneThatEndedTooSoonStaysStopped() {
        up();
        bench.pass(Duration.ofMillis(59_999));
        assertThat(bench.settle(bench.died(ARN, "app", 1)).getLast().status()).isEqualTo(TaskStatus.STOPPED);
        assertThat(app().restarts()).isZero();
    }

    @Test
    void oneThatEndedWithAnIgnoredCodeStaysStopped() {
        up();
        bench.pass(Duration.ofMinutes(10));
        bench.died(ARN, "app", 3);
        assertThat(app().stage()).isEqualTo(Stage.STOPPED);
        assertThat(app().exitCode()).isEqualTo(3);
    }

    @Test
    void thePeriodCountsFromTheLastRestart() {
        up();
        bench.pass(Duration.ofSeconds(100));
        bench.died(ARN, "app", 0);
        bench.started(ARN, "app");
        Instant second = bench.now.plusSeconds(59);
        bench.pass(Duration.ofSeconds(59));
        List<Effect> news = bench.died(ARN, "app", 1);
        assertThat(only(news, Effect.Inspect.class)).hasSize(1);
        bench.inspected(APP, exited(second, 1));

        assertThat(app().stage()).isEqualTo(Stage.STOPPED);
        assertThat(app().exitCode()).isEqualTo(1);
    }

    @Test
    void lateNewsOfTheDeathBeforeTheRestartIsNone() {
        up();
        Instant death = bench.now.plusSeconds(60);
        bench.pass(Duration.ofSeconds(60));
        bench.died(ARN, "app", 1);
        bench.started(ARN, "app");
        bench.send(new Event.Died(APP, Bench.idOf("app"), new Death(1, null, false, null, death)));
        bench.inspected(APP, exited(death, 1));
        assertThat(app().stage()).isEqualTo(Stage.RUNNING);
        bench.send(new Event.Died(APP, Bench.idOf("app"), new Death(1, null, false, null, death)));
        bench.inspected(APP, new Inspection.Running(Bench.idOf("app"), List.of()));
        assertThat(app().stage()).isEqualTo(Stage.RUNNING);
    }

    @Test
    void aTaskToStopRestartsNothing() {
        up();
        bench.pass(Duration.ofSeconds(60));
        bench.stop(ARN);
        bench.died(ARN, "app", 143);
        assertThat(app().stage()).isEqualTo(Stage.STOPPED);
    }

    @Test
    void oneOnItsWayToItsNextRunStopsWithTheCodeOfItsLast() {
        up();
        bench.pass(Duration.ofSeconds(60));
        bench.died(ARN, "app", 9);
        bench.stop(ARN);
        bench.send(new Event.StartFailed(APP, Bench.idOf("app"), new Fault.Refused("no")));

        assertThat(app().stage()).isEqualTo(Stage.STOPPED);
        assertThat(app().exitCode()).isEqualTo(9);
        assertThat(app().reason()).isEqualTo("CannotStartContainerError: no");
    }

    @Test
    void aRestartThatACrashCutOffIsMadeUpFor() {
        up();
        Instant death = bench.now.plusSeconds(60);
        bench.pass(Duration.ofSeconds(60));
        bench.died(ARN, "app", 1);
        crashAndResume();
        bench.inspected(APP, exited(death, 1));
        assertThat(app().stage()).isEqualTo(Stage.STARTING);
        assertThat(app().unsure()).isTrue();
        bench.pass(Duration.ofSeconds(3));
        List<Effect> effects = bench.inspected(APP, exited(death, 1));

        assertThat(only(effects, Effect.Start.class)).hasSize(1);
        assertThat(app().restarts()).isEqualTo(1);
    }

    @Test
    void aRestartThatTookEffectDuringACrashIsNotMadeTwice() {
        up();
        bench.pass(Duration.ofSeconds(60));
        bench.died(ARN, "app", 1);
        crashAndResume();
        List<Effect> effects = bench.inspected(APP, new Inspection.Running(Bench.idOf("app"), List.of()));

        assertThat(only(effects, Effect.Start.class)).isEmpty();
        assertThat(app().stage()).isEqualTo(Stage.RUNNING);
        assertThat(app().reason()).isNull();
    }

    @Test
    void itsHealthBeginsAnewWithEachRun() {
        bench.bringUp(task(ARN, restarted(Samples.checked("app"), 60)));
        bench.pass(Duration.ofSeconds(60));
        bench.send(new Event.HealthChanged(
                APP, Bench.idOf("app"), new HealthReading(HealthStatus.HEALTHY, bench.now, null, null)));
        bench.pass(Duration.ofSeconds(1));
        bench.died(ARN, "app", 1);
        bench.started(ARN, "app");
        assertThat(health()).isEqualTo(HealthStatus.UNKNOWN);

        bench.send(new Event.HealthChanged(
                APP,
                Bench.idOf("app"),
                new HealthReading(HealthStatus.HEALTHY, bench.now.minusSeconds(1), null, null)));
        assertThat(health()).isEqualTo(HealthStatus.UNKNOWN);
        bench.send(new Event.HealthChanged(
                APP,
                Bench.idOf("app"),
                new HealthReading(HealthStatus.UNHEALTHY, bench.now.plusSeconds(5), null, null)));
        assertThat(health()).isEqualTo(HealthStatus.UNHEALTHY);
    }

    private HealthStatus health() {
        return Objects.requireNonNull(app().health()).status();
    }
}
