package io.roadstead.core.explain;

import io.roadstead.core.Ids;
import io.roadstead.core.definition.Launch;
import io.roadstead.core.definition.ServiceLaunch;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Deployment.RolloutState;
import io.roadstead.core.model.DeploymentConfiguration;
import io.roadstead.core.model.Protection;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.placement.Demand;
import io.roadstead.core.placement.PlacementRequest;
import io.roadstead.core.reconcile.Action;
import io.roadstead.core.reconcile.Bounds;
import io.roadstead.core.reconcile.Judged;
import io.roadstead.core.reconcile.Judged.Standing;
import io.roadstead.core.reconcile.SchedulerSettings;
import io.roadstead.core.reconcile.ServiceStanding;
import io.roadstead.core.reconcile.ServiceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a service is where it is: what its scheduler would do now, and what keeps it from doing more.
 *
 * @param why what holds it up first, what only tells of the state last; never empty
 * @param placement what every instance says to one more task of the PRIMARY deployment; empty when no task is to start
 */
public record ServiceExplanation(ServiceStanding standing, List<Why> why, Optional<PlacementTable> placement) {
    /** A percentage beyond what anybody sets. */
    private static final int MOST_PERCENT = 100_000;

    public ServiceExplanation {
        why = List.copyOf(why);
    }

    /** Nothing in the view changes; {@code ids} names what is only tried. */
    public static ServiceExplanation of(ServiceView view, SchedulerSettings settings, Instant now, Ids ids) {
        ServiceStanding standing = ServiceStanding.of(view, settings, now, ids);
        Service service = view.service();
        if (service.status() != Service.Status.ACTIVE) {
            return new ServiceExplanation(standing, List.of(new Why.Deleting(standing.live())), Optional.empty());
        }
        List<Why> why = new ArrayList<>();
        Deployment primary = service.primary().orElse(null);
        Optional<PlacementTable> table = primary == null ? Optional.empty() : table(view, standing, primary);
        table.filter(rows -> rows.taking() == 0).ifPresent(rows -> why.add(noPlace(standing, rows)));
        if (primary != null) {
            rollout(view, standing, primary, why);
            String refusal = view.refusals().get(definitionArn(service, primary));
            if (refusal != null) {
                why.add(new Why.StartsRefused(primary.id(), refusal));
            }
            starts(service, standing, primary, why);
        }
        stops(service, standing, primary, why);
        underWay(standing, why);
        if (why.isEmpty()) {
            why.add(new Why.AsWanted(standing.bounds().desired()));
        }
        return new ServiceExplanation(standing, why, table);
    }

    private static Optional<PlacementTable> table(ServiceView view, ServiceStanding standing, Deployment primary) {
        TaskDefinition definition = view.definitions().get(definitionArn(view.service(), primary));
        if (definition == null || toStart(standing) == 0) {
            return Optional.empty();
        }
        Launch launch = ServiceLaunch.of(view.service(), primary, definition, 1, null);
        return Optional.of(PlacementTable.of(
                view.nodes().values(),
                new PlacementRequest(
                        1,
                        Demand.of(definition, launch.overrides()),
                        launch.group(),
                        launch.placementConstraints(),
                        launch.placementStrategy())));
    }

    private static String definitionArn(Service service, Deployment deployment) {
        return service.scope().arn("task-definition/" + deployment.family() + ":" + deployment.revision());
    }

    /** How many tasks the scheduler would start now. */
    private static int toStart(ServiceStanding standing) {
        int tasks = 0;
        for (Action.OfScheduler action : standing.next()) {
            if (action instanceof Action.StartTasks start) {
                tasks += start.count();
            }
        }
        return tasks;
    }

    private static Why noPlace(ServiceStanding standing, PlacementTable table) {
        return new Why.NoPlace(
                toStart(standing),
                table.rows().size(),
                table.rows().stream().findFirst().map(row -> row.instanceId() + ": " + row.words()));
    }

