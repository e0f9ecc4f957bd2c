package io.roadstead.core.reconcile;

import io.roadstead.core.event.ServiceNews.Level;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskStatus;
import io.roadstead.core.reconcile.Judged.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The stops of one round, and how many healthy tasks are left after them. Its one rule: where the minimum counts, a
 * healthy task stops only while the least that must stay healthy stays. Source: ecs-behaviour 6.2, 6.8, 6.9.
 */
final class Stops {
    /** Which to give up first where nothing else decides. */
    private static final Comparator<Judged> FIRST = Comparator.comparing((Judged each) -> !each.draining())
            .thenComparing(Judged::standing)
            .thenComparing((Judged each) -> each.task().createdAt())
            .thenComparing(Judged::id);

    private final ServiceView view;
    private final Decision decision;
    private final int min;
    private final Set<String> stopped = new HashSet<>();
    private final List<String> unhealthy = new ArrayList<>();
    private final List<String> running = new ArrayList<>();
    private final Map<String, List<String>> balanced = new LinkedHashMap<>();
    private int pending;
    private int healthy;
    private int held;

    /**
     * @param healthy how many tasks count for the minimum before any stop
     * @param min the least that must stay healthy
     */
    Stops(ServiceView view, Decision decision, int healthy, int min) {
        this.view = view;
        this.decision = decision;
        this.healthy = healthy;
        this.min = min;
    }

    /** How many healthy tasks are left. */
    int healthy() {
        return healthy;
    }

    /** How many tasks would have been stopped, had they not been protected. */
    int heldByProtection() {
        return held;
    }

    boolean contains(Judged task) {
        return stopped.contains(task.id());
    }

    /** Stops them, whatever the minimum. */
    void all(List<Judged> tasks, Predicate<Judged> which) {
        some(tasks, which, Integer.MAX_VALUE);
    }

    /** Stops at most so many of them, whatever the minimum. */
    void some(List<Judged> tasks, Predicate<Judged> which, int limit) {
        int left = limit;
        for (Judged each : sorted(tasks, which)) {
            if (left-- <= 0 || !stop(each, false)) {
                return;
            }
        }
    }

    /**
     * Stops of them what the minimum does not need, as {@link ScaleIn} chooses. A running task that has yet to prove
     * healthy does not count for the minimum, but it is not given up either while too few are left to take its place.
     */
    void within(List<Judged> tasks, Predicate<Judged> which) {
        List<Judged> candidates = tasks.stream().filter(which).toList();
        if (candidates.isEmpty()) {
            return;
        }
        int guarded = Census.count(candidates, Judged::guarded);
        int unproven = Census.count(candidates, each -> each.is(Standing.UNPROVEN));
        int spare = healthy + unproven - min;
        if (spare <= 0) {
            return;
        }
        ScaleIn.Choice choice = new ScaleIn(view, tasks).among(candidates, each -> !each.guarded());
        while (spare > 0 && !choice.isEmpty()) {
            if (!stop(choice.take(), false)) {
                return;
            }
            spare--;
        }
        held += Math.min(guarded, Math.max(0, spare));
    }

    /**
     * Stops so many of good tasks as are too many: first those that do not run yet, then as {@link ScaleIn} chooses. As in
     * {@link #within}, a running task that has yet to prove healthy stays while too few would be left without it: what is
     * protected may be a task that does not run yet.
     *
     * @param toBalance how many of the stops are told as balancing the zones
     */
    void surplus(List<Judged> pool, int count, int toBalance) {
        int left = count;
        if (left <= 0) {
            return;
        }
        ScaleIn order = new ScaleIn(view, pool);
        for (Judged each : sorted(pool, task -> task.is(Standing.PENDING) && !task.guarded())) {
            if (left == 0 || !stop(each, false)) {
                return;
            }
            order.taken(each);
            left--;
        }
        ScaleIn.Choice choice = order.among(pool, each -> !each.is(Standing.PENDING) && !each.guarded());
        int unproven = Census.count(pool, each -> each.is(Standing.UNPROVEN));
        int balancing = toBalance;
        while (left > 0) {
            if (healthy - 1 < min) {
                choice.drop(each -> each.is(Standing.HEALTHY));
            }
            if (healthy + unproven - 1 < min) {
                choice.drop(each -> each.is(Standing.UNPROVEN));
            }
            if (choice.isEmpty()) {
                held += Math.min(left, Census.count(pool, Judged::guarded));
                return;
            }
            Judged taken = choice.take();
            if (!stop(taken, balancing-- > 0)) {
                return;
            }
            unproven -= taken.is(Standing.UNPROVEN) ? 1 : 0;
            left--;
        }
    }

    /** @return false when the round takes no more */
    boolean stop(Judged task, boolean toBalance) {
        if (!decision.stop(task.id(), StopCode.SERVICE_SCHEDULER_INITIATED, reason(task))) {
            return false;
        }
        stopped.add(task.id());
        healthy -= task.is(Standing.HEALTHY) ? 1 : 0;
        if (task.is(Standing.UNHEALTHY)) {
            unhealthy.add(unhealthyText(task.task()));
        }
        if (toBalance) {
            balanced.computeIfAbsent(task.task().availabilityZone(), unused -> new ArrayList<>())
                    .add(task.id());
        } else if (task.task().observed().lastStatus() == TaskStatus.RUNNING) {
            running.add(task.id());
        } else {
            pending++;
        }
        return true;
    }

    /** Tells of them all; to be called once, after the last. */
    void tell() {
        if (stopped.isEmpty()) {
            return;
        }
        String service = decision.service().name();
        unhealthy.forEach(decision::tell);
        if (!running.isEmpty()) {
            decision.tell(ServiceTexts.stoppedRunning(service, running));
        }
        balanced.forEach((zone, tasks) -> decision.tell(ServiceTexts.stoppedToBalance(service, tasks, zone)));
        if (pending > 0) {
            decision.tell(ServiceTexts.stoppedPending(service, pending));
        }
        decision.publish(Level.INFO, "TASKS_STOPPED", null);
    }

    private static List<Judged> sorted(List<Judged> tasks, Predicate<Judged> which) {
        List<Judged> chosen = new ArrayList<>();
        for (Judged each : tasks) {
            if (which.test(each)) {
                chosen.add(each);
            }
        }
        chosen.sort(FIRST);
        return chosen;
    }

    private String reason(Judged judged) {
        Task task = judged.task();
        if (!judged.is(Standing.UNHEALTHY)) {
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
