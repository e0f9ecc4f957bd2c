package io.roadstead.services.identity.directory;

import io.roadstead.core.Ids;
import io.roadstead.store.CommitResult;
import io.roadstead.store.Entry;
import io.roadstead.store.Key;
import io.roadstead.store.Page;
import io.roadstead.store.Prefix;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Revision;
import io.roadstead.store.Store;
import io.roadstead.store.Txn;
import io.roadstead.store.Watch;
import io.roadstead.store.Watcher;
import io.roadstead.store.Watcher.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All records of identity in memory, applied from the Store's watch, and the one road to change them: a change reads and
 * writes a {@link Draft}, which is committed guarded by everything it read, and applied again when it lost a race.
 * Whoever changed something sees it when the call returns.
 */
public final class Directory implements AutoCloseable {
    private static final int ATTEMPTS = 50;
    private static final Duration APPLY_LIMIT = Duration.ofSeconds(10);
    private static final int OUTCOME_TRIES = 5;
    private static final Duration OUTCOME_PAUSE = Duration.ofMillis(100);

    private final Store store;
    private final RecordCodec codec;
    private final Ids ids;
    private final ConcurrentSkipListMap<Key, Stored> records = new ConcurrentSkipListMap<>();
    private final ConcurrentMap<String, Key> accessKeys = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private Revision applied = Revision.NONE;
    private volatile @Nullable Watch watch;
    private volatile boolean closed;

    record Stored(Record record, Revision revision) {}

    private Directory(Store store, RecordCodec codec, Ids ids) {
        this.store = store;
        this.codec = codec;
        this.ids = ids;
    }

    public static Directory open(Store store, RecordCodec codec, Ids ids) {
        Directory directory = new Directory(store, codec, ids);
        directory.list();
        return directory;
    }

    public <T extends Record> Optional<T> find(Kind<T> kind, String account, String name) {
        return name.isEmpty() || name.indexOf('/') >= 0
                ? Optional.empty()
                : Optional.ofNullable(stored(kind.key(account, name)))
                        .map(Stored::record)
                        .map(kind.type()::cast);
    }

    /** All of an account, by name. */
    public <T extends Record> List<T> all(Kind<T> kind, String account) {
        Prefix prefix = kind.prefix(account);
        List<T> found = new ArrayList<>();
        for (var each : records.tailMap(new Key(prefix.path()), true).entrySet()) {
            if (!prefix.covers(each.getKey())) {
                break;
            }
            found.add(kind.type().cast(each.getValue().record()));
        }
        return found;
    }

    /** A user's access key of any account. */
    public Optional<StoredKey> accessKey(String accessKeyId) {
        return Optional.ofNullable(accessKeys.get(accessKeyId))
                .map(records::get)
                .map(stored -> (StoredKey) stored.record());
    }

    /** Does all the change writes, or nothing when it throws; it may be applied more than once. */
    public <R> R change(Function<Draft, R> change) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Draft draft = new Draft(this::stored);
            R result = change.apply(draft);
            if (draft.isEmpty() || commit(draft.txn(ids.uuid(), codec))) {
                return result;
            }
        }
        throw new IllegalStateException("others changed the same " + ATTEMPTS + " times: try again");
    }

    private @Nullable Stored stored(Key key) {
        return records.get(key);
    }

    /** Commits, and returns when the view shows it; false when a guard did not hold, and then the view shows why. */
    private boolean commit(Txn txn) {
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
                            + APPLY_LIMIT.toSeconds() + " s; identity is at " + applied.number());
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
        List.copyOf(records.keySet()).stream()
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
        Kind<?> kind = Kind.of(key);
        Stored known = records.get(key);
        if (kind == null || (known != null && known.revision().atLeast(revision))) {
            return;
        }
        Record record = codec.decode(value, kind.type());
        records.put(key, new Stored(record, revision));
        if (record instanceof StoredKey stored) {
            accessKeys.put(stored.accessKeyId(), key);
        }
    }

    private void remove(Key key) {
        Stored gone = records.remove(key);
        if (gone != null && gone.record() instanceof StoredKey stored) {
            accessKeys.remove(stored.accessKeyId());
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
