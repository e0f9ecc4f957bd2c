package io.roadstead.control.gateway;

import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskStatus;
import java.util.Optional;

/** A task of an instance, with the definition it runs. */
public record TaskToSend(Task task, TaskDefinition definition) {
    /**
     * What the agent must be told of it, if anything: to run it while nothing of its running was heard, to stop it
     * while it has not stopped. Telling twice is safe. Source: agent-protocol 2.6.
     */
    Optional<DesiredStatus> unsettled() {
        if (task.stopped()) {
            return Optional.empty();
        }
        return switch (task.desired().status()) {
            case STOPPED -> Optional.of(DesiredStatus.STOPPED);
            case RUNNING -> started() ? Optional.empty() : Optional.of(DesiredStatus.RUNNING);
        };
    }

    /** Whether its agent has told of its running; once stopped, it has not any more. */
    boolean running() {
        return started() && !task.stopped();
    }

    private boolean started() {
        return task.observed().lastStatus().compareTo(TaskStatus.RUNNING) >= 0;
    }
}
