package io.roadstead.simulation;

import io.roadstead.store.Batch;
import io.roadstead.store.CommitResult;
import io.roadstead.store.Entry;
import io.roadstead.store.Epoch;
import io.roadstead.store.Key;
import io.roadstead.store.Page;
import io.roadstead.store.Prefix;
import io.roadstead.store.RamState;
import io.roadstead.store.Revision;
import io.roadstead.store.Store;
import io.roadstead.store.Txn;
import io.roadstead.store.WatchLimits;
import io.roadstead.store.Watcher;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The one store all servers of a world share: the rules of {@link RamState}, each call done in an instant. What goes
 * wrong on the way to it is each server's {@link StoreClient}'s affair.
 */
final class SharedStore {
    /** Commits whose changes are kept for watches; whoever is further behind is lost. */
    static final int KEPT = 5_000;

    private final Timeline timeline;
    private final RamState state = new RamState(RamState.Saved.NOTHING, WatchLimits.DEFAULT, Runnable::run);
    private final Deque<Commit> kept = new ArrayDeque<>();
    private final List<Runnable> followers = new ArrayList<>();
    private final Map<String, Epoch> leases = new LinkedHashMap<>();
    /** Operations asked about before they came: they must never happen. */
    private final Set<String> fenced = new HashSet<>();

    private UnaryOperator<Txn> flaw = txn -> txn;

    /** One revision's changes. */
    record Commit(Revision revision, List<Watcher.Change> changes) {}

    /** @param committed told of every commit, before anybody else */
    SharedStore(Timeline timeline, Consumer<Commit> committed) {
        this.timeline = timeline;
        state.watch(Prefix.ALL, Revision.NONE, new Watcher() {
            @Override
            public void changed(List<Change> changes, Revision upTo) {
                Commit commit = new Commit(upTo, changes);
                kept.addLast(commit);
                if (kept.size() > KEPT) {
                    kept.removeFirst();
                }
                committed.accept(commit);
                List.copyOf(followers).forEach(Runnable::run);
            }

            @Override
            public void lost() {
                throw new IllegalStateException("the world's own watch of the store was lost");
            }
        });
    }

    /** Makes the store judge other transactions than it is given: to prove that wrong guards are noticed. */
    void flaw(UnaryOperator<Txn> newFlaw) {
        flaw = newFlaw;
    }

    CommitResult commit(Txn txn) {
        if (fenced.contains(txn.operationId())) {
            return new CommitResult.Conflict(List.of());
        }
        return write(batch -> batch.commit(flaw.apply(txn), timeline.now()));
    }

    Optional<Revision> outcome(String operationId) {
        Optional<Revision> known = write(batch -> batch.outcome(operationId));
        if (known.isEmpty()) {
            fenced.add(operationId);
        }
        return known;
    }

    Optional<Epoch> lead(String name, String holder, Duration ttl) {
        Store.requireLease(name, holder, ttl);
        Optional<Epoch> epoch = write(batch -> batch.lead(name, holder, ttl, timeline.now()));
        epoch.ifPresent(held -> leases.put(name, held));
        return epoch;
    }

    /** Ends every tenure before its time, as a store does that lost its own leader. */
    void takeLeases() {
        leases.values().forEach(this::resign);
        leases.clear();
    }

    void resign(Epoch epoch) {
        write(batch -> {
            batch.resign(epoch, timeline.now());
            return epoch;
        });
    }

    Optional<Entry> get(Key key) {
        return state.get(key);
    }

    Page range(Prefix prefix, Optional<Key> after, int limit) {
        return state.range(prefix, after, limit);
    }

    Revision revision() {
        return state.revision();
    }

    /** What was committed after this revision; empty when that is no longer known. */
    Optional<List<Commit>> since(Revision revision) {
        if (revision.equals(state.revision())) {
            return Optional.of(List.of());
        }
        Commit oldest = kept.peekFirst();
        if (oldest == null || oldest.revision().number() > revision.number() + 1) {
            return Optional.empty();
        }
        List<Commit> news = new ArrayList<>();
        var newestFirst = kept.descendingIterator();
        while (newestFirst.hasNext()) {
            Commit commit = newestFirst.next();
            if (commit.revision().number() <= revision.number()) {
                break;
            }
            news.add(commit);
        }
        return Optional.of(news.reversed());
    }

    /** Is run after every commit. */
    void follow(Runnable follower) {
        followers.add(follower);
    }

    void unfollow(Runnable follower) {
        followers.remove(follower);
    }

    private <T> T write(Function<Batch, T> work) {
        Batch batch = state.begin();
        T answer = work.apply(batch);
        state.publish(batch);
        return answer;
    }
}
