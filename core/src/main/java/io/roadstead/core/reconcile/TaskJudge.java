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
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether a task is healthy, and when that will be another question.
 *
 * <p>Without a check a task is healthy once it was RUNNING for {@link SchedulerSettings#healthyAfter}; with a container
 * check once its health is HEALTHY; behind a target once that is HEALTHY; with both when both are. A check that failed
 * counts only after the grace period, which begins with the task's start. Source: ecs-behaviour 6.2, 6.7.
 */
final class TaskJudge {
    private final Instant now;
    private final Wake wake;
    private final Wait healthyAfter;
    private final Wait grace;
    private final Map<String, TargetHealth> targets;
    /** Few, where the tasks are thousands: so each of those is looked for here, and not among all instances. */
    private final Set<String> draining = new HashSet<>();

    /**
     * A time that must have passed since a task's start, seen from now.
     *
     * @param passedBy who started then or before has waited long enough
     * @param absurdAfter who is said to start after that has seen the clock jump back
     */
    private record Wait(Duration length, Instant passedBy, Instant absurdAfter) {
        static Wait of(Duration length, Instant now) {
            return new Wait(length, now.minus(length), now.plus(length));
        }
    }

    TaskJudge(ServiceView view, SchedulerSettings settings, Instant now, Wake wake) {
        this.now = now;
        this.wake = wake;
        this.healthyAfter = Wait.of(settings.healthyAfter(), now);
        this.grace = Wait.of(Duration.ofSeconds(view.service().desired().healthCheckGracePeriodSeconds()), now);
        this.targets = view.targets();
        for (Node node : view.nodes().values()) {
            if (node.instance().status() == ContainerInstance.Status.DRAINING) {
                draining.add(node.id());
            }
        }
    }

    /**
     * A task that is not STOPPED.
     *
     * @param checked whether its definition has an essential container with a health check
     */
    Judged judge(Task task, boolean checked) {
        boolean leaving = !draining.isEmpty() && draining.contains(task.containerInstanceId());
        boolean guarded = task.protection() != null && task.protection().holdsAt(now);
        return new Judged(task, standing(task, checked), leaving, guarded);
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
        TargetHealth target = targets.isEmpty() ? null : targets.get(task.id());
        boolean judgedByContainers = checked || health != HealthStatus.UNKNOWN;
        if (!judgedByContainers && target == null) {
            return passed(started, healthyAfter) ? Standing.HEALTHY : Standing.UNPROVEN;
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
    private boolean passed(Instant started, Wait wait) {
        if (started.isAfter(wait.passedBy()) && !started.isAfter(wait.absurdAfter())) {
            wake.at(started.plus(wait.length()));
            return false;
        }
        return true;
    }
}
