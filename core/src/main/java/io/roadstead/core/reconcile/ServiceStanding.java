package io.roadstead.core.reconcile;

import io.roadstead.core.Ids;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.DeploymentConfiguration.CircuitBreaker;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceRevision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The numbers that the scheduler of one service decides by at one instant, and what it decides: for who is to explain it.
 * All of them come from the scheduler's own parts, so what is explained is what is done.
 *
 * @param bounds of a DAEMON service over the number of its instances
 * @param live tasks not STOPPED, of all deployments
 * @param healthy tasks that count for the minimum
 * @param lacking good tasks that the PRIMARY deployment wants and does not have
 * @param room tasks that may be started beside those that live
 * @param tasks all that are not STOPPED, as the scheduler sees them
 * @param throttledUntil no task of the PRIMARY starts before
 * @param definitionThere whether the PRIMARY's task definition still exists
 * @param rollbackTo the service revision that a failing deployment would be rolled back to
 * @param next what it would do now
 */
public record ServiceStanding(
        Bounds bounds,
        int live,
        int healthy,
        int lacking,
        int room,
        List<Judged> tasks,
        Optional<Instant> throttledUntil,
        boolean definitionThere,
        Breaker breaker,
        Optional<ServiceRevision> rollbackTo,
        List<Action.OfScheduler> next) {
    /**
     * The circuit breaker's count.
     *
     * @param failures as it counts them; {@code threshold} of them fail the deployment
     */
    public record Breaker(boolean enabled, boolean rollback, int failures, int threshold) {}

    public ServiceStanding {
        tasks = List.copyOf(tasks);
        next = List.copyOf(next);
    }

    public static ServiceStanding of(ServiceView view, SchedulerSettings settings, Instant now, Ids ids) {
        Wake wake = new Wake();
        Decision decision = new Decision(view.service(), view.serviceDeployments(), settings, now, wake);
        Census census = Census.of(view, new TaskJudge(view, settings, now, wake));
        Service service = view.service();
        Optional<Deployment> primary = service.primary();
        boolean daemon = service.schedulingStrategy() == SchedulingStrategy.DAEMON;
        boolean definitionThere =
                primary.isPresent() && view.definitions().containsKey(Census.definitionArn(service, primary.get()));
        int desired = daemon
                ? DaemonPlaces.of(
                                view,
                                census,
                                primary.orElse(null),
                                primary.map(each -> view.definitions().get(Census.definitionArn(service, each)))
                                        .orElse(null))
                        .wanted()
                : service.desired().desiredCount();
        Bounds bounds = Bounds.of(desired, service.desired().deploymentConfiguration());
        int lacking = 0;
        int room = Math.max(0, bounds.max() - census.live());
        if (primary.isPresent() && !daemon) {
            RollingUpdate.Gap gap = new RollingUpdate(view, settings, decision, census).gap();
            lacking = gap.lacking();
            room = gap.room();
        } else if (primary.isPresent()) {
            lacking = Math.max(
                    0, desired - Census.count(census.activeOf(primary.get().id()), each -> !each.doomed()));
        }
        CircuitBreaker configured = service.desired().deploymentConfiguration().circuitBreaker();
        return new ServiceStanding(
                bounds,
                census.live(),
                census.healthy(),
                lacking,
                room,
                census.all(),
                primary.map(Deployment::progress)
                        .filter(progress -> new StartThrottle(settings).holds(progress, now))
                        .map(Deployment.Progress::nextStartAt),
                definitionThere,
                new Breaker(
                        configured.enable(),
                        configured.rollback(),
                        primary.map(each -> each.progress().breakerFailures()).orElse(0),
                        configured.threshold().failures(desired)),
                primary.flatMap(each -> Rollout.lastCompleted(view, each)),
                daemon
                        ? new DaemonReconciler(settings).decide(view, now, ids)
                        : new ServiceReconciler(settings).decide(view, now, ids));
    }
}
