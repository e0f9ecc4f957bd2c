package io.roadstead.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that are judged but not yet there: each sees the ones before it, nobody else sees any until
 * {@link RamState#publish}. An answer given here holds only if the batch is published; a refusal too, for it may rest
 * on a transaction of the same batch.
 *
 * <p>Belongs to the one writer. Time is an argument.
 */
public final class Batch {
    /** A transaction that passed its guards. {@code changes} are what it really changed, in the order written. */
    public record Committed(String operationId, Revision revision, List<Watcher.Change> changes) {}

    private final RamState base;
    private final Map<Key, Optional<Entry>> entries = new LinkedHashMap<>();
    private final List<Committed> commits = new ArrayList<>();
    private final Map<String, Revision> operations = new HashMap<>();
    private final Map<String, Lease> leases = new LinkedHashMap<>();
    private Revision revision;

    Batch(RamState base) {
        this.base = base;
        revision = base.revision();
    }

    /** See {@link Store#commit}. */
    public CommitResult commit(Txn txn, Instant now) {
        Optional<Revision> before = outcome(txn.operationId());
        if (before.isPresent()) {
            return new CommitResult.Committed(before.get());
        }
        List<Key> conflicts = new ArrayList<>();
        for (Guard guard : txn.guards()) {
            switch (guard) {
                case Guard.Absent(Key key) -> {
                    if (entry(key) != null) {
                        conflicts.add(key);
                    }
                }
                case Guard.At(Key key, Revision wanted) -> {
                    Entry entry = entry(key);
                    if (entry == null || !entry.revision().equals(wanted)) {
                        conflicts.add(key);
                    }
                }
                case Guard.Leader(Epoch epoch) -> {
                    Lease lease = lease(epoch.name());
                    if (lease == null || !lease.is(epoch, now)) {
                        conflicts.add(Guard.Leader.conflictKey(epoch.name()));
                    }
                }
            }
        }
        if (!conflicts.isEmpty()) {
            return new CommitResult.Conflict(conflicts);
        }
        write(txn);
        return new CommitResult.Committed(revision);
    }

    private void write(Txn txn) {
        revision = new Revision(revision.number() + 1);
        List<Watcher.Change> changes = new ArrayList<>();
        for (Write write : txn.writes()) {
            switch (write) {
                case Write.Put(Key key, byte[] value) -> {
                    entries.put(key, Optional.of(new Entry(key, value, revision)));
                    changes.add(new Watcher.Change(key, value, revision));
                }
                case Write.Delete(Key key) -> {
                    if (entry(key) != null) {
                        entries.put(key, Optional.empty());
                        changes.add(new Watcher.Change(key, null, revision));
                    }
                }
            }
        }
        commits.add(new Committed(txn.operationId(), revision, List.copyOf(changes)));
        operations.put(txn.operationId(), revision);
    }

    /** See {@link Store#outcome}. */
    public Optional<Revision> outcome(String operationId) {
        Revision staged = operations.get(operationId);
        return Optional.ofNullable(staged != null ? staged : base.operation(operationId));
    }

    /** See {@link Store#lead}. */
    public Optional<Epoch> lead(String name, String holder, Duration ttl, Instant now) {
        Lease old = lease(name);
        long number = 1;
        if (old != null) {
            boolean held = old.heldAt(now);
            if (held && !holder.equals(old.holder())) {
                return Optional.empty();
            }
            number = held ? old.number() : old.number() + 1;
        }
        Lease lease = new Lease(name, number, holder, now.plus(ttl));
        leases.put(name, lease);
        return Optional.of(lease.epoch());
    }

    /** See {@link Store#resign}. */
    public void resign(Epoch epoch, Instant now) {
        Lease lease = lease(epoch.name());
        if (lease != null && lease.is(epoch, now)) {
            leases.put(lease.name(), lease.givenBack());
        }
    }

    /** The last state of every record that changed; absent for a removed one. */
    public Map<Key, Optional<Entry>> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /** What was committed, in order. */
    public List<Committed> commits() {
        return Collections.unmodifiableList(commits);
    }

    /** The leases that changed. */
    public Collection<Lease> leases() {
        return Collections.unmodifiableCollection(leases.values());
    }

    /** The store's revision once this batch is published. */
    public Revision revision() {
        return revision;
    }

    /** Whether there is nothing to keep: only questions and refusals. */
    public boolean isEmpty() {
        return commits.isEmpty() && leases.isEmpty();
    }

    private @Nullable Entry entry(Key key) {
        Optional<Entry> staged = entries.get(key);
        return staged != null ? staged.orElse(null) : base.entry(key);
    }

    private @Nullable Lease lease(String name) {
        Lease staged = leases.get(name);
        return staged != null ? staged : base.lease(name);
    }
}
