package io.roadstead.control.agents;

import io.roadstead.core.model.HealthStatus;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last words of containers' health checks, for whoever asks why one is UNHEALTHY: ECS tells the status alone. Agents
 * send them beside the status, the unmodified one as well. Source: agent-protocol 4.
 *
 * <p>They are kept in memory for as long as their task's record: written down, a check that prints the time would write to
 * the store with every beat. After a server's restart those of running tasks come again with their agents' next telemetry,
 * those of stopped ones do not.
 */
public final class CheckOutputs {
    /** Outputs kept of a container: as many as Docker keeps. */
    static final int MAX_OUTPUTS = 5;

    /** Tasks whose outputs are kept; those heard of least recently go first. At their longest, 10 KiB each. */
    static final int MAX_TASKS = 10_000;

    /** Characters of an output. The unmodified agent cuts there as well. Source: agent-protocol 7.5. */
    static final int MAX_LENGTH = 1_024;

    private final Map<String, Map<String, Deque<Output>>> byTask = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * What a check printed.
     *
     * @param status that the container had then
     * @param since when it became so, as the agent says
     * @param heardAt when it was first told
     */
    public record Output(HealthStatus status, @Nullable Instant since, Instant heardAt, String text) {}

    /** Keeps an output, unless it is the last one again. */
    synchronized void heard(
            String taskArn, String container, HealthStatus status, @Nullable Instant since, String text, Instant now) {
        Deque<Output> outputs = byTask.computeIfAbsent(taskArn, _ -> new HashMap<>())
                .computeIfAbsent(container, _ -> new ArrayDeque<>());
        String cut = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
        Output last = outputs.peekLast();
        if (last == null || last.status() != status || !last.text().equals(cut)) {
            outputs.addLast(new Output(status, since, now, cut));
        }
        if (outputs.size() > MAX_OUTPUTS) {
            outputs.removeFirst();
        }
        if (byTask.size() > MAX_TASKS) {
            byTask.remove(byTask.keySet().iterator().next());
        }
    }

    /** The task's record is gone. */
    synchronized void forget(String taskArn) {
        byTask.remove(taskArn);
    }

    /** The last outputs of a container's check, oldest first; empty when none was told. */
    public synchronized List<Output> of(String taskArn, String container) {
        return List.copyOf(byTask.getOrDefault(taskArn, Map.of()).getOrDefault(container, new ArrayDeque<>()));
    }
}
