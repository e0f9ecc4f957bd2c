package io.roadstead.core.reconcile;

import io.roadstead.core.Ids;
import io.roadstead.core.event.ServiceNews.Level;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Deployment.RolloutState;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceDeployment;
import io.roadstead.core.reconcile.Judged.Standing;
import java.time.Instant;
import java.util.List;

/**
 * The scheduler of a REPLICA service: keeps as many healthy tasks as it wants, rolls new deployments out within its
 * percentages, gives up those that fail, and ends a deleted service.
 *
 * <p>Its one rule: what it decides follows from the view alone, so a decision lost is made again, and one carried out is
 * not made twice. One round is bounded ({@link SchedulerSettings}); where there is more to do it asks to be woken at
 * once. Source: ecs-behaviour 6.
 */
public final class ServiceReconciler implements Reconciler<ServiceView, Action.OfScheduler> {
    static final String STEADY = "steady";

    private final SchedulerSettings settings;

    public ServiceReconciler(SchedulerSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Action.OfScheduler> decide(ServiceView view, Instant now, Ids ids) {
        Wake wake = new Wake();
        Decision decision = new Decision(view.service(), view.serviceDeployments(), settings, now, wake);
        Census census = Census.of(view, new TaskJudge(view, settings, now, wake));
        switch (view.service().status()) {
            case ACTIVE -> keep(view, decision, census);
            case DRAINING -> Deletion.go(view, decision, census);
            case INACTIVE -> Conclusions.accountOnly(decision, census);
        }
        return decision.actions();
    }

    private void keep(ServiceView view, Decision decision, Census census) {
        Deployment primary = decision.service().primary().orElse(null);
        if (primary == null) {
            Conclusions.accountOnly(decision, census);
            return;
        }
        Rollout rollout = new Rollout(view, decision);
        rollout.takeUp();
        new Conclusions(settings, decision, census)
                .draw(decision.service().primary().orElseThrow());
        if (rollout.failed()) {
            decision.again();
            return;
        }
        new RollingUpdate(view, settings, decision, census).decide();
        rollout.dropEmpty(census);
        settle(rollout, decision, census);
    }

    private void settle(Rollout rollout, Decision decision, Census census) {
        Service service = decision.service();
        Deployment primary = service.primary().orElseThrow();
        int desired = service.desired().desiredCount();
        List<Judged> tasks = census.activeOf(primary.id());
        boolean allGood = tasks.size() == desired
                && tasks.stream().allMatch(each -> each.is(Standing.HEALTHY) && !each.draining())
                && !decision.acts();
        if (allGood
                && primary.rolloutState() == RolloutState.IN_PROGRESS
                && census.but(primary.id()).isEmpty()) {
            rollout.complete();
        }
        boolean completed = decision.service().primary().orElseThrow().rolloutState() == RolloutState.COMPLETED;
        if (!allGood || !completed || census.live() != desired) {
            decision.clear(STEADY);
        } else if (decision.tellLasting(STEADY, "", ServiceTexts.steadyState(service.name()))) {
            decision.publish(Level.INFO, "SERVICE_STEADY_STATE", null);
        }
    }

    /** The end of a deleted service: all its tasks stop, whatever the percentages; then it is INACTIVE. */
    private static final class Deletion {
        private Deletion() {}

        static void go(ServiceView view, Decision decision, Census census) {
            Conclusions.accountOnly(decision, census);
            Stops stops = new Stops(view, decision, census.healthy());
            for (Judged each : census.all()) {
                if (each.active() && !stops.stop(each)) {
                    break;
                }
            }
            stops.tell();
            if (census.live() > 0 || census.ended().size() > decision.accounted()) {
                return;
            }
            for (ServiceDeployment each : decision.serviceDeployments()) {
                if (!each.status().ended()) {
                    decision.put(each.withStatus(
                            ServiceDeployment.Status.STOPPED, "The service was deleted.", decision.now()));
                }
            }
            decision.put(decision.service().inactive(decision.now()));
        }
    }
}