    private static void rollout(ServiceView view, ServiceStanding standing, Deployment primary, List<Why> why) {
        ServiceStanding.Breaker breaker = standing.breaker();
        boolean rollingBack = view.serviceDeployments().stream()
                .anyMatch(each -> each.id().equals(primary.serviceDeploymentId())
                        && each.rollback() != null
                        && each.rollback().revision().equals(primary.number()));
        if (primary.rolloutState() == RolloutState.FAILED) {
            why.add(new Why.Failed(primary.id(), primary.rolloutStateReason(), stays(standing, rollingBack)));
        } else if (rollingBack) {
            why.add(new Why.RollingBack(primary.id(), primary.rolloutStateReason()));
        }
        boolean rollsOut = primary.rolloutState() == RolloutState.IN_PROGRESS;
        if (rollsOut && breaker.enabled() && breaker.failures() > 0) {
            why.add(new Why.BreakerCounts(breaker.failures(), breaker.threshold()));
        }
        Instant baking = primary.progress().bakingSince();
        if (rollsOut && baking != null) {
            why.add(new Why.Baking(baking));
        }
    }

    private static String stays(ServiceStanding standing, boolean rollingBack) {
        if (rollingBack) {
            return "it was a rollback itself";
        }
        return standing.rollbackTo().isEmpty()
                ? "no earlier deployment was ever completed that could come back"
                : "no rollback was asked for";
    }

    private static void starts(Service service, ServiceStanding standing, Deployment primary, List<Why> why) {
        if (!standing.definitionThere()) {
            why.add(new Why.DefinitionGone(primary.id()));
        }
        standing.throttledUntil()
                .ifPresent(until -> why.add(new Why.Throttled(primary.progress().failedStarts(), until)));
        if (standing.lacking() > 0 && standing.room() == 0) {
            DeploymentConfiguration configuration = service.desired().deploymentConfiguration();
            Bounds bounds = standing.bounds();
            int percent = configuration.maximumPercent();
            while (percent < MOST_PERCENT
                    && Bounds.of(
                                            bounds.desired(),
                                            new DeploymentConfiguration(
                                                    percent,
                                                    configuration.minimumHealthyPercent(),
                                                    configuration.circuitBreaker(),
                                                    configuration.alarms()))
                                    .max()
                            <= standing.live()) {
                percent++;
            }
            why.add(new Why.MaximumReached(
                    standing.lacking(),
                    standing.live(),
                    bounds.max(),
                    configuration.maximumPercent(),
                    bounds.desired(),
                    percent));
        }
    }

    private static void stops(Service service, ServiceStanding standing, @Nullable Deployment primary, List<Why> why) {
        List<Judged> old = standing.tasks().stream()
                .filter(Judged::active)
                .filter(each ->
                        primary == null || !primary.id().equals(each.task().startedBy()))
                .toList();
        boolean stopping = standing.next().stream().anyMatch(Action.StopTasks.class::isInstance);
        Bounds bounds = standing.bounds();
        if (!old.isEmpty() && !stopping && standing.healthy() <= bounds.min()) {
            DeploymentConfiguration configuration = service.desired().deploymentConfiguration();
            int percent = configuration.minimumHealthyPercent();
            while (percent >= 0
                    && Bounds.of(
                                            bounds.desired(),
                                            new DeploymentConfiguration(
                                                    configuration.maximumPercent(),
                                                    percent,
                                                    configuration.circuitBreaker(),
                                                    configuration.alarms()))
                                    .min()
                            >= standing.healthy()) {
                percent--;
            }
            why.add(new Why.MinimumHolds(
                    old.size(),
                    standing.healthy(),
                    bounds.min(),
                    configuration.minimumHealthyPercent(),
                    bounds.desired(),
                    percent));
        }
        old.stream()
                .filter(Judged::guarded)
                .map(each -> each.task().protection())
                .filter(Objects::nonNull)
                .map(Protection::until)
                .max(Comparator.naturalOrder())
                .ifPresent(until -> why.add(new Why.Protected(
                        (int) old.stream().filter(Judged::guarded).count(), until)));
    }

    private static void underWay(ServiceStanding standing, List<Why> why) {
        int unhealthy = count(standing, Standing.UNHEALTHY);
        int pending = count(standing, Standing.PENDING);
        int unproven = count(standing, Standing.UNPROVEN);
        int stopping = count(standing, Standing.STOPPING);
        if (unhealthy > 0) {
            why.add(new Why.Unhealthy(unhealthy));
        }
        if (pending > 0) {
            why.add(new Why.Pending(pending));
        }
        if (unproven > 0) {
            why.add(new Why.NotHealthyYet(unproven));
        }
        if (stopping > 0) {
            why.add(new Why.StillStopping(stopping));
        }
    }

    private static int count(ServiceStanding standing, Standing one) {
        return (int) standing.tasks().stream().filter(each -> each.is(one)).count();
    }
}
