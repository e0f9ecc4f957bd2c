package io.roadstead.core.lifecycle;

import io.roadstead.core.lifecycle.TaskTransitions.Road;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.Task.Desired;
import io.roadstead.core.model.Task.Observed;
import io.roadstead.core.model.TaskStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How tasks are stopped. Its one rule: the first stop counts. A second one, by whomever, changes neither the code nor
 * the reason and gives back the very same task.
 *
 * <p>Source: ecs-behaviour 4.2 to 4.4.
 */
public final class TaskStops {
    private TaskStops() {}

    /**
     * StopTask.
     *
     * @param reason the caller's words; {@link StopReasons#STOPPED_BY_USER} when absent or blank
     */
    public static Task stopByUser(Task task, @Nullable String reason, Instant now) {
        String told = reason == null || reason.isBlank() ? StopReasons.STOPPED_BY_USER : reason;
        return stop(task, StopCode.USER_INITIATED, told, now);
    }

    /**
     * Decides that a task shall stop; the agent does the rest.
     *
     * @param reason what becomes {@code stoppedReason}, cut at {@link TaskReports#REASON_LIMIT}; never blank
     * @return the same instance when the task is stopped or to be stopped already
     */
    public static Task stop(Task task, StopCode code, String reason, Instant now) {
        if (task.stopped() || task.desired().status() == DesiredStatus.STOPPED) {
            return task;
        }
        return task.withDesired(decided(code, reason, now));
    }

    /**
     * What becomes of a task whose instance is deregistered by force: it is told STOPPED at once, for nobody will report
     * of it again, although its containers may go on running on that host. When they end is never known, so
     * {@code executionStoppedAt} and exit codes stay as they were.
     */
    public static Task deregistered(Task task, Instant now) {
        return lost(task, StopCode.USER_INITIATED, StopReasons.DEREGISTRATION_FORCED, now);
    }

    /**
     * A task nobody will report of again, told STOPPED without its agent.
     *
     * @param code and the reason count only when the task was not to be stopped already
     */
    public static Task lost(Task task, StopCode code, String reason, Instant now) {
        if (task.stopped()) {
            return task;
        }
        Desired desired =
                task.desired().status() == DesiredStatus.STOPPED ? task.desired() : decided(code, reason, now);
        Observed last = task.observed();
        return task.with(
                desired,
                new Observed(
                        TaskStatus.STOPPED,
                        last.healthStatus(),
                        TaskReports.allStopped(last.containers()),
                        last.connectivityAt(),
                        last.pullStartedAt(),
                        last.pullStoppedAt(),
                        last.startedAt(),
                        last.executionStoppedAt(),
                        now));
    }

    /**
     * A task whose stop its agent has taken: one that runs is STOPPING now. One that never ran has nothing to send
     * SIGTERM to and stays as it is until it is told STOPPED; so does one that nobody wants stopped.
     */
    public static Task acknowledgedStop(Task task) {
        Observed last = task.observed();
        if (task.desired().status() != DesiredStatus.STOPPED
                || !TaskTransitions.allows(Road.OWN_INTERFACE, last.lastStatus(), TaskStatus.STOPPING)) {
            return task;
        }
        return task.withObserved(new Observed(
                TaskStatus.STOPPING,
                last.healthStatus(),
                last.containers(),
                last.connectivityAt(),
                last.pullStartedAt(),
                last.pullStoppedAt(),
                last.startedAt(),
                last.executionStoppedAt(),
                last.stoppedAt()));
    }

    private static Desired decided(StopCode code, String reason, Instant now) {
        String kept = TaskReports.cut(reason);
        if (kept == null) {
            throw new IllegalArgumentException("A stop with code " + code.wire() + " came without a reason");
        }
        return Desired.stop(code, kept, now);
    }
}
