package io.roadstead.control.gateway;

import io.roadstead.store.Revision;
import java.util.List;

/**
 * All tasks placed on an instance, as of a revision.
 *
 * @param revision what was written up to here is in; newer may be in as well
 * @param tasks stopped ones may be left out
 */
public record InstanceTasks(Revision revision, List<TaskToSend> tasks) {
    public InstanceTasks {
        tasks = List.copyOf(tasks);
    }
}
