package io.roadstead.core.reconcile;

import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskStatus;
import io.roadstead.core.placement.Node;
import io.roadstead.core.reconcile.Judged.Standing;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether a task is healthy, and when that will be another question.
 *
 * <p>Without a check a task is healthy once it was RUNNING for {@link SchedulerSettings#healthyAfter}; with a container
 * check once its health is HEALTHY; behind a target once that is HEALTHY; with both when both are. A check that failed
 * counts only after the grace period, which begins with the task's start. Source: ecs-behaviour 6.2, 6.7.
 */
final class TaskJudge {
    private final ServiceView view;
    private final SchedulerSettings settings;
    private final Instant now;
    private final Duration grace;
    private final Wake wake;

    TaskJudge(ServiceView view, SchedulerSettings settings, Instant now, Wake wake) {
        this.view = view;
        this.settings = settings;
        this.now = now;
        this.grace = Duration.ofSeconds(view.service().desired().healthCheckGracePeriodSeconds());
        this.wake = wake;
    }

    /**
     * A task that is not STOPPED.
     *
     * @param checked whether its definition has an essential container with a health check
     */
    Judged judge(Task task, boolean checked) {
        Node node = view.nodes().get(task.containerInstanceId());
        boolean draining = node != null && node.instance().status() == ContainerInstance.Status.DRAINING;
        boolean guarded = task.protection() != null && task.protection().holdsAt(now);
        return new Judged(task, standing(task, checked), draining, guarded);
    }

    private Standing standing(Task task, boolean checked) {
        if (task.desired().status() == DesiredStatus.STOPPED
                || task.observed().lastStatus().compareTo(TaskStatus.RUNNING) > 0) {
            return Standing.STOPPING;
        }
        Instant started = task.observed().startedAt();
        if (task.observed().lastStatus() != TaskStatus.RUNNING || started == null) {
            return Standing.PENDING;
        }
        HealthStatus health = task.observed().healthStatus();
        TargetHealth target = view.targets().get(task.id());
        boolean judgedByContainers = checked || health != HealthStatus.UNKNOWN;
        if (!judgedByContainers && target == null) {
            return passed(started, settings.healthyAfter()) ? Standing.HEALTHY : Standing.UNPROVEN;
        }
        boolean failed =
                health == HealthStatus.UNHEALTHY || (target != null && target.state() == TargetHealth.State.UNHEALTHY);
        if (failed) {
            return passed(started, grace) ? Standing.UNHEALTHY : Standing.UNPROVEN;
        }
        boolean passed = (!judgedByContainers || health == HealthStatus.HEALTHY)
                && (target == null || target.state() == TargetHealth.State.HEALTHY);
        return passed ? Standing.HEALTHY : Standing.UNPROVEN;
    }

    /**
     * Whether so much time has passed since the task's start. One that is said to start further ahead than that has seen
     * the clock jump back, and is not held up until it is right again.
     */
    private boolean passed(Instant started, Duration wait) {
        if (started.isAfter(now.plus(wait))) {
            return true;
        }
        Instant when = started.plus(wait);
        if (now.isBefore(when)) {
            wake.at(when);
            return false;
        }
        return true;
    }
}
