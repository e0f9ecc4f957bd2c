package io.roadstead.core.event;

import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Task;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which change of a record is an event. Source: ecs-behaviour 8.2, 8.3.
 *
 * <p>The one rule: a change is an event when a member of the event's detail changed that is state. Tags, protection and the
 * scheduler's accounting are no state; a record that is forgotten, long after its end was told, is no event either.
 */
public final class EventRules {
    private EventRules() {}

    /** A task's version counts exactly its changes of state: of lastStatus, desiredStatus, containers and health. */
    public static boolean tells(@Nullable Task before, @Nullable Task after) {
        return after != null && (before == null || after.version() > before.version());
    }

    /**
     * Registration, registration again by a newer agent, attributes, draining, deregistration; all but tags count in the
     * record's version.
     */
    public static boolean tells(@Nullable ContainerInstance before, @Nullable ContainerInstance after) {
        return after != null && (before == null || after.version() > before.version());
    }

    /** An agent that comes or goes, or comes back as another version. A new session of the same agent is no news. */
    public static boolean tells(@Nullable AgentConnection before, @Nullable AgentConnection after) {
        return after != null
                && (before == null
                        || before.connected() != after.connected()
                        || !Objects.equals(before.agentVersion(), after.agentVersion())
                        || !Objects.equals(before.agentHash(), after.agentHash())
                        || !Objects.equals(before.dockerVersion(), after.dockerVersion()));
    }

    /** A placement or an end: the remaining resources are others. */
    public static boolean tells(@Nullable Allocation before, @Nullable Allocation after) {
        return after != null && (before == null || !before.claims().equals(after.claims()));
    }

    /** The latest instant a task's record speaks of, for whoever tells of it later: about when it last changed. */
    public static Instant latest(Task task) {
        Task.Observed observed = task.observed();
        return Stream.of(
                        observed.connectivityAt(),
                        observed.pullStartedAt(),
                        observed.pullStoppedAt(),
                        observed.startedAt(),
                        observed.executionStoppedAt(),
                        observed.stoppedAt(),
                        task.desired().stoppingAt())
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .reduce(task.createdAt(), (one, other) -> one.isAfter(other) ? one : other);
    }
}
