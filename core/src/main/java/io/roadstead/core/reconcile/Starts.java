package io.roadstead.core.reconcile;

import io.roadstead.core.Ids;
import io.roadstead.core.model.Task;
import io.roadstead.core.placement.Placed;
import java.time.Instant;
import java.util.List;

/** What follows from the placement that {@link Action.StartTasks} asked for. */
public interface Starts {
    /**
     * The actions that belong to the transaction of the start: service events, counters, news.
     *
     * @param placed what placement answered
     * @param started the tasks written, one for each instance that placement named
     */
    List<Action.OfScheduler> outcome(
            ServiceView view, Action.StartTasks asked, Placed placed, List<Task> started, Instant now, Ids ids);
}
