package io.roadstead.agent.state;

import io.roadstead.agent.engine.EngineState;
import io.roadstead.agent.engine.ImageUse;
import io.roadstead.agent.engine.TaskState;
import io.roadstead.core.Ids;
import io.roadstead.store.CommitResult;
import io.roadstead.store.Entry;
import io.roadstead.store.Key;
import io.roadstead.store.Page;
import io.roadstead.store.Prefix;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.store.StoreException;
import io.roadstead.store.Txn;
import io.roadstead.store.Write;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The agent's memory. What a method has returned from is on disk; a crash in between leaves the state before or after,
 * task by task.
 *
 * <p>Keys: {@code agent/registration}, {@code agent/endpoint-secret}, {@code agent/drained}, {@code agent/image/<hash of its name>}, {@code agent/task/<task
 * id>}. The store is this
 * agent's alone, so nothing is guarded.
 */
public final class AgentStore {
    private static final Key REGISTRATION = Key.of("agent", "registration");
    private static final Prefix IMAGES = Prefix.of("agent", "image");
    private static final Key ENDPOINT_SECRET = Key.of("agent", "endpoint-secret");
    private static final Key DRAINED = Key.of("agent", "drained");
    private static final Prefix TASKS = Prefix.of("agent", "task");

    /** Tries to learn what became of a commit before it is given up. */
    private static final int MAX_OUTCOME_TRIES = 10;

    private final Store store;
    private final RecordCodec codec;
    private final Ids ids;

    public AgentStore(Store store, RecordCodec codec, Ids ids) {
        this.store = store;
        this.codec = codec;
        this.ids = ids;
    }

    /** An image, as stored: names have characters that keys may not have. */
    private record StoredImage(String name, ImageUse use) {}

    /** As stored. */
    private record EndpointSecret(String secret) {}

    public Optional<Registration> registration() {
        return store.get(REGISTRATION).map(entry -> codec.decode(entry.value(), Registration.class));
    }

    /** What the ids of this agent's containers are made from: drawn once, and the same ever after. */
    public String endpointSecret() {
        Optional<Entry> kept = store.get(ENDPOINT_SECRET);
        if (kept.isPresent()) {
            return codec.decode(kept.get().value(), EndpointSecret.class).secret();
        }
        EndpointSecret drawn = new EndpointSecret(ids.hex() + ids.hex());
        commit(List.of(new Write.Put(ENDPOINT_SECRET, codec.encode(drawn))));
        return drawn.secret();
    }

    /** As stored. */
    private record Drained(boolean byThisAgent) {}

    /** Whether this agent set its instance DRAINING and has not set it ACTIVE again. */
    public boolean drained() {
        return store.get(DRAINED)
                .map(entry -> codec.decode(entry.value(), Drained.class).byThisAgent())
                .orElse(false);
    }

    public void saveDrained(boolean byThisAgent) {
        commit(List.of(new Write.Put(DRAINED, codec.encode(new Drained(byThisAgent)))));
    }

    public void save(Registration registration) {
        commit(List.of(new Write.Put(REGISTRATION, codec.encode(registration))));
    }

    /** All remembered tasks, in no order. */
    public List<TaskState> tasks() {
        List<TaskState> tasks = new ArrayList<>();
        Optional<Key> after = Optional.empty();
        Page page;
        do {
            page = store.range(TASKS, after, Store.MAX_PAGE);
            for (Entry entry : page.entries()) {
                tasks.add(codec.decode(entry.value(), TaskState.class));
                after = Optional.of(entry.key());
            }
        } while (page.more());
        return tasks;
    }

    /** What is remembered of images, by name. */
    public Map<String, ImageUse> images() {
        Map<String, ImageUse> images = new HashMap<>();
        Optional<Key> after = Optional.empty();
        Page page;
        do {
            page = store.range(IMAGES, after, Store.MAX_PAGE);
            for (Entry entry : page.entries()) {
                StoredImage image = codec.decode(entry.value(), StoredImage.class);
                images.put(image.name(), image.use());
                after = Optional.of(entry.key());
            }
        } while (page.more());
        return images;
    }

    /** Writes down what differs between the two, of what outlives this process. */
    public void save(EngineState before, EngineState after) {
        List<Write> writes = new ArrayList<>();
        after.tasks().forEach((arn, task) -> {
            if (differs(before.tasks().get(arn), task)) {
                writes.add(new Write.Put(key(task), codec.encode(task)));
            }
        });
        Set<String> gone = new HashSet<>(before.tasks().keySet());
        gone.removeAll(after.tasks().keySet());
        gone.forEach(arn -> {
            TaskState task = before.tasks().get(arn);
            if (task != null) {
                writes.add(new Write.Delete(key(task)));
            }
        });
        after.images().forEach((name, use) -> {
            if (!use.equals(before.images().get(name))) {
                writes.add(new Write.Put(imageKey(name), codec.encode(new StoredImage(name, use))));
            }
        });
        before.images().keySet().stream()
                .filter(name -> !after.images().containsKey(name))
                .forEach(name -> writes.add(new Write.Delete(imageKey(name))));
        commit(writes);
    }

    private static boolean differs(@Nullable TaskState before, TaskState after) {
        return before == null || (!after.equals(before) && !after.lasting().equals(before.lasting()));
    }

    private static Key imageKey(String name) {
        return Key.of(
                "agent",
                "image",
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString());
    }

    private static Key key(TaskState task) {
        return Key.of("agent", "task", task.spec().id());
    }

    /** Commits in as few transactions as fit. */
    private void commit(List<Write> writes) {
        List<Write> batch = new ArrayList<>();
        int bytes = 0;
        for (Write write : writes) {
            int size =
                    switch (write) {
                        case Write.Put put -> put.value().length;
                        case Write.Delete _ -> 0;
                    };
            if (batch.size() == Txn.MAX_WRITES || (!batch.isEmpty() && bytes + size > Txn.MAX_BYTES)) {
                commitOne(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(write);
            bytes += size;
        }
        if (!batch.isEmpty()) {
            commitOne(batch);
        }
    }

    private void commitOne(List<Write> batch) {
        Txn txn = new Txn(ids.uuid(), List.of(), batch);
        switch (store.commit(txn)) {
            case CommitResult.Committed _ -> {}
            case CommitResult.Conflict conflict ->
                throw new StoreException("the agent's own store refused an unguarded commit, of " + conflict.keys());
            case CommitResult.Unknown unknown -> settle(txn, unknown.cause());
        }
    }

    /** Repeats a commit of which nobody knows whether it happened: the same id never happens twice. */
    private void settle(Txn txn, Throwable cause) {
        for (int tried = 0; tried < MAX_OUTCOME_TRIES; tried++) {
            if (store.outcome(txn.operationId()).isPresent()
                    || store.commit(new Txn(ids.uuid(), List.of(), txn.writes())) instanceof CommitResult.Committed) {
                return;
            }
        }
        throw new StoreException("the agent's state could not be written", cause);
    }
}
