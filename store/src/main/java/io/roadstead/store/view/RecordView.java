package io.roadstead.store.view;

import io.roadstead.core.Ids;
import io.roadstead.store.CommitResult;
import io.roadstead.store.Entry;
import io.roadstead.store.Key;
import io.roadstead.store.Outcomes;
import io.roadstead.store.Page;
import io.roadstead.store.Prefix;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Revision;
import io.roadstead.store.Store;
import io.roadstead.store.Txn;
import io.roadstead.store.Watch;
import io.roadstead.store.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All records of some kinds in memory, and the one road to change them. One rule: the view changes only by the Store's
 * watch, so it shows what every other server will show; whoever has changed something waits until it does.
 *
 * <p>A change reads and writes a {@link RecordDraft}, which is committed guarded by everything it read, and is made anew
 * when it lost a race.
 */
public final class RecordView implements AutoCloseable {
    /** How often a change is tried again on newer records before it is given up. */
    private static final int ATTEMPTS = 50;

    private static final Duration APPLY_LIMIT = Duration.ofSeconds(30);

    private final Store store;
    private final Outcomes outcomes;
    private final RecordCodec codec;
    private final Ids ids;
    private final Kinds kinds;
    private final Listener listener;
    private final ConcurrentSkipListMap<Key, Stored> records = new ConcurrentSkipListMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private Revision applied = Revision.NONE;
    private volatile @Nullable Watch watch;
    private volatile boolean closed;

    /** Which records are followed. */
    @FunctionalInterface
    public interface Kinds {
        /** What the record with this key is; null for those of others. */
        @Nullable
        Class<? extends Record> of(Key key);
    }

    /** Who keeps an order of its own over the records. Called in the order of commits, one call after another. */
    public interface Listener {
        /** Keeps none. */
        Listener NONE = new Listener() {
            @Override
            public void put(Key key, Record now) {}

            @Override
            public void removed(Key key, Record gone) {}
        };

        /** A record came or changed. */
        void put(Key key, Record now);

        void removed(Key key, Record gone);
    }

    /** @param revision the commit that wrote it */
    record Stored(Record record, Revision revision) {}

    private RecordView(Store store, RecordCodec codec, Ids ids, Kinds kinds, Listener listener) {
        this.store = store;
        this.outcomes = new Outcomes(store, Thread::sleep);
        this.codec = codec;
        this.ids = ids;
        this.kinds = kinds;
        this.listener = listener;
    }

    /**
     * Lists what is stored, then follows it. Returns when everything stored by now is known.
     *
     * @param ids for the names of transactions
     */
    public static RecordView open(Store store, RecordCodec codec, Ids ids, Kinds kinds, Listener listener) {
        RecordView view = new RecordView(store, codec, ids, kinds, listener);
        view.list();
        return view;
    }

    public <T extends Record> Optional<T> find(Key key, Class<T> type) {
        return Optional.ofNullable(stored(key)).map(Stored::record).map(type::cast);
    }

    /** All records below a prefix, in key order; weakly consistent while changes come in. */
    public <T extends Record> List<T> below(Prefix prefix, Class<T> type) {
        List<T> found = new ArrayList<>();
        var from = prefix.path().isEmpty() ? records : records.tailMap(new Key(prefix.path()), true);
        for (var each : from.entrySet()) {
            if (!prefix.covers(each.getKey())) {
                break;
            }
            found.add(type.cast(each.getValue().record()));
        }
        return found;
    }

    /**
     * Does all the change writes, or nothing when it throws, and returns when the view shows it. The change may be made
     * more than once, each time on a new draft.
     *
     * @throws IllegalStateException when others are always faster, or it cannot be learned whether it was stored
     */
    public <R> R change(Function<RecordDraft, R> change) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            RecordDraft draft = new RecordDraft(this::stored);
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
                Optional<Revision> outcome = outcomes.of(txn, unknown.cause());
                yield outcome.isPresent() ? shown(outcome.get()) : !shown(store.revision());
            }
        };
    }

    private boolean shown(Revision revision) {
        lock.lock();
        try {
            long left = APPLY_LIMIT.toNanos();
            while (!applied.atLeast(revision)) {
                if (left <= 0) {
                    throw new IllegalStateException("revision " + revision.number() + " was not applied within "
                            + APPLY_LIMIT.toSeconds() + " s; the view is at " + applied.number());
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
        Class<? extends Record> type = kinds.of(key);
        Stored known = records.get(key);
        if (type == null || (known != null && known.revision().atLeast(revision))) {
            return;
        }
        Record record = codec.decode(value, type);
        records.put(key, new Stored(record, revision));
        listener.put(key, record);
    }

    private void remove(Key key) {
        Stored gone = records.remove(key);
        if (gone != null) {
            listener.removed(key, gone.record());
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
