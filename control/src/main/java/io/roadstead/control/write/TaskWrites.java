package io.roadstead.control.write;

import io.roadstead.control.index.Keys;
import io.roadstead.core.lifecycle.TaskFacts;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Task;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How a task's record is changed: a task that ends gives its instance back what it held, in the same transaction. */
public final class TaskWrites {
    private TaskWrites() {}

    /**
     * Changes a task.
     *
     * @param news gives back an equal task when nothing is new; then nothing is written
     * @return the task as it now is; empty when none is known by that id
     */
    public static Optional<Task> update(
            Draft draft, Scope scope, String cluster, String taskId, UnaryOperator<Task> news) {
        Optional<Task> known = draft.read(Keys.task(scope, cluster, taskId), Task.class);
        if (known.isEmpty()) {
            return known;
        }
        Task before = known.get();
        Task after = news.apply(before);
        if (!after.equals(before)) {
            draft.put(Keys.task(scope, cluster, taskId), after);
            if (TaskFacts.holdsClaim(before) && !TaskFacts.holdsClaim(after)) {
                release(draft, after);
            }
        }
        return Optional.of(after);
    }

    private static void release(Draft draft, Task task) {
        var key = Keys.allocation(task.scope(), task.cluster(), task.containerInstanceId());
        draft.read(key, Allocation.class)
                .filter(allocation -> allocation.claims().containsKey(task.id()))
                .ifPresent(allocation -> draft.put(key, allocation.without(task.id())));
    }
}
