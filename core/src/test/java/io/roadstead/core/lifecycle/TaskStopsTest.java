package io.roadstead.core.lifecycle;

import static io.roadstead.core.lifecycle.Samples.after;
import static io.roadstead.core.lifecycle.Samples.container;
import static io.roadstead.core.lifecycle.Samples.down;
import static io.roadstead.core.lifecycle.Samples.running;
import static io.roadstead.core.lifecycle.Samples.stopped;
import static io.roadstead.core.lifecycle.Samples.task;
import static io.roadstead.core.lifecycle.Samples.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.Task.Desired;
import io.roadstead.core.model.TaskStatus;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskStopsTest {
    private static final Set<String> APP = Set.of("app");

    @Test
    void aStopWithoutAReasonIsToldAsTheUsers() {
        assertThat(TaskStops.stopByUser(task("app"), null, after(5)).desired())
                .isEqualTo(Desired.stop(StopCode.USER_INITIATED, "Task stopped by user", after(5)));
        assertThat(TaskStops.stopByUser(task("app"), " ", after(5)).desired().stoppedReason())
                .isEqualTo("Task stopped by user");
    }

    @Test
    void aStopKeepsTheCallersReasonUpTo1024Characters() {
        assertThat(TaskStops.stopByUser(task("app"), "enough", after(5))
                        .desired()
                        .stoppedReason())
                .isEqualTo("enough");
        assertThat(TaskStops.stopByUser(task("app"), "x".repeat(1025), after(5))
                        .desired()
                        .stoppedReason())
                .isEqualTo("x".repeat(1024));
    }

    @Test
    void aStopChangesNothingObserved() {
        Task task = runningTask();
        assertThat(TaskStops.stopByUser(task, null, after(6)).observed()).isEqualTo(task.observed());
    }

    @Test
    void aSecondStopChangesNothing() {
        Task once = TaskStops.stopByUser(runningTask(), "first", after(6));
        assertThat(TaskStops.stopByUser(once, "second", after(7))).isSameAs(once);
        assertThat(TaskStops.stop(once, StopCode.SERVICE_SCHEDULER_INITIATED, "scaled", after(8)))
                .isSameAs(once);
    }

    @Test
    void aStoppedTaskIsNotStoppedAgain() {
        Task task = TaskReports.apply(runningTask(), stopped(down("app", 0, null)), APP, after(6));
        assertThat(TaskStops.stopByUser(task, "too late", after(7))).isSameAs(task);
        assertThat(TaskStops.deregistered(task, after(7))).isSameAs(task);
    }

    @Test
    void aStopOfTheSchedulersNeedsItsReason() {
        assertThatThrownBy(() -> TaskStops.stop(task("app"), StopCode.SERVICE_SCHEDULER_INITIATED, " ", after(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A stop with code ServiceSchedulerInitiated came without a reason");
    }

    @Test
    void aTaskOfAnInstanceDeregisteredByForceIsToldStoppedAtOnce() {
        Task task = TaskStops.deregistered(runningTask(), after(6));

        assertThat(task.observed().lastStatus()).isEqualTo(TaskStatus.STOPPED);
        assertThat(task.observed().stoppedAt()).isEqualTo(after(6));
        assertThat(task.observed().executionStoppedAt()).isNull();
        assertThat(task.desired())
                .isEqualTo(Desired.stop(
                        StopCode.USER_INITIATED, "Container instance deregistration forced by user", after(6)));
        assertThat(container(task, "app").lastStatus()).isEqualTo(ContainerStatus.STOPPED);
        assertThat(container(task, "app").exitCode()).isNull();
        assertThat(task.version()).isEqualTo(runningTask().version() + 1);
    }

    @Test
    void aTaskThatWasToStopAlreadyKeepsItsReasonWhenItsInstanceGoes() {
        Task task = TaskStops.deregistered(TaskStops.stopByUser(runningTask(), "enough", after(6)), after(7));

        assertThat(task.desired()).isEqualTo(Desired.stop(StopCode.USER_INITIATED, "enough", after(6)));
        assertThat(task.observed().lastStatus()).isEqualTo(TaskStatus.STOPPED);
        assertThat(task.observed().stoppedAt()).isEqualTo(after(7));
    }

    @Test
    void aRunningTaskWhoseStopTheAgentTookIsStopping() {
        Task task = TaskStops.acknowledgedStop(TaskStops.stopByUser(runningTask(), null, after(6)));
        assertThat(task.observed().lastStatus()).isEqualTo(TaskStatus.STOPPING);
        assertThat(task.observed().startedAt()).isEqualTo(after(5));
        assertThat(TaskStops.acknowledgedStop(task)).isSameAs(task);
    }

    @Test
    void aTaskThatNeverRanIsNeverStopping() {
        Task task = TaskStops.stopByUser(task("app"), null, after(6));
        assertThat(TaskStops.acknowledgedStop(task)).isSameAs(task);
    }

    @Test
    void aTaskNobodyWantsStoppedIsNotStopping() {
        Task task = runningTask();
        assertThat(TaskStops.acknowledgedStop(task)).isSameAs(task);
    }

    private static Task runningTask() {
        return TaskReports.apply(task("app"), running(up("app")), APP, after(5));
    }
}
