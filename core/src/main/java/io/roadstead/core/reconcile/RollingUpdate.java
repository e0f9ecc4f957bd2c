package io.roadstead.core.reconcile;

import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Deployment.RolloutState;
import io.roadstead.core.model.Service;
import io.roadstead.core.reconcile.Action.StartCause;
import io.roadstead.core.reconcile.Judged.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which tasks of a replica service start and stop in this round.
 *
 * <p>Goals: the PRIMARY deployment has as many good tasks as the service wants, and nothing else runs; on the way there
 * the tasks not STOPPED stay at or below {@link Bounds#max} when one is started, and no stop takes the healthy ones below
 * {@link Bounds#min}. A task is good unless it is doomed: its checks failed, or its instance is DRAINING.
 *
 * <p>Algorithm. Start: what the PRIMARY lacks of good tasks, as far as there is room. Stop, in this order: tasks that do
 * not run yet on DRAINING instances; the PRIMARY's good tasks beyond what is wanted, as {@link ScaleIn} chooses; unhealthy
 * ones once their replacement is healthy, or at once when no replacement can be started beside them; those on DRAINING
 * instances; those of older deployments, first the ones that do not count for the minimum. Protected tasks stay, but for
 * their health.
 *
 * <p>Example, 4 tasks, 50 and 100 percent: all 4 old ones are healthy, so no start (4 of 4 live) and 2 stops (2 must
 * stay). When the 2 are STOPPED there is room for 2 new ones; once these are healthy the other 2 old ones stop, and so
 * on. Source: ecs-behaviour 6.2, 6.3, 6.7, 6.8.
 */
final class RollingUpdate {
    static final String BLOCKED = "blocked";
    static final String PROTECTED = "protected";

    /** Which to give up first where order is free: by how far they are, then the oldest. */
    private static final Comparator<Judged> FIRST = Comparator.comparing((Judged each) -> !each.draining())
            .thenComparing(Judged::standing)
            .thenComparing((Judged each) -> each.task().createdAt())
            .thenComparing(Judged::id);

    private final ServiceView view;
    private final Decision decision;
    private final Census census;
    private final StartThrottle throttle;
    private final Deployment primary;
    private final Bounds bounds;
    private final Stops stops;
    private final List<Judged> active;
    private final List<Judged> old;
    private final Set<String> balancing;
    private final boolean failed;
    private int blockedByProtection;

    RollingUpdate(ServiceView view, SchedulerSettings settings, Decision decision, Census census) {
        this.view = view;
        this.decision = decision;
        this.census = census;
        this.throttle = new StartThrottle(settings);
        Service service = decision.service();
        this.primary = service.primary().orElseThrow();
        this.bounds =
                Bounds.of(service.desired().desiredCount(), service.desired().deploymentConfiguration());
        this.stops = new Stops(view, decision, census.healthy());
        this.active = census.activeOf(primary.id());
        this.old = census.but(primary.id()).stream().filter(Judged::active).toList();
        this.balancing = new HashSet<>(primary.progress().balancing());
        this.failed = primary.rolloutState() == RolloutState.FAILED;
    }

    void decide() {
        int good = Census.count(active, each -> !each.doomed()) - onTrial();
        int lacking = Math.max(0, bounds.desired() - good);
        int started = start(lacking);
        stopPendingOnDraining();
        scaleIn(good);
        stopUnhealthy(lacking > started);
        stopDraining();
        if (failed) {
            keepOld();
        } else {
            stopOld();
        }
        stops.tell();
        tellProtection();
        tellBlocked(lacking > 0, started);
    }

    /** Tasks started to balance the zones that are not healthy yet: more than is wanted, until they are. */
    private int onTrial() {
        return Census.count(
                active, each -> balancing.contains(each.id()) && !each.doomed() && !each.is(Standing.HEALTHY));
    }

    private int start(int lacking) {
        if (lacking == 0) {
            decision.clear(Starts.PLACEMENT);
            return 0;
        }
        int room = Math.max(0, bounds.max() - census.live());
        if (failed || room == 0 || !mayStart()) {
            return 0;
        }
        int count = Math.min(lacking, room);
        int unhealthy = Census.count(active, each -> each.is(Standing.UNHEALTHY));
        int replacing = Math.min(count, Math.min(unhealthy, lacking));
        int scaling = count - replacing;
        int started = scaling == 0 ? 0 : decision.start(primary.id(), scaling, List.of(), null, StartCause.SCALE);
        return replacing == 0
                ? started
                : started + decision.start(primary.id(), replacing, List.of(), null, StartCause.REPLACE_UNHEALTHY);
    }

    private boolean mayStart() {
        Instant next = primary.progress().nextStartAt();
        if (next != null && throttle.holds(primary.progress(), decision.now())) {
            decision.wakeAt(next);
            return false;
        }
        if (!view.definitions().containsKey(Census.definitionArn(decision.service(), primary))) {
            Starts.definitionGone(decision);
            return false;
        }
        return true;
    }

    private void stopPendingOnDraining() {
        stopAll(active, each -> each.draining() && each.is(Standing.PENDING));
        stopAll(old, each -> each.draining() && each.is(Standing.PENDING));
    }

    /** The PRIMARY's good tasks beyond what is wanted. */
    private void scaleIn(int good) {
        int surplus = good - bounds.desired();
        if (surplus <= 0) {
            return;
        }
        List<Judged> pool = new ArrayList<>(active);
        pool.removeIf(each -> each.doomed() || (balancing.contains(each.id()) && !each.is(Standing.HEALTHY)));
        takeSurplus(pool, surplus);
    }

    private void takeSurplus(List<Judged> pool, int count) {
        int surplus = count;
        ScaleIn order = new ScaleIn(view, pool);
        for (Judged each : sorted(pool, task -> task.is(Standing.PENDING) && !task.guarded())) {
            if (surplus == 0 || !stops.stop(each)) {
                return;
            }
            order.taken(each);
            surplus--;
        }
        List<Judged> candidates = new ArrayList<>(pool);
        candidates.removeIf(each -> each.is(Standing.PENDING));
        int guarded = Census.count(candidates, Judged::guarded);
        candidates.removeIf(Judged::guarded);
        while (surplus > 0) {
            if (stops.healthy() - 1 < bounds.min()) {
                candidates.removeIf(each -> each.is(Standing.HEALTHY));
            }
            Judged next = order.next(candidates);
            if (next == null) {
                blockedByProtection += Math.min(surplus, guarded);
                return;
            }
            if (!stops.stop(next)) {
                return;
            }
            candidates.remove(next);
            order.taken(next);
            surplus--;
        }
    }

    /**
     * The replacement comes first where it may. Where it may not (the maximum, the throttle's end, no instance that takes
     * it), unhealthy tasks make room: all that the minimum does not need, else one after the other.
     *
     * @param stuck whether good tasks are lacking that were not started in this round
     */
    private void stopUnhealthy(boolean stuck) {
        List<Judged> unhealthy = sorted(active, each -> each.is(Standing.UNHEALTHY));
        if (unhealthy.isEmpty()) {
            return;
        }
        int healthyGood = Census.count(active, each -> !each.doomed() && each.is(Standing.HEALTHY));
        int allowed = Math.max(0, healthyGood - (bounds.desired() - unhealthy.size()));
        boolean noRoom = bounds.max() <= census.live() || failed || placementFails();
        if ((stuck && noRoom) || placementFails()) {
            boolean stopping = census.live() > active.size() + old.size();
            int oneByOne = stopping ? 0 : 1;
            allowed = Math.max(allowed, stops.healthy() >= bounds.min() ? unhealthy.size() : oneByOne);
        }
        for (Judged each : unhealthy) {
            // An instance that is to be emptied needs no second look.
            if (!each.draining() && allowed-- <= 0) {
                continue;
            }
            if (!stops.stop(each)) {
                return;
            }
        }
    }

    private boolean placementFails() {
        return decision.service().told().keySet().stream().anyMatch(kind -> kind.startsWith(Starts.PLACEMENT));
    }

    private void stopDraining() {
        stopWithin(
                sorted(active, each -> each.draining() && (each.is(Standing.UNPROVEN) || each.is(Standing.HEALTHY))));
    }

    private void stopOld() {
        stopAll(old, each -> each.is(Standing.UNHEALTHY));
        stopAll(old, each -> each.is(Standing.PENDING) && !each.draining() && !each.guarded());
        stopWithin(sorted(old, each -> each.is(Standing.UNPROVEN) || each.is(Standing.HEALTHY)));
    }

    /** A deployment that failed for good starts nothing and replaces nothing: the old ones keep what they have. */
    private void keepOld() {
        stopAll(old, each -> each.is(Standing.UNHEALTHY));
    }

    private void stopAll(List<Judged> tasks, Predicate<Judged> which) {
        for (Judged each : sorted(tasks, which)) {
            if (!stops.stop(each)) {
                return;
            }
        }
    }

    /**
     * Stops what the minimum does not need. A running task that has yet to prove healthy does not count for the minimum,
     * but it is not given up either while too few are left to take its place.
     */
    private void stopWithin(List<Judged> tasks) {
        int unproven = Census.count(tasks, each -> each.is(Standing.UNPROVEN));
        for (Judged each : tasks) {
            if (each.guarded()) {
                blockedByProtection++;
                continue;
            }
            int left = stops.healthy() + (each.is(Standing.UNPROVEN) ? unproven : 0);
            if (left - 1 < bounds.min()) {
                continue;
            }
            if (!stops.stop(each)) {
                return;
            }
            unproven -= each.is(Standing.UNPROVEN) ? 1 : 0;
        }
    }

    private void tellProtection() {
        if (blockedByProtection == 0) {
            decision.clear(PROTECTED);
            return;
        }
        active.forEach(this::wakeAtEndOfProtection);
        old.forEach(this::wakeAtEndOfProtection);
        decision.tellLasting(
                PROTECTED,
                Integer.toString(blockedByProtection),
                ServiceTexts.blockedByProtection(decision.service().name(), primary.id(), blockedByProtection));
    }

    private void wakeAtEndOfProtection(Judged each) {
        if (each.guarded() && each.task().protection() != null) {
            decision.wakeAt(each.task().protection().until());
        }
    }

    /** Neither a start nor a stop is possible, nothing is on its way, and yet there is something to replace. */
    private void tellBlocked(boolean lacking, int started) {
        boolean toReplace = lacking || !old.isEmpty();
        boolean underway = started > 0
                || decision.acts()
                || census.live() > active.size() + old.size()
                || active.stream().anyMatch(each -> each.is(Standing.PENDING) || each.is(Standing.UNPROVEN))
                || old.stream().anyMatch(each -> each.is(Standing.UNPROVEN));
        boolean full = census.live() >= bounds.max();
        if (toReplace && full && !underway && !failed && blockedByProtection == 0) {
            decision.tellLasting(
                    BLOCKED,
                    "",
                    ServiceTexts.blockedByPercentages(decision.service().name()));
        } else {
            decision.clear(BLOCKED);
        }
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
}
