package io.roadstead.core.lifecycle;

import static io.roadstead.core.lifecycle.Samples.after;
import static io.roadstead.core.lifecycle.Samples.container;
import static io.roadstead.core.lifecycle.Samples.down;
import static io.roadstead.core.lifecycle.Samples.pending;
import static io.roadstead.core.lifecycle.Samples.refused;
import static io.roadstead.core.lifecycle.Samples.report;
import static io.roadstead.core.lifecycle.Samples.running;
import static io.roadstead.core.lifecycle.Samples.stopped;
import static io.roadstead.core.lifecycle.Samples.task;
import static io.roadstead.core.lifecycle.Samples.up;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.lifecycle.StateReport.ContainerReport;
import io.roadstead.core.model.Container;
import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.Task.Desired;
import io.roadstead.core.model.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskReportsTest {
    private static final Set<String> APP = Set.of("app");

    @Test
    void aTaskToldRunningIsStartedNow() {
        Task task = TaskReports.apply(task("app"), running(up("app")), APP, after(5));

        assertThat(task.observed().lastStatus()).isEqualTo(TaskStatus.RUNNING);
        assertThat(task.observed().startedAt()).isEqualTo(after(5));
        assertThat(task.observed().connectivityAt()).isEqualTo(after(5));
        assertThat(task.observed().executionStoppedAt()).isNull();
        assertThat(task.observed().stoppedAt()).isNull();
        assertThat(task.desired()).isEqualTo(Desired.RUN);
        assertThat(task.version()).isEqualTo(2);
        assertThat(container(task, "app").lastStatus()).isEqualTo(ContainerStatus.RUNNING);
        assertThat(container(task, "app").runtimeId()).isEqualTo("docker-app");
    }

    @Test
    void aRunningTaskWhoseEssentialContainerEndsExited() {
        Task task = TaskReports.apply(task("app"), running(up("app")), APP, after(5));
        task = TaskReports.apply(
                task, report(StateReport.Status.STOPPED, "", after(9), down("app", 3, null)), APP, after(10));

        assertStopped(task, StopCode.ESSENTIAL_CONTAINER_EXITED, "Essential container in task exited");
        assertThat(task.desired().stoppingAt()).isEqualTo(after(10));
        assertThat(task.observed().executionStoppedAt()).isEqualTo(after(9));
        assertThat(task.observed().stoppedAt()).isEqualTo(after(10));
        assertThat(task.observed().startedAt()).isEqualTo(after(5));
        assertThat(container(task, "app").exitCode()).isEqualTo(3);
    }

    @Test
    void aTaskWhoseContainerCannotStartFailedToStart() {
        Task task = TaskReports.apply(
                task("app"), stopped(down("app", null, "CannotStartContainerError: no such file")), APP, after(5));

        assertStopped(task, StopCode.TASK_FAILED_TO_START, "Task failed to start");
        assertThat(task.observed().startedAt()).isNull();
        assertThat(task.observed().executionStoppedAt()).isEqualTo(after(5));
        assertThat(container(task, "app").exitCode()).isNull();
        assertThat(container(task, "app").reason()).isEqualTo("CannotStartContainerError: no such file");
    }

    @Test
    void aTaskToldOnlyStoppedWithAnExitCodeRanTooShortlyToBeToldRunning() {
        Task task = TaskReports.apply(task("app"), stopped(down("app", 0, null)), APP, after(5));

        assertStopped(task, StopCode.ESSENTIAL_CONTAINER_EXITED, "Essential container in task exited");
    }

    @Test
    void aPullThatWasSurvivedByACachedImageDoesNotCountAsAFailureToStart() {
        Task task = TaskReports.apply(
                task("app"),
                stopped(down("app", 0, "CannotPullImageManifestError: Error response from daemon: no such host")),
                APP,
                after(5));

        assertStopped(task, StopCode.ESSENTIAL_CONTAINER_EXITED, "Essential container in task exited");
    }

    @Test
    void aPullThatFailedIsAFailureToStart() {
        Task task = TaskReports.apply(
                task("app"), stopped(down("app", null, "CannotPullContainerError: not found")), APP, after(5));

        assertStopped(task, StopCode.TASK_FAILED_TO_START, "Task failed to start");
    }

    @Test
    void theExitCode143OfAContainerWhoseDependencyFailedDoesNotMeanThatItRan() {
        Task task = TaskReports.apply(
                task("init", "app"),
                stopped(
                        down("init", 5, null),
                        down("app", 143, "CannotStartContainerError: dependency graph: failed to resolve")),
                APP,
                after(5));

        assertStopped(task, StopCode.TASK_FAILED_TO_START, "Task failed to start");
        assertThat(container(task, "app").exitCode()).isEqualTo(143);
    }

    @ParameterizedTest
    @CsvSource({
        "started, TASK_FAILED_TO_START",
        "created, TASK_FAILED_TO_START",
        "stopped, ESSENTIAL_CONTAINER_EXITED",
        "pulled, ESSENTIAL_CONTAINER_EXITED"
    })
    void aStartThatWasGivenUpIsAFailureToStartThoughTheEngineMadeItLater(String transition, StopCode code) {
        String reason = "DockerTimeoutError: Could not transition to " + transition + "; timed out after waiting 3m0s";
        Task task = TaskReports.apply(task("app"), stopped(down("app", 137, reason)), APP, after(5));

        assertThat(task.desired().stopCode()).isEqualTo(code);
        assertThat(container(task, "app").exitCode()).isEqualTo(137);
    }

    @Test
    void aContainerThatNeverRanBecauseAnotherExitedIsNoFailureToStart() {
        Task task = TaskReports.apply(
                task("app", "late"),
                stopped(down("app", 1, null), down("late", null, null)),
                Set.of("app", "late"),
                after(5));

        assertStopped(task, StopCode.ESSENTIAL_CONTAINER_EXITED, "Essential container in task exited");
        assertThat(container(task, "late").exitCode()).isNull();
        assertThat(container(task, "late").reason()).isNull();
    }

    @Test
    void aNonEssentialContainerThatCannotStartDoesNotDecideTheVerdict() {
        Task task = TaskReports.apply(
                task("app", "side"),
                stopped(down("side", null, "CannotStartContainerError: x"), down("app", 0, null)),
                APP,
                after(5));

        assertStopped(task, StopCode.ESSENTIAL_CONTAINER_EXITED, "Essential container in task exited");
    }

    @Test
    void aTaskTheAgentRefusedIsToldInTheAgentsWords() {
        for (String reason : List.of(
                "UnrecogniedTaskError: Error loading task - Unrecognized key: environment",
                "Task dependencies cannot be resolved, taskArn: arn:aws:ecs:us-east-1:123456789012:task/default/1",
                "resource cannot be initialized for task arn:aws:ecs:us-east-1:123456789012:task/default/1: cgroup",
                "TaskStateError: Agent could not progress task's state to stopped")) {
            Task task = TaskReports.apply(task("app"), refused(reason), APP, after(5));
            assertStopped(task, StopCode.TASK_FAILED_TO_START, reason);
            assertThat(container(task, "app").lastStatus()).isEqualTo(ContainerStatus.STOPPED);
            assertThat(container(task, "app").exitCode()).isNull();
        }
    }

    @Test
    void anEssentialContainerThatEndsDecidesTheStopWhileOthersStillRun() {
        Task task = TaskReports.apply(task("app", "side"), running(up("app"), up("side")), APP, after(5));
        task = TaskReports.apply(task, running(down("app", 1, null)), APP, after(8));

        assertThat(task.observed().lastStatus()).isEqualTo(TaskStatus.RUNNING);
        assertThat(task.desired())
                .isEqualTo(Desired.stop(
                        StopCode.ESSENTIAL_CONTAINER_EXITED, "Essential container in task exited", after(8)));
        assertThat(task.observed().executionStoppedAt()).isEqualTo(after(8));
        assertThat(task.observed().stoppedAt()).isNull();

        task = TaskReports.apply(task, stopped(down("side", 137, null)), APP, after(40));
        assertStopped(task, StopCode.ESSENTIAL_CONTAINER_EXITED, "Essential container in task exited");
        assertThat(task.desired().stoppingAt()).isEqualTo(after(8));
        assertThat(task.observed().executionStoppedAt()).isEqualTo(after(8));
        assertThat(task.observed().stoppedAt()).isEqualTo(after(40));
    }

    @Test
    void anEssentialContainerThatCannotStartDecidesAFailureWhileOthersRun() {
        Task task = TaskReports.apply(
                task("app", "side"),
                pending(up("side"), down("app", null, "CannotStartContainerError: x")),
                APP,
                after(5));

        assertThat(task.observed().lastStatus()).isEqualTo(TaskStatus.PENDING);
        assertThat(task.desired())
                .isEqualTo(Desired.stop(StopCode.TASK_FAILED_TO_START, "Task failed to start", after(5)));
    }

    @Test
    void aNonEssentialContainerThatEndsDecidesNothing() {
        Task task = TaskReports.apply(task("app", "init"), running(up("app"), up("init")), APP, after(5));
        task = TaskReports.apply(task, running(down("init", 0, null)), APP, after(8));

        assertThat(task.desired()).isEqualTo(Desired.RUN);
        assertThat(task.observed().executionStoppedAt()).isNull();
        assertThat(container(task, "init").lastStatus()).isEqualTo(ContainerStatus.STOPPED);
    }

    @Test
    void aTaskToBeStoppedKeepsItsCodeAndReason() {
        Task task = TaskReports.apply(task("app"), running(up("app")), APP, after(5));
        task = TaskStops.stopByUser(task, "enough", after(6));
        task = TaskReports.apply(
                task,
                report(StateReport.Status.STOPPED, "the agent's words", null, down("app", 143, null)),
                APP,
                after(9));

        assertStopped(task, StopCode.USER_INITIATED, "enough");
        assertThat(task.desired().stoppingAt()).isEqualTo(after(6));
    }

    @Test
    void twoEntriesOfOneContainerAreTakenInOrder() {
        ContainerReport up = new ContainerReport(
                "app", ContainerStatus.RUNNING, null, null, "docker-app", "sha256:1", List.of(Samples.BINDING));
        Task task = TaskReports.apply(task("app"), stopped(up, down("app", 7, "OutOfMemoryError: x")), APP, after(5));

        assertThat(container(task, "app"))
                .isEqualTo(new Container(
                        "id-app",
                        "app",
                        "busybox",
                        "sha256:1",
                        "docker-app",
                        ContainerStatus.STOPPED,
                        7,
                        "OutOfMemoryError: x",
                        List.of(Samples.BINDING),
                        HealthStatus.UNKNOWN));
    }

    @Test
    void aVeryShortContainerMayBeToldRunningWithItsExitCode() {
        ContainerReport both =
                new ContainerReport("app", ContainerStatus.RUNNING, 0, null, "docker-app", null, List.of());
        Task task = TaskReports.apply(task("app"), running(both), APP, after(5));

        assertThat(task.observed().lastStatus()).isEqualTo(TaskStatus.RUNNING);
        assertThat(task.desired()).isEqualTo(Desired.RUN);
        task = TaskReports.apply(task, stopped(down("app", 0, null)), APP, after(6));
        assertStopped(task, StopCode.ESSENTIAL_CONTAINER_EXITED, "Essential container in task exited");
        assertThat(task.observed().startedAt()).isEqualTo(after(5));
    }

    @Test
    void aReportHeardTwiceGivesBackTheVerySameTask() {
        StateReport report = running(up("app"));
        Task once = TaskReports.apply(task("app"), report, APP, after(5));
        assertThat(TaskReports.apply(once, report, APP, after(6))).isSameAs(once);
    }

    @Test
    void aLateReportChangesNothing() {
        Task running = TaskReports.apply(task("app"), running(up("app")), APP, after(5));
        StateReport late =
                pending(new ContainerReport("app", ContainerStatus.PENDING, null, null, null, "sha256:1", List.of()));
        assertThat(TaskReports.apply(running, late, APP, after(6))).isSameAs(running);

        Task stopped = TaskReports.apply(running, stopped(down("app", 0, null)), APP, after(7));
        assertThat(TaskReports.apply(stopped, running(up("app")), APP, after(8)))
                .isSameAs(stopped);
        assertThat(TaskReports.apply(stopped, stopped(down("app", 9, "x")), APP, after(9)))
                .isSameAs(stopped);
    }

    @Test
    void aTaskThatIsStoppingDoesNotRunAgain() {
        Task task = TaskReports.apply(task("app"), running(up("app")), APP, after(5));
        task = TaskStops.acknowledgedStop(TaskStops.stopByUser(task, null, after(6)));
        assertThat(TaskReports.apply(task, running(up("app")), APP, after(7))).isSameAs(task);
    }

    @Test
    void aDigestToldWhilePendingIsKept() {
        ContainerReport resolved =
                new ContainerReport("app", ContainerStatus.PENDING, null, null, null, "sha256:1", List.of());
        Task task = TaskReports.apply(task("app"), pending(resolved), APP, after(5));

        assertThat(task.observed().lastStatus()).isEqualTo(TaskStatus.PENDING);
        assertThat(container(task, "app").imageDigest()).isEqualTo("sha256:1");
        task = TaskReports.apply(task, running(up("app")), APP, after(6));
        assertThat(container(task, "app").imageDigest()).isEqualTo("sha256:1");
    }

    @Test
    void pullTimesAreTheAgentsAndStayOnceSet() {
        StateReport first =
                new StateReport(StateReport.Status.RUNNING, "", after(1), after(3), null, List.of(up("app")));
        StateReport second = new StateReport(
                StateReport.Status.STOPPED, "", after(100), after(200), null, List.of(down("app", 0, null)));
        Task task = TaskReports.apply(task("app"), first, APP, after(5));
        task = TaskReports.apply(task, second, APP, after(6));

        assertThat(task.observed().pullStartedAt()).isEqualTo(after(1));
        assertThat(task.observed().pullStoppedAt()).isEqualTo(after(3));
    }

    @Test
    void reasonsAreCutAt1024Characters() {
        String long1025 = "x".repeat(1025);
        Task task = TaskReports.apply(
                task("app"),
                report(StateReport.Status.STOPPED, long1025, null, down("app", null, long1025)),
                APP,
                after(5));

        assertThat(task.desired().stoppedReason()).isEqualTo("x".repeat(1024));
        assertThat(container(task, "app").reason()).isEqualTo("x".repeat(1024));
    }

    @Test
    void aContainerTheTaskDoesNotHaveChangesNothing() {
        Task task = TaskReports.apply(task("app"), running(up("app")), APP, after(5));
        assertThat(TaskReports.apply(task, running(down("pause", 0, null)), APP, after(6)))
                .isSameAs(task);
    }

    private static void assertStopped(Task task, StopCode code, String reason) {
        assertThat(task.observed().lastStatus()).isEqualTo(TaskStatus.STOPPED);
        assertThat(task.desired().status()).isEqualTo(DesiredStatus.STOPPED);
        assertThat(task.desired().stopCode()).isEqualTo(code);
        assertThat(task.desired().stoppedReason()).isEqualTo(reason);
        Instant stoppedAt = task.observed().stoppedAt();
        assertThat(stoppedAt).isNotNull();
        assertThat(task.observed().containers())
                .extracting(Container::lastStatus)
                .containsOnly(ContainerStatus.STOPPED);
    }
}
