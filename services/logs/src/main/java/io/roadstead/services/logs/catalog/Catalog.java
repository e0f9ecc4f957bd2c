package io.roadstead.services.logs.catalog;

import io.roadstead.core.Ids;
import io.roadstead.core.model.Scope;
import io.roadstead.store.CommitResult;
import io.roadstead.store.Entry;
import io.roadstead.store.Guard;
import io.roadstead.store.Key;
import io.roadstead.store.Page;
import io.roadstead.store.Prefix;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Revision;
import io.roadstead.store.Store;
import io.roadstead.store.Txn;
import io.roadstead.store.Watch;
import io.roadstead.store.Watcher;
import io.roadstead.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All groups and streams in memory, and the one road to change them. One rule: the view changes only by the Store's
 * watch, so it shows what every other server will show; whoever has committed waits until it does.
 */
public final class Catalog implements AutoCloseable {
    /** How often a change is tried again on newer records before it is given up. */
    private static final int ATTEMPTS = 16;

    private static final int OUTCOME_TRIES = 100;
    private static final Duration OUTCOME_PAUSE = Duration.ofMillis(50);
    private static final Duration APPLY_LIMIT = Duration.ofSeconds(30);

    private final Store store;
    private final RecordCodec codec;
    private final Ids ids;
    private final ConcurrentMap<Key, Stored<LogGroup>> groups = new ConcurrentHashMap<>();
    private final ConcurrentMap<Key, Stored<LogStream>> streams = new ConcurrentHashMap<>();
    private final ConcurrentMap<Scope, ConcurrentNavigableMap<String, LogGroup>> groupsByName =
            new ConcurrentHashMap<>();
    private final ConcurrentMap<String, ConcurrentNavigableMap<String, LogStream>> streamsByName =
            new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private volatile Revision applied = Revision.NONE;
    private volatile @Nullable Watch watch;
    private volatile boolean closed;

    private record Stored<T>(T record, Revision revision) {}

    private Catalog(Store store, RecordCodec codec, Ids ids) {
        this.store = store;
        this.codec = codec;
        this.ids = ids;
    }

    /** Lists what is stored, then follows it. */
    public static Catalog open(Store store, RecordCodec codec, Ids ids) {
        Catalog catalog = new Catalog(store, codec, ids);
        catalog.list();
        return catalog;
    }

    public Optional<LogGroup> group(Scope scope, String name) {
        return Optional.ofNullable(groups.get(CatalogKeys.group(scope, name))).map(Stored::record);
    }

    /** The groups of a scope by name. */
    public NavigableMap<String, LogGroup> groups(Scope scope) {
        return groupsByName.getOrDefault(scope, new ConcurrentSkipListMap<>());
    }

    /** The groups of all scopes. */
    public List<LogGroup> groups() {
        return groups.values().stream().map(Stored::record).toList();
    }

    public Optional<LogStream> stream(LogGroup group, String name) {
        return Optional.ofNullable(streams.get(CatalogKeys.stream(group.scope(), group.id(), name)))
                .map(Stored::record);
    }

    /** The streams of a group by name. */
    public NavigableMap<String, LogStream> streams(LogGroup group) {
        return streamsByName.getOrDefault(group.id(), new ConcurrentSkipListMap<>());
    }

    /** Stores a group, unless there is one of its name. */
    public boolean create(LogGroup group) {
        Key key = CatalogKeys.group(group.scope(), group.name());
        return commit(List.of(new Guard.Absent(key)), List.of(new Write.Put(key, codec.encode(group))));
    }

