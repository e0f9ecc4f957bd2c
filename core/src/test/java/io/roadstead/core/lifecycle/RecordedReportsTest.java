package io.roadstead.core.lifecycle;

import static io.roadstead.core.lifecycle.Samples.container;
import static io.roadstead.core.lifecycle.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.lifecycle.StateReport.ContainerReport;
import io.roadstead.core.lifecycle.StateReport.Status;
import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sequences of reports that amazon-ecs-agent 1.105.1 really sent, shortened. */
class RecordedReportsTest {
    private static final String SURVIVED =
            "CannotPullImageManifestError: Error response from daemon: Get \"https://registry-1.docker.io/v2/\"";
    private static final Set<String> WEB = Set.of("web");
    private static final Instant NOW = Instant.ofEpochMilli(1_795_344_774_275L);

    @Test
    void aTaskWithAShortInitContainerThatIsStoppedByTheUser() {
        Task task = TaskReports.apply(
                task("web", "init"),
                new StateReport(
                        Status.RUNNING,
                        "",
                        at(1_795_344_751_430L),
                        at(1_795_344_774_020L),
                        null,
                        List.of(
                                new ContainerReport(
                                        "web",
                                        ContainerStatus.RUNNING,
                                        null,
                                        SURVIVED,
                                        "4b63",
                                        null,
                                        List.of(Samples.BINDING)),
                                new ContainerReport(
                                        "init", ContainerStatus.RUNNING, 0, SURVIVED, "b540", null, List.of()))),
                WEB,
                NOW);
        assertThat(task.observed().lastStatus()).isEqualTo(TaskStatus.RUNNING);
        assertThat(container(task, "web").networkBindings()).containsExactly(Samples.BINDING);

        task = TaskReports.apply(
                task,
                new StateReport(
                        Status.RUNNING,
                        "",
                        at(1_795_344_751_430L),
                        at(1_795_344_774_020L),
                        null,
                        List.of(new ContainerReport(
                                "init", ContainerStatus.STOPPED, 0, SURVIVED, "b540", null, List.of()))),
                WEB,
                NOW.plusSeconds(5));
        assertThat(container(task, "init").lastStatus()).isEqualTo(ContainerStatus.STOPPED);
        assertThat(task.desired()).isEqualTo(Task.Desired.RUN);

        task = TaskStops.stopByUser(task, null, NOW.plusSeconds(100));
        task = TaskStops.acknowledgedStop(task);
        assertThat(task.observed().lastStatus()).isEqualTo(TaskStatus.STOPPING);
        task = TaskReports.apply(
                task,
                new StateReport(
                        Status.STOPPED,
                        "",
                        at(1_795_344_751_430L),
                        at(1_795_344_774_020L),
                        at(1_795_344_950_203L),
                        List.of(new ContainerReport(
                                "web",
                                ContainerStatus.STOPPED,
                                137,
                                SURVIVED,
                                "4b63",
                                null,
                                List.of(Samples.BINDING)))),
                WEB,
                at(1_795_344_950_204L));

        assertThat(task.observed().lastStatus()).isEqualTo(TaskStatus.STOPPED);
        assertThat(task.desired().stopCode()).isEqualTo(StopCode.USER_INITIATED);
        assertThat(task.desired().stoppedReason()).isEqualTo("Task stopped by user");
        assertThat(task.observed().executionStoppedAt()).isEqualTo(at(1_795_344_950_203L));
        assertThat(container(task, "web").exitCode()).isEqualTo(137);
    }

    @Test
    void aContainerKilledForItsMemory() {
        Task task = TaskReports.apply(
                task("web"),
                new StateReport(Status.RUNNING, "", null, null, null, List.of(Samples.up("web"))),
                WEB,
                NOW);
        task = TaskReports.apply(
                task,
                new StateReport(
                        Status.STOPPED,
                        "",
                        null,
                        null,
                        NOW,
                        List.of(Samples.down("web", 137, "OutOfMemoryError: Container killed due to memory usage"))),
                WEB,
                NOW);

        assertThat(task.desired().stopCode()).isEqualTo(StopCode.ESSENTIAL_CONTAINER_EXITED);
        assertThat(container(task, "web").reason()).isEqualTo("OutOfMemoryError: Container killed due to memory usage");
    }

    @Test
    void aContainerWhoseProgramIsMissing() {
        String reason = "CannotStartContainerError: Error response from daemon: failed to create shim task: OCI runtime"
                + " create failed: runc create failed: unable to start container process: exec: \"/no/such/bin\"";
        Task task = TaskReports.apply(
                task("web"),
                new StateReport(Status.STOPPED, "", null, null, NOW, List.of(Samples.down("web", null, reason))),
                WEB,
                NOW);

        assertThat(task.desired().stopCode()).isEqualTo(StopCode.TASK_FAILED_TO_START);
        assertThat(task.desired().stoppedReason()).isEqualTo("Task failed to start");
        assertThat(container(task, "web").reason()).isEqualTo(reason);
    }

    @Test
    void aStopForATaskTheAgentNeverHeardOf() {
        Task task = TaskStops.stopByUser(task("web"), "too late", NOW);
        task = TaskReports.apply(
                task,
                new StateReport(
                        Status.STOPPED,
                        "TaskStateError: Agent could not progress task's state to stopped",
                        null,
                        null,
                        null,
                        List.of()),
                WEB,
                NOW);

        assertThat(task.observed().lastStatus()).isEqualTo(TaskStatus.STOPPED);
        assertThat(task.desired().stoppedReason()).isEqualTo("too late");
        assertThat(task.observed().startedAt()).isNull();
    }

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(millis);
    }
}
