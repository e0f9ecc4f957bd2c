package io.roadstead.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of a store in memory, and the rules of its change: what {@link MemoryStore} is, and what decides in
 * every store that writes a durable table behind it.
 *
 * <p>Its one rule: there is one writer at a time. It begins a {@link Batch}, which judges transactions one after
 * another against the state and against each other; makes that durable, if it has a table; and only then
 * {@linkplain #publish publishes} it, all at once. What is never published was never there. Readers and watches may be
 * many, on any thread, and see published state only.
 */
public final class RamState {
    /**
     * A state that was kept elsewhere.
     *
     * @param operations committed operation ids and their revisions, oldest first
     */
    public record Saved(
            Collection<Entry> entries, Revision revision, Map<String, Revision> operations, List<Lease> leases) {
        public static final Saved NOTHING = new Saved(List.of(), Revision.NONE, Map.of(), List.of());
    }

    private final Executor deliveries;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final TreeMap<String, Entry> entries = new TreeMap<>();
    private final History history;
    private final Map<String, Revision> operations = new LinkedHashMap<>();
    private final Map<String, Lease> leases = new LinkedHashMap<>();
    private final Set<Feed> feeds = ConcurrentHashMap.newKeySet();
    private volatile Revision revision;

    /** @param deliveries runs the calls to watchers; it may use a thread for each, or keep them for later */
    public RamState(Saved saved, WatchLimits limits, Executor deliveries) {
        this.deliveries = deliveries;
        for (Entry entry : saved.entries()) {
            entries.put(entry.key().path(), entry);
        }
        operations.putAll(saved.operations());
        for (Lease lease : saved.leases()) {
            leases.put(lease.name(), lease);
        }
        revision = saved.revision();
        history = new History(limits, revision.number());
    }

    /** See {@link Store#get}. */
    public Optional<Entry> get(Key key) {
        lock.readLock().lock();
        try {
            return Optional.ofNullable(entry(key));
        } finally {
            lock.readLock().unlock();
        }
    }

    /** See {@link Store#range}. The page and the revision it states belong together. */
    public Page range(Prefix prefix, Optional<Key> after, int limit) {
        if (limit < 1 || limit > Store.MAX_PAGE) {
            throw new IllegalArgumentException(
                    "a page has 1 to " + Store.MAX_PAGE + " records, and " + limit + " were asked for");
        }
        String begin = prefix.path();
        boolean inclusive = true;
        if (after.isPresent() && after.get().path().compareTo(begin) >= 0) {
            begin = after.get().path();
            inclusive = false;
        }
        List<Entry> page = new ArrayList<>();
        lock.readLock().lock();
        try {
            boolean more = false;
            for (Entry entry : entries.tailMap(begin, inclusive).values()) {
                if (!prefix.covers(entry.key())) {
                    break;
                }
                if (page.size() == limit) {
                    more = true;
                    break;
                }
                page.add(entry);
            }
            return new Page(page, revision, more);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** See {@link Store#revision}. */
    public Revision revision() {
        return revision;
    }

    /** See {@link Store#watch}. */
    public Watch watch(Prefix prefix, Revision after, Watcher watcher) {
        Feed feed = new Feed(this, prefix, after, watcher, deliveries);
        feeds.add(feed);
        feed.wake();
        return feed;
    }

    /** A batch upon the published state. The writer has one at a time and reads this state in no other way. */
    public Batch begin() {
        return new Batch(this);
    }

    /** Shows the batch to readers and watches. */
    public void publish(Batch batch) {
        if (batch.isEmpty()) {
            return;
        }
        lock.writeLock().lock();
        try {
            batch.entries().forEach((key, entry) -> {
                if (entry.isPresent()) {
                    entries.put(key.path(), entry.get());
                } else {
                    entries.remove(key.path());
                }
            });
            for (Batch.Committed commit : batch.commits()) {
                history.add(commit.revision().number(), commit.changes());
                operations.put(commit.operationId(), commit.revision());
            }
            for (Lease lease : batch.leases()) {
                leases.put(lease.name(), lease);
            }
            forgetOldOperations();
            revision = batch.revision();
        } finally {
            lock.writeLock().unlock();
        }
        if (!batch.commits().isEmpty()) {
            feeds.forEach(Feed::wake);
        }
    }

    /** Ends all watches. A call that is under way goes on; none follows. */
    public void endWatches() {
        feeds.forEach(Feed::end);
        feeds.clear();
    }

    /** How many operations are remembered: the newest, and {@link Store#OPERATIONS_KEPT} before it. */
    public static final int OPERATIONS_REMEMBERED = Store.OPERATIONS_KEPT + 1;

    private void forgetOldOperations() {
        var oldest = operations.entrySet().iterator();
        for (int tooMany = operations.size() - OPERATIONS_REMEMBERED; tooMany > 0; tooMany--) {
            oldest.next();
            oldest.remove();
        }
    }

    Optional<History.News> news(long after, Prefix prefix) {
        lock.readLock().lock();
        try {
            return history.after(after, prefix);
        } finally {
            lock.readLock().unlock();
        }
    }

    void forget(Feed feed) {
        feeds.remove(feed);
    }

    @Nullable
    Entry entry(Key key) {
        return entries.get(key.path());
    }

    @Nullable
    Revision operation(String operationId) {
        return operations.get(operationId);
    }

    @Nullable
    Lease lease(String name) {
        return leases.get(name);
    }
}
