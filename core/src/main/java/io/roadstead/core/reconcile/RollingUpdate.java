package io.roadstead.core.reconcile;

import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Deployment.RolloutState;
import io.roadstead.core.model.Service;
import io.roadstead.core.reconcile.Action.StartCause;
import io.roadstead.core.reconcile.Judged.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
 * instances; those of {@link OldTasks older deployments}. Protected tasks stay, but for their health.
 *
 * <p>Example, 4 tasks, 50 and 100 percent: all 4 old ones are healthy, so no start (4 of 4 live) and 2 stops (2 must
 * stay). When the 2 are STOPPED there is room for 2 new ones; once these are healthy the other 2 old ones stop, and so
 * on. Source: ecs-behaviour 6.2, 6.3, 6.7, 6.8.
 */
final class RollingUpdate {
    static final String BLOCKED = "blocked";
    static final String PROTECTED = "protected";

    private final ServiceView view;
    private final SchedulerSettings settings;
    private final Decision decision;
    private final Census census;
    private final StartThrottle throttle;
    private final Deployment primary;
    private final Bounds bounds;
    private final Stops stops;
    private final List<Judged> active;
    private final OldTasks old;
    private final Set<String> balancing;
    private final boolean failed;

    RollingUpdate(ServiceView view, SchedulerSettings settings, Decision decision, Census census) {
        this.view = view;
        this.decision = decision;
        this.census = census;
        this.settings = settings;
        this.throttle = new StartThrottle(settings);
        Service service = decision.service();
        this.primary = service.primary().orElseThrow();
        this.bounds =
                Bounds.of(service.desired().desiredCount(), service.desired().deploymentConfiguration());
        this.stops = new Stops(view, decision, census.healthy(), bounds.min());
        this.active = census.activeOf(primary.id());
        this.old = new OldTasks(view, decision, census, stops, primary.id());
        this.balancing = new HashSet<>(primary.progress().balancing());
        this.failed = primary.rolloutState() == RolloutState.FAILED;
    }

    /**
     * What keeps the PRIMARY from having what it shall have.
     *
     * @param good its tasks that are not doomed
     * @param lacking how many good ones more are wanted
     * @param room how many tasks may be started beside those that live
     */
    record Gap(int good, int lacking, int room) {}

    Gap gap() {
        int good = Census.count(active, each -> !each.doomed()) - onTrial();
        return new Gap(good, Math.max(0, bounds.desired() - good), Math.max(0, bounds.max() - census.live()));
    }

    void decide() {
        Gap gap = gap();
        int good = gap.good();
        int lacking = gap.lacking();
        int room = gap.room();
        boolean may = lacking == 0 || mayStart();
        int started = may ? start(Math.min(lacking, room)) : 0;
        if (lacking == 0) {
            decision.clear(Starts.PLACEMENT);
        }
        if (!may) {
            old.refill(room, good, bounds.desired());
        }
        stops.all(active, each -> each.draining() && each.is(Standing.PENDING));
        scaleIn(good);
        stopUnhealthy(lacking > started && (room == 0 || failed));
        stops.within(active, each -> each.draining() && each.is(Standing.UNPROVEN));
        stops.within(active, each -> each.draining() && each.is(Standing.HEALTHY));
        if (failed) {
            old.keep(Census.count(active, each -> !each.doomed() && !each.is(Standing.PENDING)), bounds.desired());
        } else {
            old.drain();
        }
        stops.tell();
        tellProtection();
        tellBlocked(lacking > 0 && room == 0);
        pruneBalancing();
    }

    /** Tasks started to balance the zones that are not healthy yet: more than is wanted, until they are. */
    private int onTrial() {
        return Census.count(active, this::onTrial);
    }

    private boolean onTrial(Judged task) {
        return balancing.contains(task.id()) && !task.doomed() && !task.is(Standing.HEALTHY);
    }

    private int start(int count) {
        int unhealthy = Census.count(active, each -> each.is(Standing.UNHEALTHY));
        int replacing = Math.min(count, unhealthy);
        int scaling = count - replacing;
        int started = scaling == 0 ? 0 : decision.start(primary.id(), scaling, List.of(), null, StartCause.SCALE);
        return replacing == 0
                ? started
                : started + decision.start(primary.id(), replacing, List.of(), null, StartCause.REPLACE_UNHEALTHY);
    }

