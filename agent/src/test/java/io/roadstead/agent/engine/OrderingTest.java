package io.roadstead.agent.engine;

import static io.roadstead.agent.engine.Bench.only;
import static io.roadstead.agent.engine.Samples.ARN;
import static io.roadstead.agent.engine.Samples.after;
import static io.roadstead.agent.engine.Samples.checked;
import static io.roadstead.agent.engine.Samples.container;
import static io.roadstead.agent.engine.Samples.mountedLike;
import static io.roadstead.agent.engine.Samples.sidecar;
import static io.roadstead.agent.engine.Samples.task;
import static io.roadstead.agent.engine.Samples.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.Dependency.Condition;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who waits for whom, how long, and what is said of those who waited in vain. */
final class OrderingTest {
    private static final String GRAPH = "CannotStartContainerError: dependency graph: ";

    private Bench bench = new Bench();

    /** How the other container is, which condition that meets, and the reason of one that waits in vain. */
    private enum Other {
        WAITING,
        RUNNING,
        HEALTHY,
        UNHEALTHY,
        ENDED_WELL,
        ENDED_BADLY,
        VANISHED,
        NEVER_RAN
    }

    private enum Outcome {
        GOES,
        WAITS,
        UNSUCCESSFUL,
        UNHEALTHY,
        NEVER
    }

