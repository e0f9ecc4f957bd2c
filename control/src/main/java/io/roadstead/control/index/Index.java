package io.roadstead.control.index;

import io.roadstead.core.model.Scope;
import io.roadstead.core.model.ServiceKey;
import io.roadstead.core.model.Task;
import io.roadstead.store.Entry;
import io.roadstead.store.Key;
import io.roadstead.store.Page;
import io.roadstead.store.Prefix;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Revision;
import io.roadstead.store.Store;
import io.roadstead.store.Watch;
import io.roadstead.store.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All records in memory. One rule: it changes only by the Store's watch, so it shows what every other server will show.
 *
 * <p>Whoever has committed waits with {@link #awaitApplied} before it answers, and so reads its own writes.
 */
public final class Index implements AutoCloseable {
    /** How long a caller waits for its own write to come back before it is told that the server is in trouble. */
    public static final Duration APPLY_LIMIT = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(Index.class);

    private final Store store;
    private final OwnWrites codec;
    private final ConcurrentHashMap<Key, Place> records = new ConcurrentHashMap<>();
    /** By path, each kind by itself: some are asked for everywhere each second, and must not cost a look at all others. */
    private final Map<Kind, ConcurrentNavigableMap<String, Place>> sorted = new EnumMap<>(Kind.class);

    /** As below, for every order and every report of a task is a look at its instance's. */
    private final ConcurrentHashMap<Key, ConcurrentSkipListMap<String, Task>> tasksByInstance =
            new ConcurrentHashMap<>();
    /** The tasks themselves, for the scheduler asks for all of a service's at once, over and over. */
    private final ConcurrentHashMap<Key, ConcurrentSkipListMap<String, Task>> tasksByService =
            new ConcurrentHashMap<>();

    private final List<Consumer<List<Changed>>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private volatile Revision applied = Revision.NONE;
    private volatile @Nullable Watch watch;
    private volatile boolean closed;

    /**
     * A record that came, changed or went.
     *
     * @param before absent when there was none
     * @param after absent when it is gone
     * @param revision the commit that did it; of a record found missing when everything was listed again, the listing's
     */
    public record Changed(
            Key key,
            Kind kind,
            @Nullable Object before,
            @Nullable Object after,
            Revision revision) {}

    /** Where a record stands in both maps: one that changes is not searched for in the sorted one, the slower by far. */
    private static final class Place {
        volatile Versioned<?> now;

        Place(Versioned<?> now) {
            this.now = now;
        }
    }

    private Index(Store store, RecordCodec codec) {
        this.store = store;
        this.codec = new OwnWrites(codec);
        for (Kind kind : Kind.values()) {
            sorted.put(kind, new ConcurrentSkipListMap<>());
        }
    }

    /** Lists the whole store, then follows it. Returns when everything stored by now is known. */
    public static Index open(Store store, RecordCodec codec) {
        Index index = new Index(store, codec);
        index.list();
        return index;
    }

    /** Tells of every batch of changes, on the watch's thread: return soon. */
    public void listen(Consumer<List<Changed>> listener) {
        listeners.add(listener);
    }

    public <T> Optional<Versioned<T>> get(Key key, Class<T> type) {
        Place found = records.get(key);
        return found == null ? Optional.empty() : Optional.of(cast(found.now, type));
    }

    /** The record alone. */
    public <T> Optional<T> find(Key key, Class<T> type) {
        Place found = records.get(key);
        return found == null ? Optional.empty() : Optional.of(type.cast(found.now.record()));
    }

    /** All records below the prefix in key order; a view of the moment, weakly consistent while changes come in. */
    public <T> List<T> all(Prefix prefix, Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Place each : below(prefix).values()) {
            found.add(type.cast(each.now.record()));
        }
        return found;
    }

    /** Whether any record below the prefix will do; looks no further than the first that does. */
    public <T> boolean any(Prefix prefix, Class<T> type, Predicate<T> test) {
        for (Place each : below(prefix).values()) {
            if (test.test(type.cast(each.now.record()))) {
                return true;
            }
        }
        return false;
    }

    /** As {@link #all}, with keys and revisions. */
    public <T> List<Versioned<T>> allVersioned(Prefix prefix, Class<T> type) {
        List<Versioned<T>> found = new ArrayList<>();
        for (Place each : below(prefix).values()) {
            found.add(cast(each.now, type));
        }
        return found;
    }

    /** All records of a kind, in whatever account and region. */
    public <T> List<Versioned<T>> everywhere(Kind kind, Class<T> type) {
        List<Versioned<T>> found = new ArrayList<>();
        for (Place each : sorted(kind).values()) {
            found.add(cast(each.now, type));
        }
        return found;
    }

    /** The tasks placed on an instance that are still remembered, stopped ones included. */
    public List<Task> tasksOn(Scope scope, String cluster, String instanceId) {
        return tasks(tasksByInstance.get(Keys.containerInstance(scope, cluster, instanceId)));
    }

    /** The tasks of a service that are still remembered, stopped ones included. */
    public List<Task> tasksOf(ServiceKey service) {
        return tasks(tasksByService.get(Keys.service(service.scope(), service.cluster(), service.name())));
    }

    private static List<Task> tasks(@Nullable ConcurrentSkipListMap<String, Task> tasks) {
        return tasks == null ? List.of() : new ArrayList<>(tasks.values());
    }

    public Revision applied() {
        return applied;
    }

    /** The record as it is to be stored by who wants to see it here. */
    public byte[] encode(Object record) {
        return codec.encode(record);
    }

    /**
     * Waits until everything stored by now is applied, unless it was when this revision was.
     *
     * @return whether there was more
     */
    public boolean catchUp(Revision seen) {
        Revision newest = store.revision();
        if (seen.atLeast(newest)) {
            return false;
        }
        awaitApplied(newest);
        return true;
    }

    /** Waits until this revision is applied. */
    public void awaitApplied(Revision revision) {
        if (applied.atLeast(revision)) {
            return;
        }
        lock.lock();
        try {
            long left = APPLY_LIMIT.toNanos();
            while (!applied.atLeast(revision)) {
                if (left <= 0) {
                    throw new IllegalStateException("revision " + revision.number() + " was not applied within "
                            + APPLY_LIMIT.toSeconds() + " s; the index is at " + applied.number());
                }
                left = advanced.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for revision " + revision.number(), e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        Watch running = watch;
        if (running != null) {
            running.close();
        }
    }

    private ConcurrentNavigableMap<String, Place> below(Prefix prefix) {
        Kind kind = Kind.of(prefix.path());
        if (kind == null) {
            throw new IllegalArgumentException("records are listed by their kind, and the prefix '" + prefix.path()
                    + "' names none: begin it with Keys.all");
        }
        return sorted(kind).subMap(prefix.path(), true, prefix.path() + Character.MAX_VALUE, false);
    }

    private ConcurrentNavigableMap<String, Place> sorted(Kind kind) {
        ConcurrentNavigableMap<String, Place> ofKind = sorted.get(kind);
        if (ofKind == null) {
            throw new IllegalStateException("nothing is kept for the kind " + kind);
        }
        return ofKind;
    }

    private void list() {
        List<Changed> changes = new ArrayList<>();
        Set<Key> seen = new HashSet<>();
        Optional<Key> after = Optional.empty();
        Revision from = null;
        boolean more = true;
        while (more) {
            Page page = store.range(Prefix.ALL, after, Store.MAX_PAGE);
            from = from == null ? page.revision() : from;
            for (Entry entry : page.entries()) {
                seen.add(entry.key());
                put(entry.key(), entry.value(), entry.revision(), changes);
                after = Optional.of(entry.key());
            }
            more = page.more();
        }
        Revision start = from == null ? Revision.NONE : from;
        for (Key known : List.copyOf(records.keySet())) {
            if (!seen.contains(known)) {
                remove(known, start, changes);
            }
        }
        tell(changes, start);
        watch = store.watch(Prefix.ALL, start, new Follower());
    }

    private final class Follower implements Watcher {
        @Override
        public void changed(List<Change> changes, Revision upTo) {
            List<Changed> told = new ArrayList<>(changes.size());
            for (Change change : changes) {
                byte[] value = change.value();
                if (value == null) {
                    remove(change.key(), change.revision(), told);
                } else {
                    put(change.key(), value, change.revision(), told);
                }
            }
            tell(told, upTo);
        }

        @Override
        public void lost() {
            if (!closed) {
                log.warn("The store's watch was lost at revision {}: listing everything again.", applied.number());
                list();
            }
        }
    }

    /** A page may be older than what a watch already told: only newer revisions count. */
    private void put(Key key, byte[] value, Revision revision, List<Changed> changes) {
        Kind kind = Kind.of(key.path());
        Place place = records.get(key);
        Versioned<?> known = place == null ? null : place.now;
        if (kind == null || (known != null && known.revision().atLeast(revision))) {
            return;
        }
        Versioned<?> now = new Versioned<>(key, codec.decode(value, kind.type()), revision);
        if (place != null) {
            place.now = now;
        } else {
            Place fresh = new Place(now);
            records.put(key, fresh);
            sorted(kind).put(key.path(), fresh);
        }
        if (now.record() instanceof Task task) {
            add(tasksByInstance, instanceOf(task), task);
            serviceOf(task).ifPresent(service -> add(tasksByService, service, task));
        }
        changes.add(new Changed(key, kind, known == null ? null : known.record(), now.record(), revision));
    }

    private void remove(Key key, Revision revision, List<Changed> changes) {
        Place place = records.remove(key);
        Kind kind = Kind.of(key.path());
        if (place == null || kind == null) {
            return;
        }
        Versioned<?> known = place.now;
        sorted(kind).remove(key.path());
        if (known.record() instanceof Task task) {
            drop(tasksByInstance, instanceOf(task), task);
            serviceOf(task).ifPresent(service -> drop(tasksByService, service, task));
        }
        changes.add(new Changed(key, kind, known.record(), null, revision));
    }

    private static void add(ConcurrentHashMap<Key, ConcurrentSkipListMap<String, Task>> tasks, Key of, Task task) {
        tasks.compute(of, (k, known) -> {
            ConcurrentSkipListMap<String, Task> more = known == null ? new ConcurrentSkipListMap<>() : known;
            more.put(task.id(), task);
            return more;
        });
    }

    private static void drop(ConcurrentHashMap<Key, ConcurrentSkipListMap<String, Task>> tasks, Key of, Task task) {
        tasks.computeIfPresent(of, (k, known) -> {
            known.remove(task.id());
            return known.isEmpty() ? null : known;
        });
    }

    private static Optional<Key> serviceOf(Task task) {
        return task.service().map(service -> Keys.service(service.scope(), service.cluster(), service.name()));
    }

    private static Key instanceOf(Task task) {
        return Keys.containerInstance(task.scope(), task.cluster(), task.containerInstanceId());
    }

    private void tell(List<Changed> changes, Revision upTo) {
        if (!changes.isEmpty()) {
            for (Consumer<List<Changed>> listener : listeners) {
                listener.accept(changes);
            }
        }
        lock.lock();
        try {
            applied = upTo.atLeast(applied) ? upTo : applied;
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static <T> Versioned<T> cast(Versioned<?> found, Class<T> type) {
        return new Versioned<>(found.key(), type.cast(found.record()), found.revision());
    }
}