    /**
     * Changes a group.
     *
     * @return whether there was one
     */
    public boolean change(Scope scope, String name, UnaryOperator<LogGroup> change) {
        Key key = CatalogKeys.group(scope, name);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Stored<LogGroup> known = groups.get(key);
            if (known == null) {
                return false;
            }
            LogGroup now = change.apply(known.record());
            if (commit(List.of(new Guard.At(key, known.revision())), List.of(new Write.Put(key, codec.encode(now))))) {
                return true;
            }
        }
        throw busy(name);
    }

    /** Stores a stream; false when the group is gone or has one of its name. */
    public boolean create(LogGroup group, LogStream stream) {
        Key key = CatalogKeys.stream(group.scope(), group.id(), stream.name());
        Key groupKey = CatalogKeys.group(group.scope(), group.name());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Stored<LogGroup> known = groups.get(groupKey);
            if (known == null || !known.record().id().equals(group.id()) || streams.containsKey(key)) {
                return false;
            }
            if (commit(
                    List.of(new Guard.At(groupKey, known.revision()), new Guard.Absent(key)),
                    List.of(new Write.Put(key, codec.encode(stream))))) {
                return true;
            }
        }
        throw busy(stream.name());
    }

    /** Removes a group and then its streams; false when it is gone already. */
    public boolean delete(LogGroup group) {
        Key key = CatalogKeys.group(group.scope(), group.name());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Stored<LogGroup> known = groups.get(key);
            if (known == null || !known.record().id().equals(group.id())) {
                return false;
            }
            if (commit(List.of(new Guard.At(key, known.revision())), List.of(new Write.Delete(key)))) {
                deleteStreams(streams(group).values());
                return true;
            }
        }
        throw busy(group.name());
    }

    /** Removes a stream; false when it is gone already. */
    public boolean delete(LogGroup group, LogStream stream) {
        Key key = CatalogKeys.stream(group.scope(), group.id(), stream.name());
        Stored<LogStream> known = streams.get(key);
        return known != null
                && known.record().id().equals(stream.id())
                && commit(List.of(new Guard.At(key, known.revision())), List.of(new Write.Delete(key)));
    }

    /** Removes the streams that belong to no group any more, as a crash while a group is deleted may leave them. */
    public void deleteOrphans() {
        Set<String> known = new HashSet<>();
        groups.values().forEach(group -> known.add(group.record().id()));
        deleteStreams(streams.values().stream()
                .map(Stored::record)
                .filter(stream -> !known.contains(stream.groupId()))
                .toList());
    }

    private void deleteStreams(Iterable<LogStream> orphans) {
        List<Write> writes = new ArrayList<>();
        for (LogStream orphan : orphans) {
            writes.add(new Write.Delete(CatalogKeys.stream(orphan.scope(), orphan.groupId(), orphan.name())));
            if (writes.size() == Txn.MAX_WRITES) {
                commit(List.of(), writes);
                writes.clear();
            }
        }
        if (!writes.isEmpty()) {
            commit(List.of(), writes);
        }
    }

    /** Commits, and returns when the view shows it; false when a guard did not hold, and then the view shows why. */
    private boolean commit(List<Guard> guards, List<Write> writes) {
        Txn txn = new Txn(ids.uuid(), guards, writes);
        return switch (store.commit(txn)) {
            case CommitResult.Committed done -> shown(done.revision());
            case CommitResult.Conflict _ -> !shown(store.revision());
            case CommitResult.Unknown unknown -> {
                Optional<Revision> outcome = outcome(txn, unknown.cause());
                yield outcome.isPresent() ? shown(outcome.get()) : !shown(store.revision());
            }
        };
    }

    private Optional<Revision> outcome(Txn txn, Throwable cause) {
        RuntimeException last = new IllegalStateException(
                "whether transaction " + txn.operationId() + " was stored could not be learned", cause);
        for (int attempt = 0; attempt < OUTCOME_TRIES; attempt++) {
            try {
                return store.outcome(txn.operationId());
            } catch (RuntimeException e) {
                last.addSuppressed(e);
            }
            try {
                Thread.sleep(OUTCOME_PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw last;
    }

    private boolean shown(Revision revision) {
        lock.lock();
        try {
            long left = APPLY_LIMIT.toNanos();
            while (!applied.atLeast(revision)) {
                if (left <= 0) {
                    throw new IllegalStateException("revision " + revision.number() + " was not applied within "
                            + APPLY_LIMIT.toSeconds() + " s; the log groups are at " + applied.number());
                }
                left = advanced.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for revision " + revision.number(), e);
        } finally {
            lock.unlock();
        }
    }

    private static IllegalStateException busy(String name) {
        return new IllegalStateException(
                name + " was changed by others " + ATTEMPTS + " times while it was to be changed: try again");
    }

    private void list() {
        Set<Key> seen = new HashSet<>();
        Optional<Key> after = Optional.empty();
        Revision from = null;
        boolean more = true;
        while (more) {
            Page page = store.range(Prefix.ALL, after, Store.MAX_PAGE);
            from = from == null ? page.revision() : from;
            for (Entry entry : page.entries()) {
                seen.add(entry.key());
                put(entry.key(), entry.value(), entry.revision());
                after = Optional.of(entry.key());
            }
            more = page.more();
        }
        Revision start = from == null ? Revision.NONE : from;
        List.copyOf(groups.keySet()).stream().filter(key -> !seen.contains(key)).forEach(this::remove);
        List.copyOf(streams.keySet()).stream()
                .filter(key -> !seen.contains(key))
                .forEach(this::remove);
        advance(start);
        watch = store.watch(Prefix.ALL, start, new Follower());
    }

    private final class Follower implements Watcher {
        @Override
        public void changed(List<Change> changes, Revision upTo) {
            for (Change change : changes) {
                byte[] value = change.value();
                if (value == null) {
                    remove(change.key());
                } else {
                    put(change.key(), value, change.revision());
                }
            }
            advance(upTo);
        }

        @Override
        public void lost() {
            if (!closed) {
                list();
            }
        }
    }

    private void advance(Revision upTo) {
        lock.lock();
        try {
            applied = upTo.atLeast(applied) ? upTo : applied;
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A page may be older than what a watch already told: only newer revisions count. */
    private void put(Key key, byte[] value, Revision revision) {
        if (CatalogKeys.isGroup(key)) {
            Stored<LogGroup> known = groups.get(key);
            if (known == null || !known.revision().atLeast(revision)) {
                LogGroup group = codec.decode(value, LogGroup.class);
                groups.put(key, new Stored<>(group, revision));
                groupsByName
                        .computeIfAbsent(group.scope(), scope -> new ConcurrentSkipListMap<>())
                        .put(group.name(), group);
            }
        } else if (CatalogKeys.isStream(key)) {
            Stored<LogStream> known = streams.get(key);
            if (known == null || !known.revision().atLeast(revision)) {
                LogStream stream = codec.decode(value, LogStream.class);
                streams.put(key, new Stored<>(stream, revision));
                streamsByName
                        .computeIfAbsent(stream.groupId(), id -> new ConcurrentSkipListMap<>())
                        .put(stream.name(), stream);
            }
        }
    }

    private void remove(Key key) {
        Stored<LogGroup> group = groups.remove(key);
        if (group != null) {
            groupsByName
                    .getOrDefault(group.record().scope(), new ConcurrentSkipListMap<>())
                    .remove(group.record().name());
        }
        Stored<LogStream> stream = streams.remove(key);
        if (stream != null) {
            streamsByName.computeIfPresent(stream.record().groupId(), (id, named) -> {
                named.remove(stream.record().name());
                return named.isEmpty() ? null : named;
            });
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
}