    /** Whether the PRIMARY may start tasks at all: it has not failed, is not throttled, its definition is there and may. */
    private boolean mayStart() {
        if (failed) {
            return false;
        }
        Instant next = primary.progress().nextStartAt();
        if (next != null && throttle.holds(primary.progress(), decision.now())) {
            decision.wakeAt(next);
            return false;
        }
        if (!view.definitions().containsKey(Census.definitionArn(decision.service(), primary))) {
            Starts.definitionGone(decision);
            return false;
        }
        String refusal = view.refusals().get(Census.definitionArn(decision.service(), primary));
        if (refusal != null) {
            Starts.notNow(decision, settings, refusal);
            return false;
        }
        return true;
    }

    /**
     * The PRIMARY's good tasks beyond what is wanted. Where tasks that were started to balance the zones have become
     * healthy, the stops of as many others are told as theirs.
     */
    private void scaleIn(int good) {
        int surplus = good - bounds.desired();
        if (surplus <= 0) {
            return;
        }
        List<Judged> pool = new ArrayList<>(active);
        pool.removeIf(each -> each.doomed() || onTrial(each));
        int proven = Census.count(pool, each -> balancing.contains(each.id()));
        stops.surplus(pool, surplus, proven);
    }

    /**
     * The replacement comes first where it may. Where it may not (the maximum, no instance that takes it, a deployment
     * that failed), unhealthy tasks make room: all that the minimum does not need, else one after the other.
     *
     * @param stuck whether good tasks are lacking that cannot be started beside the others
     */
    private void stopUnhealthy(boolean stuck) {
        int unhealthy = Census.count(active, each -> each.is(Standing.UNHEALTHY));
        if (unhealthy == 0) {
            return;
        }
        int healthyGood = Census.count(active, each -> !each.doomed() && each.is(Standing.HEALTHY));
        int allowed = Math.max(0, healthyGood - (bounds.desired() - unhealthy));
        if (stuck || decision.told(Starts.PLACEMENT)) {
            boolean stopping = census.live() > active.size() + old.active();
            int oneByOne = stopping ? 0 : 1;
            allowed = Math.max(allowed, stops.healthy() >= bounds.min() ? unhealthy : oneByOne);
        }
        // An instance that is to be emptied needs no second look.
        stops.all(active, each -> each.draining() && each.is(Standing.UNHEALTHY));
        stops.some(active, each -> !each.draining() && each.is(Standing.UNHEALTHY), allowed);
    }

    private void tellProtection() {
        int held = stops.heldByProtection();
        if (held == 0) {
            decision.clear(PROTECTED);
            return;
        }
        for (Judged each : census.all()) {
            if (each.guarded() && each.task().protection() != null) {
                decision.wakeAt(each.task().protection().until());
            }
        }
        decision.tellLasting(
                PROTECTED,
                Integer.toString(held),
                ServiceTexts.blockedByProtection(decision.service().name(), primary.id(), held));
    }

    /** Neither a start nor a stop is possible, nothing is on its way, and yet there is something to replace. */
    private void tellBlocked(boolean full) {
        boolean underway = decision.acts()
                || census.live() > active.size() + old.active()
                || active.stream().anyMatch(each -> each.is(Standing.PENDING) || each.is(Standing.UNPROVEN))
                || old.proving();
        if (full && !underway && !failed && stops.heldByProtection() == 0) {
            decision.tellLasting(
                    BLOCKED,
                    "",
                    ServiceTexts.blockedByPercentages(decision.service().name()));
        } else {
            decision.clear(BLOCKED);
        }
    }

    /** Remembers of the tasks that balance the zones only those whose trial goes on. */
    private void pruneBalancing() {
        if (balancing.isEmpty()) {
            return;
        }
        List<String> left =
                active.stream().filter(this::onTrial).map(Judged::id).sorted().toList();
        if (left.size() < balancing.size()) {
            decision.change(
                    primary.id(),
                    each -> each.withProgress(
                            each.progress().withBalancing(left, each.progress().nextBalanceAt())));
        }
    }
}
