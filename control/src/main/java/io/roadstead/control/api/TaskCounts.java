package io.roadstead.control.api;

import io.roadstead.core.model.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many of a service's tasks are pending and running, in all and by deployment: by whom they were started. */
final class TaskCounts {
    private final Map<String, Count> byStarter = new HashMap<>();
    private final Count all;

    /** What is not yet RUNNING, and what is. Tasks on their way down are neither. */
    record Count(int pending, int running) {
        static final Count ZERO = new Count(0, 0);

        private Count plus(int morePending, int moreRunning) {
            return new Count(pending + morePending, running + moreRunning);
        }
    }

    TaskCounts(List<Task> tasks) {
        Count sum = Count.ZERO;
        for (Task task : tasks) {
            int pending = 0;
            int running = 0;
            switch (task.observed().lastStatus()) {
                case PROVISIONING, PENDING, ACTIVATING -> pending = 1;
                case RUNNING -> running = 1;
                case DEACTIVATING, STOPPING, DEPROVISIONING, STOPPED -> {}
            }
            if (pending + running > 0) {
                sum = sum.plus(pending, running);
                String starter = String.valueOf(task.startedBy());
                byStarter.put(starter, of(starter).plus(pending, running));
            }
        }
        all = sum;
    }

    Count all() {
        return all;
    }

    /** @param deploymentId the {@code startedBy} of its tasks */
    Count of(String deploymentId) {
        return byStarter.getOrDefault(deploymentId, Count.ZERO);
    }
}
