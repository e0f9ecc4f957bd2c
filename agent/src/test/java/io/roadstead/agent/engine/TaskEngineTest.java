package io.roadstead.agent.engine;

import static io.roadstead.agent.engine.Bench.idOf;
import static io.roadstead.agent.engine.Bench.only;
import static io.roadstead.agent.engine.Bench.reports;
import static io.roadstead.agent.engine.Samples.ARN;
import static io.roadstead.agent.engine.Samples.IMAGE;
import static io.roadstead.agent.engine.Samples.arn;
import static io.roadstead.agent.engine.Samples.container;
import static io.roadstead.agent.engine.Samples.published;
import static io.roadstead.agent.engine.Samples.settings;
import static io.roadstead.agent.engine.Samples.sidecar;
import static io.roadstead.agent.engine.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.TaskStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TaskEngineTest {
    private final Bench bench = new Bench();

    @Test
    void aTaskIsPulledCreatedStartedAndReportedRunningAtOnce() {
        assertThat(bench.run(task(ARN, container("app"))))
                .containsExactly(new Effect.Pull(IMAGE, true, false, Samples.LIMITS));

        List<Effect.Create> creates = only(bench.pulled(), Effect.Create.class);
        assertThat(creates).hasSize(1);
        ContainerRequest request = creates.getFirst().request();
        assertThat(request.dockerName()).matches("ecs-web-3-app-[0-9a-f]{20}");
        assertThat(request.environment()).contains("AWS_REGION=us-east-1", "AWS_DEFAULT_REGION=us-east-1");
        assertThat(request.labels())
                .containsEntry("com.amazonaws.ecs.task-arn", ARN)
                .containsEntry("com.amazonaws.ecs.container-name", "app")
                .containsEntry("com.amazonaws.ecs.task-definition-family", "web")
                .containsEntry("com.amazonaws.ecs.task-definition-version", "3")
                .containsEntry("com.amazonaws.ecs.cluster", "default");

        assertThat(bench.created(ARN, "app"))
                .containsExactly(new Effect.Start(new ContainerRef(ARN, "app"), idOf("app"), Duration.ofMinutes(3)));

        List<TaskReport> told = reports(bench.started(ARN, "app"));
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(told.getFirst().containers())
                .containsExactly(new ContainerReport(
                        "app", ContainerStatus.RUNNING, idOf("app"), null, "sha256:d1", null, List.of()));
    }

    @Test
    void anEssentialContainersExitIsReportedAsTheTasksStop() {
        bench.bringUp(task(ARN, container("app")));

        TaskReport told = reports(bench.died(ARN, "app", 3)).getFirst();

        assertThat(told.status()).isEqualTo(TaskStatus.STOPPED);
        assertThat(told.reason()).isEmpty();
        assertThat(told.executionStoppedAt()).isEqualTo(bench.now);
        assertThat(told.containers().getFirst().exitCode()).isEqualTo(3);
        assertThat(told.containers().getFirst().reason()).isNull();
    }

    @Test
    void anEssentialContainersExitStopsTheOthersAndIsToldBeforeTheyHaveStopped() {
        bench.bringUp(task(ARN, container("app"), sidecar("log")));

        List<Effect> effects = bench.died(ARN, "app", 1);

        assertThat(only(effects, Effect.Stop.class))
                .containsExactly(new Effect.Stop(
                        new ContainerRef(ARN, "log"), idOf("log"), Duration.ofSeconds(2), Duration.ofSeconds(122)));
        TaskReport early = reports(effects).getFirst();
        assertThat(early.status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(early.containers()).extracting(ContainerReport::name).containsExactly("app");

        bench.settle(effects);
        TaskReport last = reports(bench.died(ARN, "log", 143)).getFirst();
        assertThat(last.status()).isEqualTo(TaskStatus.STOPPED);
        assertThat(last.containers()).extracting(ContainerReport::name).containsExactly("log");
    }

    @Test
    void aContainerThatIsNotEssentialMayExitAndTheTaskRunsOn() {
        bench.bringUp(task(ARN, container("app"), sidecar("init")));

        List<Effect> effects = bench.died(ARN, "init", 0);

        assertThat(only(effects, Effect.Stop.class)).isEmpty();
        assertThat(reports(effects).getFirst().status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(reports(effects).getFirst().containers().getFirst().status()).isEqualTo(ContainerStatus.STOPPED);
    }

    @Test
    void aContainerThatEndsBeforeItsStartIsAnsweredIsToldRunningAndThenStopped() {
        bench.run(task(ARN, container("app")));
        bench.pulled();
        bench.created(ARN, "app");
        assertThat(bench.died(ARN, "app", 0)).isEmpty();

        List<TaskReport> told = bench.settle(bench.started(ARN, "app"));

        assertThat(told).extracting(TaskReport::status).containsExactly(TaskStatus.RUNNING, TaskStatus.STOPPED);
        assertThat(told.getFirst().containers().getFirst().exitCode()).isNull();
        assertThat(told.getLast().containers().getFirst().exitCode()).isZero();
    }

    @Test
    void onlyOneReportOfATaskIsUnderWayAndTheNextCarriesWhatHappenedMeanwhile() {
        bench.run(task(ARN, container("app"), sidecar("a"), sidecar("b")));
        bench.pulled();
        for (String name : List.of("app", "a", "b")) {
            bench.created(ARN, name);
        }
        bench.started(ARN, "app");
        bench.started(ARN, "a");
        TaskReport running = reports(bench.started(ARN, "b")).getFirst();

        assertThat(reports(bench.died(ARN, "a", 0))).isEmpty();
        assertThat(reports(bench.died(ARN, "b", 0))).isEmpty();

        List<TaskReport> next = reports(bench.send(new Event.ReportSettled(running)));
        assertThat(next).hasSize(1);
        assertThat(next.getFirst().containers())
                .extracting(ContainerReport::name)
                .containsExactly("a", "b");
    }

    @Test
    void redeliveryOfAKnownTaskChangesNothing() {
        bench.bringUp(task(ARN, container("app")));
        EngineState before = bench.state;

        assertThat(bench.run(task(ARN, container("app"), container("new")))).isEmpty();
        assertThat(bench.state).isEqualTo(before);
    }

    @Test
    void desiredMovesForwardOnly() {
        bench.bringUp(task(ARN, container("app")));
        bench.stop(ARN);

        assertThat(bench.run(task(ARN, container("app")))).isEmpty();
        assertThat(bench.task(ARN).desired()).isEqualTo(DesiredStatus.STOPPED);
    }

    @Test
    void anUnknownTaskToStopIsReportedStoppedWithoutRunning() {
        TaskReport told = reports(bench.stop(ARN)).getFirst();

        assertThat(told.status()).isEqualTo(TaskStatus.STOPPED);
        assertThat(told.reason()).isEqualTo("TaskStateError: Agent could not progress task's state to stopped");
        assertThat(told.containers()).isEmpty();
    }

    @Test
    void anUnknownTaskToStopThatNamesContainersReportsThemStopped() {
        List<Effect> effects = bench.send(new Event.TasksReceived(
                List.of(new Event.TasksReceived.Wish(task(ARN, container("app")), DesiredStatus.STOPPED))));

        assertThat(effects).hasSize(1);
        TaskReport told = reports(effects).getFirst();
        assertThat(told.reason()).isEmpty();
        assertThat(told.containers().getFirst().status()).isEqualTo(ContainerStatus.STOPPED);
        assertThat(told.containers().getFirst().exitCode()).isNull();
    }

    @Test
    void aTaskThatCannotBeReadIsReportedStoppedWithTheSpellingUsersSearchFor() {
        TaskReport told = reports(bench.send(new Event.TaskRefused(ARN, Reasons.unrecognisedTask("no such thing"))))
                .getFirst();

        assertThat(told.reason()).isEqualTo("UnrecogniedTaskError: Error loading task - no such thing");
    }

    @Test
    void stoppingARunningTaskStopsAllItsContainersAtOnce() {
        bench.bringUp(task(ARN, container("a"), container("b")));

        assertThat(only(bench.stop(ARN), Effect.Stop.class))
                .extracting(stop -> stop.container().name())
                .containsExactly("a", "b");
    }

    @Test
    void stoppingATaskWhosePullHasNotBegunSaysSo() {
        bench.run(task(ARN, container("app")));

        TaskReport told = reports(bench.stop(ARN)).getFirst();

        assertThat(told.containers().getFirst().reason())
                .isEqualTo(
                        "TaskStoppedBeforePullBeginError: Task stopped before image pull could begin for task: " + ARN);
    }

    @Test
    void stoppingATaskBetweenCreationAndStartNeverStartsIt() {
        bench.run(task(ARN, container("app")));
        bench.pulled();
        assertThat(bench.stop(ARN)).isEmpty();

        List<Effect> effects = bench.created(ARN, "app");

        assertThat(only(effects, Effect.Start.class)).isEmpty();
        assertThat(reports(effects).getFirst().status()).isEqualTo(TaskStatus.STOPPED);
        assertThat(reports(effects).getFirst().containers().getFirst().exitCode())
                .isNull();
    }

    @Test
    void aTaskThatIsToStopWhileItStartsIsStoppedOnceItRuns() {
        bench.run(task(ARN, container("app")));
        bench.pulled();
        bench.created(ARN, "app");
        assertThat(bench.stop(ARN)).isEmpty();

        assertThat(only(bench.started(ARN, "app"), Effect.Stop.class)).hasSize(1);
    }

    @Test
    void manyTasksOfOneImageShareOnePull() {
        List<Effect> effects =
                bench.run(task(arn(1), container("a")), task(arn(2), container("a")), task(arn(3), container("a")));

        assertThat(only(effects, Effect.Pull.class)).hasSize(1);
        assertThat(only(bench.pulled(), Effect.Create.class)).hasSize(3);
    }

    @Test
    void pullTimesAreThoseOfThePullAndAbsentWhenNoneWasNeeded() {
        Bench pulling = new Bench(settings(PullBehavior.DEFAULT, new TaskGroups.Off()));
        pulling.run(task(ARN, container("app")));
        pulling.now = pulling.now.plusSeconds(1);
        pulling.send(new Event.PullBegun(IMAGE));
        pulling.now = pulling.now.plusSeconds(5);
        pulling.send(new Event.PullDone(IMAGE, new LocalImage(null, false), true));
        assertThat(pulling.task(ARN).pullStartedAt()).isEqualTo(pulling.now.minusSeconds(5));
        assertThat(pulling.task(ARN).pullStoppedAt()).isEqualTo(pulling.now);

        bench.bringUp(task(ARN, container("app")));
        assertThat(bench.task(ARN).pullStartedAt()).isNull();
    }

    @Test
    void underDefaultAFailedPullIsSurvivedByALocalImageAndRemembered() {
        Bench pulling = new Bench(settings(PullBehavior.DEFAULT, new TaskGroups.Off()));
        pulling.run(task(ARN, container("app")));
        List<Effect> effects = pulling.send(
                new Event.PullFailed(IMAGE, new Fault.Refused("no such host"), new LocalImage(null, false)));
        assertThat(only(effects, Effect.Create.class)).hasSize(1);

        pulling.created(ARN, "app");
        assertThat(reports(pulling.started(ARN, "app"))
                        .getFirst()
                        .containers()
                        .getFirst()
                        .reason())
                .isEqualTo("CannotPullContainerError: no such host");
    }

    @Test
    void underAlwaysAFailedPullStopsTheTaskThoughTheImageIsHere() {
        Bench pulling = new Bench(settings(PullBehavior.ALWAYS, new TaskGroups.Off()));
        pulling.run(task(ARN, container("app")));

        List<Effect> effects = pulling.send(
                new Event.PullFailed(IMAGE, new Fault.Refused("no such host"), new LocalImage(null, false)));

        assertThat(reports(effects).getFirst().status()).isEqualTo(TaskStatus.STOPPED);
    }

    @Test
    void underOnceAnImageThatWasPulledIsNotPulledAgain() {
        Bench pulling = new Bench(settings(PullBehavior.ONCE, new TaskGroups.Off()));
        assertThat(only(pulling.run(task(arn(1), container("a"))), Effect.Pull.class))
                .extracting(Effect.Pull::onlyIfAbsent)
                .containsExactly(false);
        pulling.send(new Event.PullDone(IMAGE, new LocalImage(null, false), true));

        assertThat(only(pulling.run(task(arn(2), container("a"))), Effect.Pull.class))
                .extracting(Effect.Pull::onlyIfAbsent)
                .containsExactly(true);
    }

    @Test
    void tasksThatDoNotFitWaitInLineBehindTheFirstThatDoesNot() {
        ContainerSpec big = container("big", true, 3000, 64, List.of("x"), List.of());
        ContainerSpec small = container("small", true, 100, 64, List.of("x"), List.of());
        bench.bringUp(task(arn(1), big));

        assertThat(bench.run(task(arn(2), big), task(arn(3), small))).isEmpty();
        assertThat(bench.task(arn(3)).admitted()).isFalse();

        List<Effect> effects = bench.stop(arn(2));
        assertThat(reports(effects)).extracting(TaskReport::taskArn).containsExactly(arn(2));
        assertThat(bench.task(arn(3)).admitted()).isTrue();
    }

    @Test
    void aTasksShareIsFreeOnceItIsKnownStopped() {
        ContainerSpec big = container("big", true, 3000, 64, List.of("x"), List.of());
        bench.bringUp(task(arn(1), big));
        bench.run(task(arn(2), big));

        bench.stop(arn(1));
        assertThat(bench.task(arn(2)).admitted()).isFalse();
        bench.died(arn(1), "big", 143);
        assertThat(bench.task(arn(2)).admitted()).isTrue();
    }

    @Test
    void aStaticHostPortIsGivenToOneTaskAtATime() {
        bench.bringUp(task(arn(1), published("web", 8080)));

        bench.run(task(arn(2), published("web", 8080)), task(arn(3), published("web", 51678)));

        assertThat(bench.task(arn(2)).admitted()).isFalse();
        bench.stop(arn(2));
        assertThat(bench.task(arn(3)).admitted()).isFalse();
    }

    @Test
    void aDynamicPortTakenByAnotherProgramMakesTheContainerAnewUnderAnotherName() {
        bench.run(task(ARN, published("web", 0)));
        String firstName =
                only(bench.pulled(), Effect.Create.class).getFirst().request().dockerName();
        bench.created(ARN, "web");

        List<Effect> effects = bench.send(new Event.StartFailed(
                new ContainerRef(ARN, "web"), idOf("web"), new Fault.PortTaken("port is already allocated")));

        assertThat(only(effects, Effect.Discard.class)).containsExactly(new Effect.Discard(idOf("web")));
        assertThat(only(effects, Effect.Create.class).getFirst().request().dockerName())
                .isNotEqualTo(firstName);
    }

    @Test
    void aStaticPortTakenByAnotherProgramFailsTheTask() {
        bench.run(task(ARN, published("web", 8080)));
        bench.pulled();
        bench.created(ARN, "web");

        TaskReport told = reports(bench.send(new Event.StartFailed(
                        new ContainerRef(ARN, "web"),
                        idOf("web"),
                        new Fault.PortTaken("Error response from daemon: port is already allocated"))))
                .getFirst();

        assertThat(told.status()).isEqualTo(TaskStatus.STOPPED);
        assertThat(told.containers().getFirst().reason())
                .isEqualTo("CannotStartContainerError: Error response from daemon: port is already allocated");
    }

    @Test
    void aStartThatTimedOutIsStoppedByForceAndToldWithItsFirstError() {
        bench.run(task(ARN, container("app")));
        bench.pulled();
        bench.created(ARN, "app");

        List<Effect> effects = bench.send(new Event.StartFailed(
                new ContainerRef(ARN, "app"), idOf("app"), new Fault.TimedOut("started", Duration.ofMinutes(3))));
        assertThat(only(effects, Effect.Stop.class)).hasSize(1);

        TaskReport told = reports(bench.send(new Event.StopDone(
                        new ContainerRef(ARN, "app"), new Inspection.NeverRan(idOf("app"), List.of()))))
                .getFirst();
        assertThat(told.containers().getFirst().reason())
                .isEqualTo("DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s");
    }

    @Test
    void aStopThatFailsWithDockerAliveIsRecordedAsStopped() {
        bench.bringUp(task(ARN, container("app")));
        bench.stop(ARN);

        TaskReport told = reports(bench.send(
                        new Event.StopFailed(new ContainerRef(ARN, "app"), new Fault.Refused("cannot kill"))))
                .getFirst();

        assertThat(told.status()).isEqualTo(TaskStatus.STOPPED);
        assertThat(told.containers().getFirst().reason()).isEqualTo("CannotStopContainerError: cannot kill");
    }

    @Test
    void aStopThatFailsForWantOfDockerIsTriedAgainWhenDockerIsBack() {
        bench.bringUp(task(ARN, container("app")));
        bench.stop(ARN);
        assertThat(bench.send(new Event.StopFailed(new ContainerRef(ARN, "app"), new Fault.DaemonGone("no Docker"))))
                .isEmpty();

        assertThat(only(bench.send(new Event.DockerBack()), Effect.Inspect.class))
                .hasSize(1);
        List<Effect> effects =
                bench.inspected(new ContainerRef(ARN, "app"), new Inspection.Running(idOf("app"), List.of()));
        assertThat(only(effects, Effect.Stop.class)).hasSize(1);
    }

    @Test
    void aStoppedContainerThatComesBackIsStoppedOnceMore() {
        bench.bringUp(task(ARN, container("app")));
        bench.settle(bench.died(ARN, "app", 0));

        List<Effect> effects = bench.send(new Event.SeenStarting(new ContainerRef(ARN, "app"), idOf("app")));

        assertThat(only(effects, Effect.Stop.class)).hasSize(1);
        assertThat(bench.send(new Event.SeenStarting(new ContainerRef(ARN, "app"), "another")))
                .isEmpty();
    }

    @Test
    void newsOfContainersOfAPendingTaskWaitsALittleForTheTasksOwn() {
        bench.run(task(ARN, container("a"), container("b")));
        bench.pulled();
        bench.created(ARN, "a");
        bench.created(ARN, "b");
        assertThat(reports(bench.started(ARN, "a"))).isEmpty();
        assertThat(bench.engine.wakeAt(bench.state)).contains(bench.now.plusSeconds(1));

        TaskReport told = reports(bench.pass(Duration.ofSeconds(1))).getFirst();
        assertThat(told.status()).isEqualTo(TaskStatus.PENDING);
        assertThat(told.containers()).extracting(ContainerReport::name).containsExactly("a");
    }

    @Test
    void anEssentialContainerThatFailsBeforeTheOthersRunKeepsTheTaskPendingUntilAllHaveStopped() {
        bench.run(task(ARN, container("good"), container("bad")));
        bench.pulled();
        bench.created(ARN, "good");
        bench.created(ARN, "bad");
        bench.started(ARN, "good");

        List<Effect> effects = bench.send(
                new Event.StartFailed(new ContainerRef(ARN, "bad"), idOf("bad"), new Fault.Refused("no such program")));
        assertThat(only(effects, Effect.Stop.class)).hasSize(1);

        List<TaskReport> told = bench.settle(bench.pass(Duration.ofSeconds(2)));
        assertThat(told).extracting(TaskReport::status).containsExactly(TaskStatus.PENDING);
        assertThat(bench.settle(bench.died(ARN, "good", 143)))
                .extracting(TaskReport::status)
                .containsExactly(TaskStatus.STOPPED);
    }

    @Test
    void containersAreRemovedAfterTheWaitAndOnlyOnceTheStopWasAcknowledged() {
        bench.bringUp(task(ARN, container("app")));
        TaskReport stopped = reports(bench.died(ARN, "app", 0)).getFirst();
        assertThat(only(bench.pass(Duration.ofHours(4)), Effect.Remove.class)).isEmpty();

        List<Effect> effects = bench.send(new Event.ReportSettled(stopped));
        assertThat(only(effects, Effect.Remove.class))
                .containsExactly(new Effect.Remove(new ContainerRef(ARN, "app"), idOf("app")));

        bench.send(new Event.Removed(new ContainerRef(ARN, "app")));
        assertThat(bench.state.tasks()).isEmpty();
    }

    @Test
    void aStoppedTaskIsKeptForTheWait() {
        bench.bringUp(task(ARN, container("app")));
        bench.settle(bench.died(ARN, "app", 0));

        assertThat(bench.pass(Duration.ofMinutes(179))).isEmpty();
        assertThat(only(bench.pass(Duration.ofMinutes(1)), Effect.Remove.class)).hasSize(1);
    }

    @Test
    void runningContainersAreComparedWithDockerNowAndThen() {
        bench.bringUp(task(ARN, container("app")));

        assertThat(bench.engine.wakeAt(bench.state)).hasValueSatisfying(at -> assertThat(at)
                .isBetween(bench.now.plusSeconds(300), bench.now.plusSeconds(330)));
        assertThat(only(bench.pass(Duration.ofSeconds(330)), Effect.Inspect.class))
                .hasSize(1);

        TaskReport told = reports(bench.inspected(new ContainerRef(ARN, "app"), new Inspection.Absent()))
                .getFirst();
        assertThat(told.containers().getFirst().reason())
                .isEqualTo("ContainerVanishedError: No container matching saved ID found");
    }

    @Test
    void taskLimitsMakeACgroupFirstAndPutTheContainersUnderIt() {
        Bench limited = new Bench(settings(PullBehavior.PREFER_CACHED, new TaskGroups.Paths()));
        TaskSpec task = new TaskSpec(ARN, "web", "3", 0.25, 512, List.of(container("app")));

        assertThat(only(limited.run(task), Effect.CreateGroup.class))
                .containsExactly(
                        new Effect.CreateGroup(ARN, new TaskGroup("/ecs/" + "a".repeat(32), 25_000, 128, 512L << 20)));
        assertThat(limited.pulled()).isEmpty();

        List<Effect> effects = limited.send(new Event.GroupReady(ARN));
        assertThat(only(effects, Effect.Create.class).getFirst().request().cgroupParent())
                .isEqualTo("/ecs/" + "a".repeat(32));
    }

    @Test
    void taskLimitsThatThisHostCannotKeepAreRefusedAloud() {
        Bench limited =
                new Bench(settings(PullBehavior.PREFER_CACHED, new TaskGroups.Impossible("the cgroups are read-only")));

        TaskReport told = reports(limited.run(new TaskSpec(ARN, "web", "3", 0, 512, List.of(container("app")))))
                .getFirst();

        assertThat(told.status()).isEqualTo(TaskStatus.STOPPED);
        assertThat(told.reason())
                .isEqualTo("resource cannot be initialized for task " + ARN + ": the cgroups are read-only");
        assertThat(only(limited.run(task(arn(1), container("a"))), Effect.Pull.class))
                .hasSize(1);
    }

    @Test
    void aContainerThatWantsMoreMemoryThanItsTaskIsRefused() {
        Bench limited = new Bench(settings(PullBehavior.PREFER_CACHED, new TaskGroups.Paths()));

        TaskReport told = reports(limited.run(new TaskSpec(ARN, "web", "3", 0, 32, List.of(container("app")))))
                .getFirst();

        assertThat(told.reason()).endsWith("container memory limit(64) greater than task memory limit(32)");
    }

    @Test
    void theRegistrysFirstNoIsTheReasonWhateverThePullSaysAfterIt() {
        bench.run(task(ARN, container("app")));
        Fault unknown = new Fault.NotFound("Error response from daemon: manifest unknown");
        assertThat(bench.send(new Event.ManifestFailed(IMAGE, unknown))).isEmpty();

        TaskReport told = reports(bench.send(new Event.PullFailed(IMAGE, new Fault.Refused("no such host"), null)))
                .getFirst();

        assertThat(told.containers().getFirst().reason())
                .isEqualTo("CannotPullImageManifestError: Error response from daemon: manifest unknown");
    }

    @Test
    void aPullIsNotTriedWithoutTheRegistrysWordWhereOnlyItsImageWillDo() {
        for (PullBehavior behavior : PullBehavior.values()) {
            Bench of = new Bench(settings(behavior, new TaskGroups.Off()));
            Effect.Pull pull =
                    only(of.run(task(ARN, container("app"))), Effect.Pull.class).getFirst();
            assertThat(pull.manifestNeeded())
                    .isEqualTo(behavior == PullBehavior.ALWAYS || behavior == PullBehavior.ONCE);
        }
    }
}
