package io.roadstead.control.loop;

import io.roadstead.core.Ids;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import io.roadstead.core.reconcile.Action;
import io.roadstead.core.reconcile.Reconciler;
import io.roadstead.core.reconcile.ServiceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The simplest scheduler there is: as many tasks as are wished. */
final class CountKeeper implements Reconciler<ServiceView, Action.OfScheduler> {
    int rounds;

    @Override
    public List<Action.OfScheduler> decide(ServiceView view, Instant now, Ids ids) {
        rounds++;
        List<Action.OfScheduler> actions = new ArrayList<>();
        List<String> ended =
                view.tasks().stream().filter(Task::stopped).map(Task::id).toList();
        if (!ended.isEmpty()) {
            actions.add(new Action.AccountTasks(view.service().key(), ended));
        }
        List<String> living = view.tasks().stream()
                .filter(task -> task.desired().status() == DesiredStatus.RUNNING)
                .map(Task::id)
                .toList();
        int wanted = view.service().desired().desiredCount();
        if (living.size() < wanted) {
            actions.add(new Action.StartTasks(
                    view.service().key(),
                    view.service().primary().orElseThrow().id(),
                    wanted - living.size(),
                    List.of(),
                    null,
                    Action.StartCause.SCALE,
                    false));
        } else if (living.size() > wanted) {
            actions.add(new Action.StopTasks(
                    view.service().key(),
                    living.subList(wanted, living.size()),
                    StopCode.SERVICE_SCHEDULER_INITIATED,
                    "too many"));
        }
        return actions;
    }
}
