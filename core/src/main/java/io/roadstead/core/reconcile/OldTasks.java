package io.roadstead.core.reconcile;

import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Deployment.RolloutState;
import io.roadstead.core.reconcile.Action.StartCause;
import io.roadstead.core.reconcile.Judged.Standing;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tasks of deployments that are not PRIMARY, and those of none.
 *
 * <p>They all drain while the PRIMARY rolls out: first those that do not count for the minimum, then those the minimum
 * does not need. What is left of a deployment is its desired count. One that was completed once keeps that many while
 * the PRIMARY can start nothing: it failed, is throttled, or its definition is gone. Source: ecs-behaviour 6.3: old tasks
 * are not replaced by old ones beyond need.
 */
final class OldTasks {
    private final ServiceView view;
    private final Decision decision;
    private final Census census;
    private final Stops stops;
    private final String primary;
    private final List<Judged> active;

    OldTasks(ServiceView view, Decision decision, Census census, Stops stops, String primary) {
        this.view = view;
        this.decision = decision;
        this.census = census;
        this.stops = stops;
        this.primary = primary;
        this.active = census.but(primary).stream().filter(Judged::active).toList();
    }

    /** How many nobody wants stopped yet. */
    int active() {
        return active.size();
    }

    /** Whether one of them may still become healthy. */
    boolean proving() {
        return active.stream().anyMatch(each -> each.is(Standing.UNPROVEN));
    }

    /** The PRIMARY is coming: all of them go. */
    void drain() {
        stops.all(active, each -> each.is(Standing.UNHEALTHY));
        stops.all(active, each -> each.is(Standing.PENDING) && (each.draining() || !each.guarded()));
        stops.within(active, each -> each.is(Standing.UNPROVEN));
        stops.within(active, each -> each.is(Standing.HEALTHY));
        lessDesired(decision, stops, active);
    }

    /**
     * The PRIMARY failed for good: they keep what is left, but for what the service does not want any more. More than is
     * left of a deployment stays as long as the service has no more than it wants: nobody would replace it.
     *
     * @param runningOfPrimary how many good tasks of the PRIMARY run
     * @param desired how many tasks the service wants
     */
    void keep(int runningOfPrimary, int desired) {
        stops.all(active, each -> each.is(Standing.UNHEALTHY));
        stops.all(active, each -> each.draining() && each.is(Standing.PENDING));
        stops.within(active, each -> each.draining() && each.is(Standing.UNPROVEN));
        stops.within(active, each -> each.draining() && each.is(Standing.HEALTHY));
        int spare = runningOfPrimary + Census.count(active, each -> !each.doomed()) - desired;
        for (Deployment each : decision.service().deployments()) {
            if (!each.id().equals(primary)) {
                List<Judged> good = census.activeOf(each.id()).stream()
                        .filter(task -> !task.doomed())
                        .toList();
                int surplus = Math.max(0, Math.min(spare, good.size() - each.desiredCount()));
                stops.surplus(good, surplus, 0);
                spare -= surplus;
            }
        }
    }

    /**
     * Replaces what a completed deployment has lost of what is left of it.
     *
     * @param room how many tasks may be started beside those that live
     * @param goodOfPrimary how many tasks of the service the PRIMARY provides
     * @param desired how many tasks the service wants
     */
    void refill(int room, int goodOfPrimary, int desired) {
        int good = goodOfPrimary + Census.count(active, each -> !each.doomed());
        for (Deployment each : decision.service().deployments()) {
            boolean whole = !each.id().equals(primary)
                    && each.rolloutState() == RolloutState.COMPLETED
                    && view.definitions().containsKey(Census.definitionArn(decision.service(), each))
                    && !view.refusals().containsKey(Census.definitionArn(decision.service(), each));
            int has = Census.count(census.activeOf(each.id()), task -> !task.doomed());
            int count = Math.min(Math.min(each.desiredCount() - has, desired - good), room);
            if (whole && count > 0) {
                decision.start(each.id(), count, List.of(), null, StartCause.SCALE);
                return;
            }
        }
    }

    /**
     * What was stopped because the PRIMARY takes its place is not wanted of its deployment any more. Where the deployment
     * had more tasks than were wanted of it, for the service wants fewer than before, these were the first to go.
     *
     * <p>Example: 8 tasks, of which 4 are wanted since the service was made smaller. 4 stop: still 4 are wanted. Two more
     * stop: 2 are.
     */
    static void lessDesired(Decision decision, Stops stops, List<Judged> old) {
        Map<String, Integer> stopped = new TreeMap<>();
        Map<String, Integer> had = new TreeMap<>();
        for (Judged each : old) {
            String deployment = each.task().startedBy();
            if (deployment != null && !each.is(Standing.UNHEALTHY)) {
                had.merge(deployment, 1, Integer::sum);
                stopped.merge(deployment, stops.contains(each) ? 1 : 0, Integer::sum);
            }
        }
        stopped.forEach((id, count) -> decision.change(id, each -> {
            int tooMany = Math.max(0, had.getOrDefault(id, 0) - each.desiredCount());
            int fewer = Math.max(0, count - tooMany);
            return fewer == 0 ? each : each.withDesiredCount(Math.max(0, each.desiredCount() - fewer), decision.now());
        }));
    }
}
