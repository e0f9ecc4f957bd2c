package io.roadstead.core.reconcile;

import io.roadstead.core.Ids;
import io.roadstead.core.event.ServiceNews;
import io.roadstead.core.event.ServiceNews.Level;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.reconcile.Judged.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of a DAEMON service: one task on every ACTIVE instance that satisfies its constraints and has the
 * attributes its definition requires. An instance counts while its agent is connected or a task is on it.
 *
 * <p>The percentages are of the number of these instances. With a maximum of 100 percent an old task stops before the new
 * one of its instance starts, with more they may stand side by side. On a DRAINING instance the daemon's task is the last
 * to stop. Source: ecs-behaviour 5.4, 6.1 to 6.3, 6.8.
 */
public final class DaemonReconciler implements Reconciler<ServiceView, Action.OfScheduler> {
    private final SchedulerSettings settings;

    public DaemonReconciler(SchedulerSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Action.OfScheduler> decide(ServiceView view, Instant now, Ids ids) {
        Wake wake = new Wake();
        Decision decision = new Decision(view.service(), view.serviceDeployments(), settings, now, wake);
        Census census = Census.of(view, new TaskJudge(view, settings, now, wake));
        Deployment primary = view.service().primary().orElse(null);
        DaemonPlaces places = DaemonPlaces.of(view, census, primary, definition(view, primary));
        ServiceRound round = new ServiceRound(view, settings, decision, census, places.wanted());
        if (round.open()) {
            new DaemonUpdate(view, settings, decision, places, definition(view, primary)).decide();
            tellViolations(decision, places);
            boolean allGood = definition(view, primary) != null && !decision.acts() && places.allGood();
            round.close(allGood, places.noneOld(), census.live() == places.wanted());
        }
        return round.actions();
    }

    private static @Nullable TaskDefinition definition(ServiceView view, @Nullable Deployment primary) {
        return primary == null ? null : view.definitions().get(Census.definitionArn(view.service(), primary));
    }

    private static void tellViolations(Decision decision, DaemonPlaces places) {
        List<String> instances = new ArrayList<>();
        for (Judged each : places.violating()) {
            if (decision.stops(each.id())) {
                instances.add(each.task().containerInstanceArn());
            }
        }
        if (!instances.isEmpty()) {
            decision.publish(new ServiceNews.ServiceAction(
                    Level.ERROR,
                    "SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED",
                    decision.now(),
                    null,
                    instances.stream().distinct().sorted().toList()));
        }
    }

    /** Where a daemon's task stands on an instance, for the comparison that keeps the best of several. */
    static int worth(Judged task) {
        return task.is(Standing.HEALTHY) ? 0 : task.is(Standing.UNPROVEN) ? 1 : 2;
    }
}
