package io.roadstead.core.reconcile;

import io.roadstead.core.Ids;
import io.roadstead.core.event.ServiceNews.Level;
import io.roadstead.core.model.Task;
import io.roadstead.core.placement.Placed;
import io.roadstead.core.placement.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What follows from the placement that {@link Action.StartTasks} asked for. It belongs to the transaction in which the
 * tasks are placed and written.
 */
public final class Starts {
    /** The kinds under which a failed placement is told begin with this; each cause is its own. */
    static final String PLACEMENT = "placement:";

    private final SchedulerSettings settings;

    public Starts(SchedulerSettings settings) {
        this.settings = settings;
    }

    /**
     * The actions that belong to the transaction of the start: service events, counters, news.
     *
     * @param view with the service as it was put by the decision and by the outcomes before
     * @param placed what placement answered
     * @param started the tasks written, one for each instance that placement named
     */
    public List<Action.OfScheduler> outcome(
            ServiceView view, Action.StartTasks asked, Placed placed, List<Task> started, Instant now, Ids ids) {
        Decision decision = new Decision(view.service(), List.of(), settings, now, new Wake());
        List<String> tasks = started.stream().map(Task::id).toList();
        String name = view.service().name();
        if (asked.more() && placed.unplaced() == 0) {
            decision.again();
        }
        if (asked.cause() == Action.StartCause.REBALANCE_ZONES) {
            balancing(decision, asked, placed, tasks);
            return decision.actions();
        }
        if (!tasks.isEmpty()) {
            decision.tell(
                    asked.cause() == Action.StartCause.REPLACE_UNHEALTHY
                            ? ServiceTexts.replaced(name, tasks)
                            : ServiceTexts.started(name, tasks));
        }
        if (placed.unplaced() > 0) {
            refused(decision, placed);
        }
        return decision.actions();
    }

    /** Its tasks are more than the service wants until they are healthy; where none finds room, it is tried later. */
    private void balancing(Decision decision, Action.StartTasks asked, Placed placed, List<String> tasks) {
        Instant next = placed.unplaced() > 0 ? decision.now().plus(settings.balanceRetry()) : null;
        decision.change(asked.deploymentId(), each -> {
            List<String> balancing = new ArrayList<>(each.progress().balancing());
            balancing.addAll(tasks);
            return each.withProgress(each.progress()
                    .withBalancing(
                            balancing, next != null ? next : each.progress().nextBalanceAt()));
        });
        if (next != null) {
            decision.wakeAt(next);
        }
        if (!tasks.isEmpty()) {
            decision.tell(ServiceTexts.startedToBalance(
                    decision.service().name(), tasks, Objects.requireNonNull(asked.zone())));
        }
    }

    private void refused(Decision decision, Placed placed) {
        Optional<Refusal> closest = placed.closest();
        String name = decision.service().name();
        String cause = closest.map(each -> each.reason().wire()).orElse("no instances");
        String message =
                closest.map(each -> ServiceTexts.notPlaced(name, each)).orElseGet(() -> ServiceTexts.noInstances(name));
        if (decision.tellLasting(PLACEMENT + cause, "", message)) {
            decision.publish(
                    Level.ERROR,
                    "SERVICE_TASK_PLACEMENT_FAILURE",
                    closest.map(each -> each.reason().wire()).orElse(null));
        }
        decision.wakeAt(decision.now().plus(settings.placementRetry()));
    }

    /** The definition was deleted underneath: told once, and tried again when it is there or a deployment is. */
    static void definitionGone(Decision decision) {
        impossible(decision, "definition", "TaskDefinition not found.");
    }

    /**
     * No task of the definition may be started now, for example because its role may not be assumed. No record tells when
     * that changes, so it is tried again. Source: ecs-behaviour 1.5, 6.9, 8.4.
     */
    static void notNow(Decision decision, SchedulerSettings settings, String error) {
        impossible(decision, "configuration", error);
        decision.wakeAt(decision.now().plus(settings.placementRetry()));
    }

    private static void impossible(Decision decision, String kind, String error) {
        if (decision.tellLasting(
                PLACEMENT + kind,
                error,
                ServiceTexts.failedToLaunch(decision.service().name(), error))) {
            decision.publish(Level.ERROR, "SERVICE_TASK_CONFIGURATION_FAILURE", error);
        }
    }
}
