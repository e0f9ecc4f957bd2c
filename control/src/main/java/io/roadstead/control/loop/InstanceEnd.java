package io.roadstead.control.loop;

import io.roadstead.control.index.Keys;
import io.roadstead.control.write.Change;
import io.roadstead.control.write.Draft;
import io.roadstead.control.write.TaskWrites;
import io.roadstead.core.lifecycle.TaskStops;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.reconcile.Absences;
import io.roadstead.store.Epoch;
import io.roadstead.store.Key;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The end of a host, a bounded part at a time: first its tasks are told STOPPED, then the instance is deregistered. So a
 * leader that dies in between leaves an instance that the next one ends as well. An agent that is back meanwhile is left
 * in peace with the tasks that are left.
 *
 * @param code of the tasks' stop, with the reason
 * @param deregistered the instance is INACTIVE already, and only its tasks are to be told
 */
record InstanceEnd(
        Absences.Instance instance,
        StopCode code,
        String reason,
        boolean deregistered,
        Epoch epoch,
        InstantSource clock) {
    /** Tasks told STOPPED in one transaction: each is one record. */
    static final int TASKS_PER_PART = 40;

    /**
     * One part.
     *
     * @param tasks those of the instance that are not stopped, as the index shows them
     * @return a change that answers whether there is more to do
     */
    Change<Boolean> part(List<String> tasks) {
        int[] races = {0};
        return draft -> {
            races[0]++;
            return races[0] <= ServiceRound.MAX_RACES && end(draft, tasks);
        };
    }

    private boolean end(Draft draft, List<String> tasks) {
        draft.led(epoch);
        Key key = Keys.containerInstance(instance.scope(), instance.cluster(), instance.id());
        Optional<ContainerInstance> known = draft.read(key, ContainerInstance.class);
        if (known.isEmpty() || back(draft) || deregistered != inactive(known.get())) {
            return false;
        }
        Instant now = clock.instant();
        for (String task : tasks.subList(0, Math.min(tasks.size(), TASKS_PER_PART))) {
            TaskWrites.update(
                    draft, instance.scope(), instance.cluster(), task, each -> TaskStops.lost(each, code, reason, now));
        }
        if (tasks.size() > TASKS_PER_PART) {
            return true;
        }
        if (!deregistered) {
            Key allocation = Keys.allocation(instance.scope(), instance.cluster(), instance.id());
            boolean placed = draft.read(allocation, Allocation.class)
                    .filter(held -> held.claims().keySet().stream().anyMatch(id -> draft.peek(
                                    Keys.task(instance.scope(), instance.cluster(), id),
                                    io.roadstead.core.model.Task.class)
                            .filter(task -> !task.stopped())
                            .isPresent()))
                    .isPresent();
            if (placed) {
                return true;
            }
            draft.put(key, known.get().deregistered(now));
            draft.delete(allocation);
        }
        return false;
    }

    private boolean back(Draft draft) {
        return !deregistered
                && draft.read(
                                Keys.agentConnection(instance.scope(), instance.cluster(), instance.id()),
                                AgentConnection.class)
                        .filter(AgentConnection::connected)
                        .isPresent();
    }

    private static boolean inactive(ContainerInstance known) {
        return known.status() == ContainerInstance.Status.INACTIVE;
    }
}