    static Stream<Arguments> conditions() {
        return Stream.of(
                Arguments.of(Condition.START, Other.WAITING, Outcome.WAITS),
                Arguments.of(Condition.START, Other.RUNNING, Outcome.GOES),
                Arguments.of(Condition.START, Other.UNHEALTHY, Outcome.GOES),
                Arguments.of(Condition.START, Other.ENDED_WELL, Outcome.GOES),
                Arguments.of(Condition.START, Other.ENDED_BADLY, Outcome.GOES),
                Arguments.of(Condition.START, Other.VANISHED, Outcome.GOES),
                Arguments.of(Condition.START, Other.NEVER_RAN, Outcome.NEVER),
                Arguments.of(Condition.COMPLETE, Other.WAITING, Outcome.WAITS),
                Arguments.of(Condition.COMPLETE, Other.RUNNING, Outcome.WAITS),
                Arguments.of(Condition.COMPLETE, Other.HEALTHY, Outcome.WAITS),
                Arguments.of(Condition.COMPLETE, Other.ENDED_WELL, Outcome.GOES),
                Arguments.of(Condition.COMPLETE, Other.ENDED_BADLY, Outcome.GOES),
                Arguments.of(Condition.COMPLETE, Other.VANISHED, Outcome.UNSUCCESSFUL),
                Arguments.of(Condition.COMPLETE, Other.NEVER_RAN, Outcome.NEVER),
                Arguments.of(Condition.SUCCESS, Other.WAITING, Outcome.WAITS),
                Arguments.of(Condition.SUCCESS, Other.RUNNING, Outcome.WAITS),
                Arguments.of(Condition.SUCCESS, Other.ENDED_WELL, Outcome.GOES),
                Arguments.of(Condition.SUCCESS, Other.ENDED_BADLY, Outcome.UNSUCCESSFUL),
                Arguments.of(Condition.SUCCESS, Other.VANISHED, Outcome.UNSUCCESSFUL),
                Arguments.of(Condition.SUCCESS, Other.NEVER_RAN, Outcome.NEVER),
                Arguments.of(Condition.HEALTHY, Other.WAITING, Outcome.WAITS),
                Arguments.of(Condition.HEALTHY, Other.RUNNING, Outcome.WAITS),
                Arguments.of(Condition.HEALTHY, Other.HEALTHY, Outcome.GOES),
                Arguments.of(Condition.HEALTHY, Other.UNHEALTHY, Outcome.WAITS),
                Arguments.of(Condition.HEALTHY, Other.ENDED_WELL, Outcome.UNHEALTHY),
                Arguments.of(Condition.HEALTHY, Other.NEVER_RAN, Outcome.NEVER));
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void aConditionIsMetByWhatTheOtherContainerHasReached(Condition condition, Other other, Outcome outcome) {
        bench.run(task(ARN, after(container("app"), "dep", condition), checked(sidecar("dep"))));
        List<Effect> last = bring(other);

        ContainerState app = state("app");
        switch (outcome) {
            case GOES -> {
                assertThat(app.stage()).isEqualTo(Stage.PULLING);
                assertThat(only(last, Effect.Pull.class)).hasSize(1);
            }
            case WAITS -> {
                assertThat(app.stage()).isEqualTo(Stage.WAITING);
                assertThat(bench.task(ARN).stopped()).isFalse();
            }
            case UNSUCCESSFUL -> gaveUp(app, "] as dependency did not exit successfully.");
            case UNHEALTHY -> gaveUp(app, "] as dependency stopped before it was healthy.");
            case NEVER -> gaveUp(app, "] because dependency will never start");
        }
    }

    private void gaveUp(ContainerState app, String end) {
        assertThat(app.stage()).isEqualTo(Stage.STOPPED);
        assertThat(app.exitCode()).isEqualTo(143);
        assertThat(app.reason())
                .startsWith(GRAPH + "failed to resolve container ordering dependency [dep(bb:test) (")
                .contains(" for target [app(bb:test) (MANIFEST_PULLED->RUNNING)")
                .endsWith(end);
        assertThat(bench.task(ARN).desired()).isEqualTo(DesiredStatus.STOPPED);
    }

    private List<Effect> bring(Other other) {
        if (other == Other.WAITING) {
            return List.of();
        }
        bench.pulled();
        ContainerRef dep = new ContainerRef(ARN, "dep");
        if (other == Other.NEVER_RAN) {
            return bench.send(new Event.CreateFailed(dep, new Fault.Refused("no")));
        }
        bench.created(ARN, "dep");
        List<Effect> started = bench.started(ARN, "dep");
        return switch (other) {
            case HEALTHY -> feels(HealthStatus.HEALTHY);
            case UNHEALTHY -> {
                List<Effect> unhealthy = feels(HealthStatus.UNHEALTHY);
                yield state("app").stage() == Stage.PULLING ? started : unhealthy;
            }
            case ENDED_WELL -> ended(started, bench.died(ARN, "dep", 0));
            case ENDED_BADLY -> ended(started, bench.died(ARN, "dep", 5));
            case VANISHED -> ended(started, bench.inspected(dep, new Inspection.Absent()));
            case RUNNING, WAITING, NEVER_RAN -> started;
        };
    }

    private static List<Effect> ended(List<Effect> started, List<Effect> end) {
        return only(started, Effect.Pull.class).isEmpty() ? end : started;
    }

    private List<Effect> feels(HealthStatus status) {
        bench.now = bench.now.plusSeconds(1);
        return bench.send(new Event.HealthChanged(
                new ContainerRef(ARN, "dep"), Bench.idOf("dep"), new HealthReading(status, bench.now, null, null)));
    }

    private ContainerState state(String name) {
        return bench.task(ARN).containers().stream()
                .filter(container -> container.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theReasonNamesBothAsTheOriginalDoes() {
        bench.run(task(ARN, after(container("app"), "init", Condition.SUCCESS), sidecar("init")));
        bench.pulled();
        bench.created(ARN, "init");
        bench.started(ARN, "init");
        List<TaskReport> told = bench.settle(bench.died(ARN, "init", 5));

        assertThat(state("app").reason())
                .isEqualTo(GRAPH + "failed to resolve container ordering dependency [init(bb:test) (STOPPED->RUNNING)"
                        + " - Exit: 5] for target [app(bb:test) (MANIFEST_PULLED->RUNNING)] as dependency did not exit"
                        + " successfully.");
        assertThat(told.getLast().status()).isEqualTo(TaskStatus.STOPPED);
        assertThat(bench.task(ARN).runningAt()).isNull();
    }

    @Test
    void aStartTimeoutEndsTheWaitForHealthAndSaysSo() {
        bench.run(task(ARN, after(container("app"), "db", Condition.HEALTHY), within(checked(sidecar("db")), 20)));
        bench.pulled();
        bench.created(ARN, "db");
        bench.started(ARN, "db");
        bench.settle(bench.pass(Duration.ofSeconds(1)));
        assertThat(bench.engine.wakeAt(bench.state)).contains(bench.now.plusSeconds(19));

        bench.pass(Duration.ofSeconds(18));
        assertThat(state("app").stage()).isEqualTo(Stage.WAITING);
        bench.pass(Duration.ofSeconds(1));
        assertThat(state("app").reason())
                .isEqualTo(GRAPH + "container ordering dependency [db(bb:test) (RUNNING->RUNNING)] for target"
                        + " [app(bb:test) (MANIFEST_PULLED->RUNNING)] has timed out.");
        assertThat(state("app").exitCode()).isEqualTo(143);
        assertThat(state("db").stage()).isEqualTo(Stage.STOPPING);
    }

    @Test
    void aWaitForAStartIsNotTimedNorOneThatIsOver() {
        bench.run(task(ARN, after(container("app"), "db", Condition.START), within(sidecar("db"), 20)));
        bench.pulled();
        bench.created(ARN, "db");
        bench.started(ARN, "db");
        bench.settle(bench.pass(Duration.ofSeconds(1)));
        assertThat(bench.engine.wakeAt(bench.state).orElseThrow()).isAfter(bench.now.plusSeconds(60));
        bench.pass(Duration.ofSeconds(100));
        assertThat(state("app").stage()).isEqualTo(Stage.PULLING);
    }

    @Test
    void whoWaitsForOneThatWaitedInVainWaitsInVainToo() {
        bench.run(task(
                ARN,
                after(container("last"), "middle", Condition.START),
                after(sidecar("middle"), "first", Condition.SUCCESS),
                sidecar("first")));
        bench.pulled();
        bench.created(ARN, "first");
        bench.started(ARN, "first");
        bench.died(ARN, "first", 1);

        assertThat(state("last").reason())
                .isEqualTo(GRAPH + "failed to resolve container ordering dependency [middle(bb:test)"
                        + " (MANIFEST_PULLED->STOPPED) - Exit: 143] for target [last(bb:test)"
                        + " (MANIFEST_PULLED->RUNNING)] because dependency will never start");
        assertThat(bench.task(ARN).stopped()).isTrue();
    }

    @Test
    void whoDependsStopsBeforeWhatItDependsOn() {
        bench.run(task(
                ARN,
                container("db"),
                after(container("cache"), "db", Condition.START),
                after(container("app"), "cache", Condition.START)));
        for (String name : List.of("db", "cache", "app")) {
            bench.pulled();
            bench.created(ARN, name);
            bench.started(ARN, name);
        }
        assertThat(stopped(bench.stop(ARN))).containsExactly("app");
        assertThat(stopped(bench.died(ARN, "app", 0))).containsExactly("cache");
        assertThat(stopped(bench.died(ARN, "cache", 0))).containsExactly("db");
        bench.died(ARN, "db", 0);
        assertThat(bench.task(ARN).stopped()).isTrue();
    }

    private static List<String> stopped(List<Effect> effects) {
        return only(effects, Effect.Stop.class).stream()
                .map(stop -> stop.container().name())
                .toList();
    }

    @Test
    void mountsOfAnotherContainerWaitForItsCreationAndNameIt() {
        bench.run(task(ARN, mountedLike(container("app"), "data", true), sidecar("data")));
        bench.pulled();
        assertThat(state("app").stage()).isEqualTo(Stage.WAITING);
        bench.created(ARN, "data");
        List<Effect.Create> made = only(bench.pulled(), Effect.Create.class);

        assertThat(made).hasSize(1);
        assertThat(made.getFirst().request().volumesFrom())
                .containsExactly(state("data").dockerName() + ":ro");
    }

    @Test
    void imagesArePulledUpfrontWhereThatIsAskedFor() {
        EngineSettings plain = Samples.settings();
        bench = new Bench(new EngineSettings(
                plain.cluster(),
                plain.region(),
                plain.total(),
                plain.pullBehavior(),
                plain.taskGroups(),
                plain.pullLimits(),
                plain.createTimeout(),
                plain.startTimeout(),
                plain.stopTimeout(),
                plain.cleanupWait(),
                plain.cleanupJitter(),
                plain.imageCleanup(),
                plain.containerReportDelay(),
                plain.startSettle(),
                true,
                plain.verifyEvery(),
                plain.sharedVolumesMatchFully()));
        bench.run(task(ARN, after(container("app"), "init", Condition.SUCCESS), sidecar("init")));
        bench.pulled();
        assertThat(state("app").stage()).isEqualTo(Stage.PULLED);
        assertThat(state("init").stage()).isEqualTo(Stage.CREATING);
    }

    static Stream<Arguments> unsolvable() {
        return Stream.of(
                Arguments.of(List.of(
                        after(container("a"), "b", Condition.START), after(container("b"), "a", Condition.START))),
                Arguments.of(List.of(after(container("a"), "a", Condition.START))),
                Arguments.of(List.of(after(container("a"), "nobody", Condition.START))),
                Arguments.of(List.of(Samples.linked(container("a"), "nobody"))),
                Arguments.of(List.of(after(container("a"), "b", Condition.HEALTHY), container("b"))),
                Arguments.of(
                        List.of(Samples.linked(container("a"), "b"), after(container("b"), "a", Condition.START))));
    }

    @ParameterizedTest
    @MethodSource("unsolvable")
    void aTaskThatCanNeverComeUpIsRefusedAsAWhole(List<ContainerSpec> containers) {
        List<Effect> effects = bench.run(task(ARN, containers.toArray(ContainerSpec[]::new)));

        assertThat(only(effects, Effect.Pull.class)).isEmpty();
        TaskReport report = only(effects, Effect.Report.class).getFirst().report();
        assertThat(report.status()).isEqualTo(TaskStatus.STOPPED);
        assertThat(report.reason()).isEqualTo("Task dependencies cannot be resolved, taskArn: " + ARN);
    }

    @Test
    void aTaskIsRunningOnlyWhenTheLastHasPassedItsGate() {
        bench.run(task(ARN, after(container("app"), "init", Condition.COMPLETE), sidecar("init")));
        bench.pulled();
        bench.created(ARN, "init");
        bench.started(ARN, "init");
        assertThat(bench.task(ARN).runningAt()).isNull();
        bench.died(ARN, "init", 7);
        bench.pulled();
        bench.created(ARN, "app");
        List<TaskReport> told = bench.settle(bench.started(ARN, "app"));

        assertThat(told.getFirst().status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(bench.task(ARN).runningAt()).isEqualTo(bench.now);
    }
}
