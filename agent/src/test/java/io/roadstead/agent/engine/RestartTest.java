package io.roadstead.agent.engine;

import static io.roadstead.agent.engine.Bench.idOf;
import static io.roadstead.agent.engine.Bench.only;
import static io.roadstead.agent.engine.Bench.reports;
import static io.roadstead.agent.engine.Samples.ARN;
import static io.roadstead.agent.engine.Samples.container;
import static io.roadstead.agent.engine.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.TaskStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RestartTest {
    private static final ContainerRef APP = new ContainerRef(ARN, "app");

    private final Bench bench = new Bench();

    private List<Effect> crashAndResume() {
        bench.state = EngineState.resumed(List.copyOf(bench.state.tasks().values()), bench.state.images(), bench.now);
        return bench.send(new Event.Resumed());
    }

    @Test
    void aContainerThatRunsOnIsTakenOverWithoutAWord() {
        bench.bringUp(task(ARN, container("app")));

        assertThat(crashAndResume()).containsExactly(new Effect.Inspect(APP, idOf("app"), Stage.RUNNING));
        assertThat(bench.inspected(APP, new Inspection.Running(idOf("app"), List.of())))
                .isEmpty();
    }

    @Test
    void aContainerThatEndedMeanwhileIsReportedWithItsExitCode() {
        bench.bringUp(task(ARN, container("app")));
        crashAndResume();

        TaskReport told = reports(bench.inspected(
                        APP, new Inspection.Exited(idOf("app"), List.of(), new Death(7, null, false, null, bench.now))))
                .getFirst();

        assertThat(told.status()).isEqualTo(TaskStatus.STOPPED);
        assertThat(told.containers().getFirst().exitCode()).isEqualTo(7);
    }

    @Test
    void aContainerThatWasBeingCreatedIsLookedForByItsNameAndTakenOver() {
        bench.run(task(ARN, container("app")));
        String name =
                only(bench.pulled(), Effect.Create.class).getFirst().request().dockerName();

        assertThat(crashAndResume()).containsExactly(new Effect.Inspect(APP, name, Stage.CREATING));
        assertThat(bench.inspected(APP, new Inspection.NeverRan("found", List.of())))
                .as("its start may have gone ahead of the disk")
                .isEmpty();
        assertThat(bench.pass(Duration.ofSeconds(3))).containsExactly(new Effect.Inspect(APP, "found", Stage.CREATED));
        assertThat(bench.inspected(APP, new Inspection.NeverRan("found", List.of())))
                .containsExactly(new Effect.Start(APP, "found", Duration.ofMinutes(3)));
    }

    @Test
    void aStartThatWentAheadOfTheDiskIsTakenOver() {
        bench.run(task(ARN, container("app")));
        bench.pulled();
        EngineState written = bench.state;
        Effect start = only(bench.created(ARN, "app"), Effect.Start.class).getFirst();
        assertThat(DiskOrder.mayGoAhead(start, written)).isTrue();
        bench.state = written;

        crashAndResume();
        bench.inspected(APP, new Inspection.NeverRan(idOf("app"), List.of()));
        assertThat(bench.pass(Duration.ofMillis(500)))
                .containsExactly(new Effect.Inspect(APP, idOf("app"), Stage.CREATED));
        List<TaskReport> told = reports(bench.inspected(APP, new Inspection.Running(idOf("app"), List.of())));

        assertThat(told).extracting(TaskReport::status).containsExactly(TaskStatus.RUNNING);
    }

    @Test
    void aContainerThatWasNotCreatedYetIsCreatedUnderTheSameName() {
        bench.run(task(ARN, container("app")));
        String name =
                only(bench.pulled(), Effect.Create.class).getFirst().request().dockerName();
        crashAndResume();

        List<Effect> effects = bench.inspected(APP, new Inspection.Absent());

        assertThat(only(effects, Effect.Create.class).getFirst().request().dockerName())
                .isEqualTo(name);
    }

    @Test
    void aNameThatIsTakenAfterAllIsOurOwnAndTakenOver() {
        bench.run(task(ARN, container("app")));
        String name =
                only(bench.pulled(), Effect.Create.class).getFirst().request().dockerName();
        crashAndResume();
        bench.inspected(APP, new Inspection.Absent());

        assertThat(bench.send(new Event.CreateFailed(APP, new Fault.NameTaken("in use"))))
                .containsExactly(new Effect.Inspect(APP, name, Stage.CREATING));
        bench.inspected(APP, new Inspection.NeverRan("found", List.of()));
        bench.pass(Duration.ofSeconds(3));
        assertThat(bench.inspected(APP, new Inspection.NeverRan("found", List.of())))
                .containsExactly(new Effect.Start(APP, "found", Duration.ofMinutes(3)));
    }

    @Test
    void aStartThatWasUnderWayGetsItsTimeBeforeAnotherIsAskedFor() {
        bench.run(task(ARN, container("app")));
        bench.pulled();
        bench.created(ARN, "app");
        crashAndResume();

        assertThat(bench.inspected(APP, new Inspection.NeverRan(idOf("app"), List.of())))
                .isEmpty();
        assertThat(bench.pass(Duration.ofMillis(500)))
                .containsExactly(new Effect.Inspect(APP, idOf("app"), Stage.STARTING));
        bench.inspected(APP, new Inspection.NeverRan(idOf("app"), List.of()));
        bench.pass(Duration.ofSeconds(2));
        assertThat(bench.inspected(APP, new Inspection.NeverRan(idOf("app"), List.of())))
                .containsExactly(new Effect.Start(APP, idOf("app"), Duration.ofMinutes(3)));
    }

    @Test
    void aStartThatTookEffectIsReportedRunningAndThenWhatBecameOfIt() {
        bench.run(task(ARN, container("app")));
        bench.pulled();
        bench.created(ARN, "app");
        crashAndResume();

        List<TaskReport> told = bench.settle(bench.inspected(
                APP, new Inspection.Exited(idOf("app"), List.of(), new Death(0, null, false, null, bench.now))));

        assertThat(told).extracting(TaskReport::status).containsExactly(TaskStatus.RUNNING, TaskStatus.STOPPED);
    }

    @Test
    void aContainerThatIsGoneIsReportedAsVanished() {
        bench.bringUp(task(ARN, container("app")));
        crashAndResume();

        TaskReport told = reports(bench.inspected(APP, new Inspection.Absent())).getFirst();

        assertThat(told.containers().getFirst().reason())
                .isEqualTo("ContainerVanishedError: No container matching saved ID found");
    }

    @Test
    void aReportThatWasNotAcknowledgedIsSentAgainAndOneThatWasIsNot() {
        bench.bringUp(task(ARN, container("app")));
        TaskReport lost = reports(bench.died(ARN, "app", 1)).getFirst();

        assertThat(reports(crashAndResume())).containsExactly(lost);
        bench.settle(List.of(new Effect.Report(lost)));

        assertThat(reports(crashAndResume())).isEmpty();
    }

    @Test
    void aPullThatWasUnderWayIsBegunAnew() {
        bench.run(task(ARN, container("app")));

        assertThat(only(crashAndResume(), Effect.Pull.class)).hasSize(1);
    }

    @Test
    void aStopThatWasUnderWayIsAskedForAgain() {
        bench.bringUp(task(ARN, container("app")));
        bench.stop(ARN);
        crashAndResume();

        List<Effect> effects = bench.inspected(APP, new Inspection.Running(idOf("app"), List.of()));

        assertThat(only(effects, Effect.Stop.class)).hasSize(1);
    }

    @Test
    void aLookThatIsAnsweredAfterTheContainerHasMovedOnCountsForNothing() {
        bench.run(task(ARN, container("app")));
        bench.pulled();
        bench.created(ARN, "app");
        crashAndResume();
        bench.inspected(APP, new Inspection.Running(idOf("app"), List.of()));

        assertThat(bench.send(
                        new Event.Inspected(APP, Stage.STARTING, new Inspection.NeverRan(idOf("app"), List.of()))))
                .isEmpty();
        assertThat(bench.task(ARN).stopped()).isFalse();
    }

    @Test
    void nothingIsStartedBeforeItWasLookedAt() {
        bench.run(task(ARN, container("app")));
        bench.pulled();
        bench.created(ARN, "app");

        assertThat(only(crashAndResume(), Effect.Start.class)).isEmpty();
    }
}
