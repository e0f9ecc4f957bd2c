package io.roadstead.control.api;

import io.roadstead.control.index.Index;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Task;
import io.roadstead.wire.json.Json;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Tasks as they were last told, for clients that ask again and again until something changes.
 *
 * <p>Its one rule: what is kept was made from this very record, and of what else a task tells (its instance, the agent's
 * connection, its claim) nothing has changed since. Definitions count as unchanging: what a task tells of one, a revision
 * never changes. What is kept of an instance lies in a map of its own, fetched before the records are read and thrown
 * away whole when one of them changed: whoever was still making an answer from the old ones puts it into a map that
 * nobody reads any more.
 */
final class ToldTasks {
    /** Some 5 kB each. Beyond it all are forgotten and made again when asked for. */
    static final int LIMIT = 2_000;

    private final ConcurrentMap<String, ConcurrentMap<String, Told>> byInstance = new ConcurrentHashMap<>();
    private final AtomicInteger kept = new AtomicInteger();

    private record Told(Task of, software.amazon.awssdk.services.ecs.model.Task shape) {}

    ToldTasks(Index index) {
        index.listen(changes -> changes.forEach(change -> {
            Object record = change.after() != null ? change.after() : change.before();
            switch (record) {
                case ContainerInstance instance -> forget(instance.id());
                case AgentConnection connection -> forget(connection.instanceId());
                case Allocation allocation -> forget(allocation.instanceId());
                case null, default -> {}
            }
        }));
    }

    /** The task as kept, else as {@code make} tells it now. */
    @SuppressWarnings("ReferenceEquality") // the index gives the same record until another was written
    software.amazon.awssdk.services.ecs.model.Task tell(
            Task task, Function<Task, software.amazon.awssdk.services.ecs.model.Task> make) {
        ConcurrentMap<String, Told> ofInstance =
                byInstance.computeIfAbsent(task.containerInstanceId(), id -> new ConcurrentHashMap<>());
        Told known = ofInstance.get(task.id());
        if (known != null && known.of() == task) {
            Json.keepEncoded(known.shape());
            return known.shape();
        }
        Told now = new Told(task, make.apply(task));
        if (ofInstance.put(task.id(), now) == null && kept.incrementAndGet() > LIMIT) {
            kept.set(0);
            byInstance.clear();
        }
        return now.shape();
    }

    private void forget(String instanceId) {
        ConcurrentMap<String, Told> gone = byInstance.remove(instanceId);
        if (gone != null) {
            kept.addAndGet(-gone.size());
        }
    }
}
