package io.roadstead.core.reconcile;

import io.roadstead.core.model.Deployment.Progress;
import io.roadstead.core.model.Task;
import java.time.Duration;
import java.time.Instant;

/**
 * Slows a deployment down whose tasks never reach RUNNING. After the first start that came to nothing the scheduler waits
 * 10 s before the next, then 20, 40 and so on up to 15 minutes; it never gives up, and a task that reaches RUNNING, or a
 * new deployment, ends it. Tasks started together count as one start, else one round of 40 would reach the longest wait
 * at once. Source: ecs-behaviour 6.4.
 */
final class StartThrottle {
    private final SchedulerSettings settings;

    StartThrottle(SchedulerSettings settings) {
        this.settings = settings;
    }

    /** The progress after a task failed to reach RUNNING. */
    Progress failed(Progress before, Task task, Instant now) {
        Instant next = before.nextStartAt();
        if (next != null && task.createdAt().isBefore(next)) {
            return before.withThrottle(before.failedStarts(), now, next);
        }
        int failures = before.failedStarts() + 1;
        return before.withThrottle(failures, now, now.plus(delay(failures)));
    }

    /** The wait after so many starts in a row that came to nothing, 1 or more. */
    Duration delay(int failures) {
        Duration delay = settings.throttleFirst();
        for (int i = 1; i < failures && delay.compareTo(settings.throttleLongest()) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(settings.throttleLongest()) < 0 ? delay : settings.throttleLongest();
    }

    /** Whether no task may be started yet. A wait longer than the longest is a clock that jumped back, and ignored. */
    boolean holds(Progress progress, Instant now) {
        Instant next = progress.nextStartAt();
        return next != null && now.isBefore(next) && !next.isAfter(now.plus(settings.throttleLongest()));
    }

    /** Whether the service is to be told that it cannot start tasks. */
    boolean impaired(Progress progress) {
        return progress.failedStarts() >= settings.impairedAfter();
    }
}
