package io.roadstead.core.reconcile;

import io.roadstead.core.event.ServiceNews.Level;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The stops of one round, and how many healthy tasks are left after them. Its one rule: a healthy task stops only while
 * the least that must stay healthy stays. Source: ecs-behaviour 6.2, 6.9.
 */
final class Stops {
    private final ServiceView view;
    private final Decision decision;
    private final List<String> unhealthy = new ArrayList<>();
    private final List<String> running = new ArrayList<>();
    private final Map<String, List<String>> balanced = new LinkedHashMap<>();
    private int pending;
    private int healthy;

    /** @param healthy how many tasks count for the minimum before any stop */
    Stops(ServiceView view, Decision decision, int healthy) {
        this.view = view;
        this.decision = decision;
        this.healthy = healthy;
    }

    /** How many healthy tasks are left. */
    int healthy() {
        return healthy;
    }

    /** @return false when the round takes no more */
    boolean stop(Judged task) {
        boolean done = decision.stop(task.id(), StopCode.SERVICE_SCHEDULER_INITIATED, reason(task));
        if (done) {
            count(task);
            if (task.task().observed().lastStatus() == TaskStatus.RUNNING) {
                running.add(task.id());
            } else {
                pending++;
            }
        }
        return done;
    }

    /** The same for a task of a zone that has too many of them. */
    boolean stopToBalance(Judged task) {
        boolean done = decision.stop(task.id(), StopCode.SERVICE_SCHEDULER_INITIATED, reason(task));
        if (done) {
            count(task);
            balanced.computeIfAbsent(task.task().availabilityZone(), unused -> new ArrayList<>())
                    .add(task.id());
        }
        return done;
    }

    /** Tells of them all; to be called once, after the last. */
    void tell() {
        String service = decision.service().name();
        unhealthy.forEach(decision::tell);
        if (!running.isEmpty()) {
            decision.tell(ServiceTexts.stoppedRunning(service, running));
        }
        balanced.forEach((zone, tasks) -> decision.tell(ServiceTexts.stoppedToBalance(service, tasks, zone)));
        if (pending > 0) {
            decision.tell(ServiceTexts.stoppedPending(service, pending));
        }
        if (pending > 0 || !running.isEmpty() || !balanced.isEmpty()) {
            decision.publish(Level.INFO, "TASKS_STOPPED", null);
        }
    }

    private void count(Judged task) {
        healthy -= task.is(Judged.Standing.HEALTHY) ? 1 : 0;
        if (task.is(Judged.Standing.UNHEALTHY)) {
            unhealthy.add(unhealthyText(task.task()));
        }
    }

    private String reason(Judged judged) {
        Task task = judged.task();
        if (!judged.is(Judged.Standing.UNHEALTHY)) {
            return ServiceTexts.scaling(Objects.requireNonNullElse(task.startedBy(), ""));
        }
        TargetHealth target = failedTarget(task);
        return target == null
                ? ServiceTexts.FAILED_CONTAINER_CHECKS
                : ServiceTexts.failedTargetChecks(Objects.requireNonNullElse(target.targetGroupArn(), ""));
    }

    private String unhealthyText(Task task) {
        String service = decision.service().name();
        TargetHealth target = failedTarget(task);
        return target == null
                ? ServiceTexts.failedContainerChecks(service, task.id())
                : ServiceTexts.failedTargetChecks(
                        service,
                        task.id(),
                        target.port(),
                        Objects.requireNonNullElse(target.targetGroupArn(), ""),
                        Objects.requireNonNullElse(target.reason(), "Health checks failed"));
    }

    private @Nullable TargetHealth failedTarget(Task task) {
        return task.observed().healthStatus() == HealthStatus.UNHEALTHY
                ? null
                : view.targets().get(task.id());
    }
}
