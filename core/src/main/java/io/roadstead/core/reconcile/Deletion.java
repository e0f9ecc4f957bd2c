package io.roadstead.core.reconcile;

import io.roadstead.core.model.ServiceDeployment;

/**
 * The end of a deleted service: all its tasks stop, whatever percentages and protections say, and once the last is gone
 * and accounted the service is INACTIVE. Source: ecs-behaviour 6.8.
 */
final class Deletion {
    private Deletion() {}

    static void go(ServiceView view, Decision decision, Census census) {
        Conclusions.accountOnly(decision, census);
        Stops stops = new Stops(view, decision, census.healthy(), 0);
        stops.all(census.all(), Judged::active);
        stops.tell();
        if (census.live() > 0 || census.ended().size() > decision.accounted()) {
            return;
        }
        for (ServiceDeployment each : decision.serviceDeployments()) {
            if (!each.status().ended()) {
                decision.put(
                        each.withStatus(ServiceDeployment.Status.STOPPED, "The service was deleted.", decision.now()));
            }
        }
        decision.put(decision.service().inactive(decision.now()));
    }
}
