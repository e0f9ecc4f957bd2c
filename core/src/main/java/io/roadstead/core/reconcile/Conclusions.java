package io.roadstead.core.reconcile;

import io.roadstead.core.event.ServiceNews.Level;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Deployment.Progress;
import io.roadstead.core.model.Deployment.RolloutState;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import io.roadstead.core.reconcile.Judged.Standing;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows for the PRIMARY deployment from tasks that ended and from tasks that run: the counts of failures, the
 * throttle, the circuit breaker's stage. Each ended task counts exactly once, for it is accounted in the same round.
 *
 * <p>What counts: a task that ended by itself before it was RUNNING failed to start; a task stopped for its health checks
 * failed them. A task that reached RUNNING and exited counts as nothing, and so do tasks that users or the scheduler
 * stopped, and tasks of other deployments. Source: ecs-behaviour 6.3 to 6.5.
 */
final class Conclusions {
    static final String IMPAIRED = "start-impaired";

    private final Decision decision;
    private final Census census;
    private final StartThrottle throttle;

    Conclusions(SchedulerSettings settings, Decision decision, Census census) {
        this.decision = decision;
        this.census = census;
        this.throttle = new StartThrottle(settings);
    }

    /** Accounts ended tasks without drawing anything from them. */
    static void accountOnly(Decision decision, Census census) {
        for (Task task : census.ended()) {
            if (!decision.account(task.id())) {
                return;
            }
        }
    }

    void draw(Deployment primary) {
        List<Judged> tasks = census.of(primary.id());
        boolean reset = decision.service()
                .desired()
                .deploymentConfiguration()
                .circuitBreaker()
                .resetOnHealthyTask();
        int healthy = Census.count(tasks, each -> each.is(Standing.HEALTHY));
        Progress progress = afterHealthy(afterRunning(primary, tasks, reset), healthy, reset);
        for (Task task : census.ended()) {
            if (!decision.account(task.id())) {
                break;
            }
            if (primary.id().equals(task.startedBy())) {
                progress = afterEnd(progress, task, primary.rolloutState() == RolloutState.IN_PROGRESS, healthy);
            }
        }
        if (!progress.equals(primary.progress())) {
            Progress after = progress;
            decision.change(primary.id(), each -> each.withProgress(after));
        }
        if (!throttle.impaired(progress)) {
            decision.clear(IMPAIRED);
        } else if (decision.tellLasting(
                IMPAIRED, "", ServiceTexts.startImpaired(decision.service().name()))) {
            decision.publish(Level.WARN, "SERVICE_TASK_START_IMPAIRED", null);
        }
    }

    private Progress afterRunning(Deployment primary, List<Judged> tasks, boolean reset) {
        Progress before = primary.progress();
        Instant latest = null;
        for (Judged each : tasks) {
            latest = later(latest, each.task().observed().startedAt());
        }
        for (Task task : census.ended()) {
            if (primary.id().equals(task.startedBy())) {
                latest = later(latest, task.observed().startedAt());
            }
        }
        if (latest == null) {
            return before;
        }
        if (!before.reachedRunning()) {
            Progress running = before.running();
            return reset ? running : running.withFailures(0, before.breakerFailures(), 0);
        }
        boolean startedSince = before.failedStartAt() != null && latest.isAfter(before.failedStartAt());
        return startedSince ? before.withThrottle(0, null, null) : before;
    }

    /** One more healthy task than when a failure was last counted ends the row. */
    private static Progress afterHealthy(Progress before, int healthy, boolean reset) {
        if (before.failedTasks() == 0 && before.breakerFailures() == 0) {
            return before;
        }
        if (healthy > before.healthyThen()) {
            return before.withFailures(0, reset ? 0 : before.breakerFailures(), healthy);
        }
        return healthy < before.healthyThen()
                ? before.withFailures(before.failedTasks(), before.breakerFailures(), healthy)
                : before;
    }

    private Progress afterEnd(Progress before, Task task, boolean rollingOut, int healthy) {
        if (neverRan(task)) {
            boolean counts = rollingOut && !before.reachedRunning();
            Progress failed =
                    before.withFailures(before.failedTasks() + 1, before.breakerFailures() + (counts ? 1 : 0), healthy);
            return throttle.failed(failed, task, decision.now());
        }
        if (failedChecks(task)) {
            boolean counts = rollingOut && before.reachedRunning();
            return before.withFailures(before.failedTasks() + 1, before.breakerFailures() + (counts ? 1 : 0), healthy);
        }
        return before;
    }

    private static boolean neverRan(Task task) {
        StopCode code = task.desired().stopCode();
        return task.observed().startedAt() == null
                && (code == StopCode.TASK_FAILED_TO_START || code == StopCode.ESSENTIAL_CONTAINER_EXITED);
    }

    private static boolean failedChecks(Task task) {
        return task.desired().stopCode() == StopCode.SERVICE_SCHEDULER_INITIATED
                && ServiceTexts.tellsOfFailedChecks(
                        String.valueOf(task.desired().stoppedReason()));
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }
}
