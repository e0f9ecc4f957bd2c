package io.roadstead.agent.control;

import io.roadstead.agent.engine.ContainerState;
import io.roadstead.agent.engine.EngineState;
import io.roadstead.agent.engine.Health;
import io.roadstead.agent.engine.Stage;
import io.roadstead.agent.engine.TaskState;
import io.roadstead.wire.agent.TcsMessage.ContainerHealth;
import io.roadstead.wire.agent.TcsMessage.HealthMetadata;
import io.roadstead.wire.agent.TcsMessage.PublishHealthRequest;
import io.roadstead.wire.agent.TcsMessage.TaskHealth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What to tell of containers' health, and what was told already. Only running containers with a check are spoken of, and
 * nothing at all is said when there are none. Source: agent-protocol 4.
 */
final class HealthTelemetry {
    /** Tasks a message. Source: agent-protocol 4. */
    static final int MAX_TASKS = 10;

    private final String cluster;
    private final String instanceArn;
    private Map<String, TaskHealth> told = Map.of();

    HealthTelemetry(String cluster, String instanceArn) {
        this.cluster = cluster;
        this.instanceArn = instanceArn;
    }

    /**
     * The messages to send now.
     *
     * @param round whether everything is to be told, and not only what differs from what was told last
     */
    List<PublishHealthRequest> due(EngineState state, Instant now, boolean round) {
        Map<String, TaskHealth> known = new HashMap<>();
        List<TaskHealth> toTell = new ArrayList<>();
        for (TaskState task : state.tasks().values()) {
            List<ContainerHealth> containers = containers(task);
            if (!containers.isEmpty()) {
                TaskHealth health = new TaskHealth(
                        task.spec().arn(), task.spec().family(), task.spec().version(), containers);
                known.put(health.taskArn(), health);
                if (round || !health.equals(told.get(health.taskArn()))) {
                    toTell.add(health);
                }
            }
        }
        told = known;
        List<PublishHealthRequest> messages = new ArrayList<>();
        for (int from = 0; from < toTell.size(); from += MAX_TASKS) {
            int to = Math.min(from + MAX_TASKS, toTell.size());
            messages.add(new PublishHealthRequest(
                    new HealthMetadata(cluster, instanceArn, UUID.randomUUID().toString(), to == toTell.size()),
                    toTell.subList(from, to),
                    now));
        }
        return messages;
    }

    private static List<ContainerHealth> containers(TaskState task) {
        List<ContainerHealth> containers = new ArrayList<>();
        for (ContainerState container : task.containers()) {
            Health health = container.health();
            boolean runs = container.stage() == Stage.RUNNING || container.stage() == Stage.STOPPING;
            if (health != null && runs) {
                containers.add(new ContainerHealth(
                        container.spec().name(),
                        health.status().name(),
                        health.since(),
                        health.last().output()));
            }
        }
        return containers;
    }
}
