package io.roadstead.control.write;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.index.Versioned;
import io.roadstead.core.model.ServiceKey;
import io.roadstead.core.model.Task;
import io.roadstead.store.Epoch;
import io.roadstead.store.Guard;
import io.roadstead.store.Key;
import io.roadstead.store.Prefix;
import io.roadstead.store.Revision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one change reads and writes. Reading guards: the commit happens only if what was read is still so. Records of
 * earlier changes, of the same batch or of the one being committed, are seen as if they were stored.
 */
public final class Draft {
    private final Index index;
    private final @Nullable Batch before;
    private final Batch batch;
    private final Map<Key, Batch.Written> writes = new LinkedHashMap<>();
    private final Map<Key, Revision> read = new LinkedHashMap<>();
    private final Map<Key, Batch> readAhead = new HashMap<>();
    private final List<Epoch> epochs = new ArrayList<>();

    /** @param before the batch that is being committed */
    Draft(Index index, @Nullable Batch before, Batch batch) {
        this.index = index;
        this.before = before;
        this.batch = batch;
    }

    /** One that is never committed: for who only looks. */
    public static Draft reading(Index index) {
        return new Draft(index, null, new Batch(index));
    }

    /** The record, guarded: should it change before the commit, this change is applied again. */
    public <T> Optional<T> read(Key key, Class<T> type) {
        Batch.Written pending = pending(key);
        if (pending != null) {
            return pending.as(type);
        }
        Batch.Written underWay = underWay(key);
        if (before != null && underWay != null) {
            readAhead.put(key, before);
            return underWay.as(type);
        }
        Optional<Versioned<T>> stored = index.get(key, type);
        read.put(key, stored.map(Versioned::revision).orElse(Revision.NONE));
        return stored.map(Versioned::record);
    }

    /** The record without a guard: for what may be a moment old. */
    public <T> Optional<T> peek(Key key, Class<T> type) {
        Batch.Written pending = pending(key);
        Batch.Written written = pending != null ? pending : underWay(key);
        return written != null ? written.as(type) : index.find(key, type);
    }

    /** All records below a prefix without a guard, those of earlier changes included. */
    public <T> List<T> peekAll(Prefix prefix, Class<T> type) {
        return List.copyOf(peekByKey(prefix, type).values());
    }

    /** As {@link #peekAll}, with the keys; in no order to rely on. */
    public <T> Map<Key, T> peekByKey(Prefix prefix, Class<T> type) {
        Map<Key, T> found = new LinkedHashMap<>();
        for (Versioned<T> each : index.allVersioned(prefix, type)) {
            found.put(each.key(), each.record());
        }
        if (before != null) {
            overlay(before.writes(), prefix, type, found);
        }
        overlay(batch.writes(), prefix, type, found);
        overlay(writes, prefix, type, found);
        return found;
    }

    /** The service's tasks without a guard, stopped ones and those of earlier changes included. */
    public List<Task> peekTasksOf(ServiceKey service) {
        Map<String, @Nullable Task> newer = new LinkedHashMap<>();
        if (before != null) {
            overlay(before.writes(), service, newer);
        }
        overlay(batch.writes(), service, newer);
        overlay(writes, service, newer);
        List<Task> stored = index.tasksOf(service);
        if (newer.isEmpty()) {
            return stored;
        }
        List<Task> tasks = new ArrayList<>(stored.size() + newer.size());
        for (Task task : stored) {
            if (!newer.containsKey(task.id())) {
                tasks.add(task);
            }
        }
        newer.values().stream().filter(Objects::nonNull).forEach(tasks::add);
        return tasks;
    }

    public void put(Key key, Object record) {
        writes.put(key, new Batch.Written(record));
    }

    public void delete(Key key) {
        writes.put(key, new Batch.Written(null));
    }

    /** The commit happens only while this lease is held. */
    public void led(Epoch epoch) {
        epochs.add(epoch);
    }

    private Batch.@Nullable Written pending(Key key) {
        Batch.Written own = writes.get(key);
        return own != null ? own : batch.pending(key);
    }

    private Batch.@Nullable Written underWay(Key key) {
        return before == null ? null : before.pending(key);
    }

    Map<Key, Batch.Written> writes() {
        return writes;
    }

    /** What was read of the batch that is being committed. */
    Map<Key, Batch> readAhead() {
        return readAhead;
    }

    /** What was read of the index. */
    List<Guard> guards() {
        List<Guard> guards = new ArrayList<>();
        read.forEach((key, revision) ->
                guards.add(revision.equals(Revision.NONE) ? new Guard.Absent(key) : new Guard.At(key, revision)));
        epochs.forEach(epoch -> guards.add(new Guard.Leader(epoch)));
        return guards;
    }

    private static <T> void overlay(Map<Key, Batch.Written> changes, Prefix prefix, Class<T> type, Map<Key, T> found) {
        changes.forEach((key, written) -> {
            if (prefix.covers(key)) {
                written.as(type).ifPresentOrElse(value -> found.put(key, value), () -> found.remove(key));
            }
        });
    }

    /** By task id. Whose task a removed one was is not said, so removals are of any task of the cluster. */
    private static void overlay(
            Map<Key, Batch.Written> changes, ServiceKey service, Map<String, @Nullable Task> found) {
        String below = Keys.all(service.scope(), Kind.TASK, service.cluster()).path();
        changes.forEach((key, written) -> {
            if (key.path().startsWith(below)) {
                Task task = written.as(Task.class).orElse(null);
                if (task == null || task.service().filter(service::equals).isPresent()) {
                    found.put(key.path().substring(below.length()), task);
                }
            }
        });
    }
}
