package io.roadstead.core.reconcile;

import io.roadstead.core.Ids;
import io.roadstead.core.reconcile.Judged.Standing;
import java.time.Instant;
import java.util.List;

/**
 * The scheduler of a REPLICA service: keeps as many healthy tasks as it wants, rolls new deployments out within its
 * percentages, gives up those that fail, balances its zones, and ends a deleted service.
 *
 * <p>Its one rule: what it decides follows from the view alone, so a decision lost is made again, and one carried out is
 * not made twice. One round is bounded ({@link SchedulerSettings}); where there is more to do it asks to be woken at
 * once. Source: ecs-behaviour 6.
 */
public final class ServiceReconciler implements Reconciler<ServiceView, Action.OfScheduler> {
    private final SchedulerSettings settings;

    public ServiceReconciler(SchedulerSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Action.OfScheduler> decide(ServiceView view, Instant now, Ids ids) {
        Wake wake = new Wake();
        Decision decision = new Decision(view.service(), view.serviceDeployments(), settings, now, wake);
        Census census = Census.of(view, new TaskJudge(view, settings, now, wake));
        int desired = view.service().desired().desiredCount();
        ServiceRound round = new ServiceRound(view, settings, decision, census, desired);
        if (round.open()) {
            new RollingUpdate(view, settings, decision, census).decide();
            String primary = decision.service().primary().orElseThrow().id();
            List<Judged> tasks = census.activeOf(primary);
            boolean allGood = !decision.acts()
                    && tasks.size() == desired
                    && Census.count(tasks, each -> each.is(Standing.HEALTHY) && !each.draining()) == desired;
            round.close(allGood, census.but(primary).isEmpty(), census.live() == desired);
            new ZoneRebalance(view, settings, decision, census).decide();
        }
        return round.actions();
    }
}
