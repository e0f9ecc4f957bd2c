package io.roadstead.simulation;

import io.roadstead.simulation.Processor.Waiting;
import io.roadstead.store.CommitResult;
import io.roadstead.store.Entry;
import io.roadstead.store.Epoch;
import io.roadstead.store.Guard;
import io.roadstead.store.Key;
import io.roadstead.store.Page;
import io.roadstead.store.Prefix;
import io.roadstead.store.Revision;
import io.roadstead.store.Store;
import io.roadstead.store.StoreException;
import io.roadstead.store.Txn;
import io.roadstead.store.Watch;
import io.roadstead.store.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The shared store as one server sees it over the network: every call takes its time, and the contract's liberties are
 * used as the world's {@link Faults} say. A commit may be lost on its way there or its answer on the way back, it may
 * arrive after its caller was told that nobody knows, it may be refused although its guards hold, and a watch may be
 * late or cut. Reading waits until the store can be reached.
 */
final class StoreClient implements Store {
    /** How long a call is waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** How soon what could not be reached is tried again. */
    private static final Duration RETRY = Duration.ofMillis(200);

    private final SimWorld world;
    private final Processor processor;
    private final String server;
    private final Draw draw;

    StoreClient(SimWorld world, Processor processor, String server, Draw draw) {
        this.world = world;
        this.processor = processor;
        this.server = server;
        this.draw = draw;
    }

    @Override
    public CommitResult commit(Txn txn) {
        Faults.OfStore faults = world.faults().store();
        Waiting<CommitResult> answer = new Waiting<>();
        double fate = draw.fraction();
        double lost = faults.requestLost();
        double answerLost = lost + faults.answerLost();
        double late = answerLost + faults.late();
        double conflict = late + faults.conflict();
        if (fate < lost || cut()) {
            world.timeline().after(PATIENCE, () -> answer.answer(unknown("the transaction was lost on its way")));
        } else if (fate < late && fate >= answerLost) {
            world.timeline().after(PATIENCE, () -> answer.answer(unknown("the transaction is late")));
            world.timeline().after(PATIENCE.plus(delay()), () -> world.store().commit(txn));
        } else {
            world.timeline().after(delay(), () -> {
                if (cut()) {
                    world.timeline().after(PATIENCE, () -> answer.answer(unknown("the store is out of reach")));
                    return;
                }
                CommitResult result =
                        fate >= late && fate < conflict && !txn.guards().isEmpty()
                                ? spurious(txn)
                                : world.store().commit(txn);
                if (fate < answerLost || cut()) {
                    world.timeline().after(PATIENCE, () -> answer.answer(unknown("the answer was lost on its way")));
                } else {
                    world.timeline().after(delay(), () -> answer.answer(result));
                }
            });
        }
        return answer.uninterruptibly();
    }

    @Override
    public Optional<Revision> outcome(String operationId) {
        return call(() -> world.store().outcome(operationId));
    }

    @Override
    public Optional<Epoch> lead(String name, String holder, Duration ttl) {
        return call(() -> world.store().lead(name, holder, ttl));
    }

    @Override
    public void resign(Epoch epoch) {
        call(() -> {
            world.store().resign(epoch);
            return epoch;
        });
    }

    @Override
    public Optional<Entry> get(Key key) {
        return read(() -> world.store().get(key));
    }

    @Override
    public Page range(Prefix prefix, Optional<Key> after, int limit) {
        return read(() -> world.store().range(prefix, after, limit));
    }

    @Override
    public Revision revision() {
        return read(() -> world.store().revision());
    }

    @Override
    public Watch watch(Prefix prefix, Revision after, Watcher watcher) {
        Feed feed = new Feed(prefix, after, watcher);
        world.store().follow(feed.wake);
        feed.wake.run();
        return feed;
    }

    @Override
    public void close() {}

    private boolean cut() {
        return world.network().cut(server, Network.STORE);
    }

    private Duration delay() {
        Faults.OfStore faults = world.faults().store();
        return draw.chance(faults.slow())
                ? draw.between(Duration.ofMillis(20), faults.slowest())
                : draw.between(Duration.ofNanos(100_000), Duration.ofMillis(3));
    }

    private static CommitResult unknown(String why) {
        return new CommitResult.Unknown(new StoreException("simulated: " + why));
    }

    /** What was committed before under this id must answer so, whatever else goes wrong. */
    private CommitResult spurious(Txn txn) {
        List<Key> keys = new ArrayList<>();
        for (Guard guard : txn.guards()) {
            keys.add(
                    switch (guard) {
                        case Guard.Absent(Key key) -> key;
                        case Guard.At(Key key, Revision _) -> key;
                        case Guard.Leader(Epoch epoch) -> Guard.Leader.conflictKey(epoch.name());
                    });
        }
        return world.store()
                .outcome(txn.operationId())
                .<CommitResult>map(CommitResult.Committed::new)
                .orElseGet(() -> new CommitResult.Conflict(keys));
    }

    private record Reply<T>(Optional<T> value) {}

    /** A call that fails when the store cannot be reached. */
    private <T> T call(Supplier<T> atStore) {
        Waiting<Reply<T>> reply = new Waiting<>();
        boolean failing = draw.chance(world.faults().store().callFails());
        world.timeline().after(delay(), () -> {
            if (failing || cut()) {
                world.timeline().after(PATIENCE, () -> reply.answer(new Reply<>(Optional.empty())));
            } else {
                T value = atStore.get();
                world.timeline().after(delay(), () -> reply.answer(new Reply<>(Optional.of(value))));
            }
        });
        return reply.uninterruptibly()
                .value()
                .orElseThrow(() -> new StoreException("simulated: the store is out of reach"));
    }

    /** A call that is tried until the store can be reached. */
    private <T> T read(Supplier<T> atStore) {
        Waiting<T> reply = new Waiting<>();
        world.timeline().after(delay(), new Runnable() {
            @Override
            public void run() {
                if (cut()) {
                    world.timeline().after(RETRY, this);
                } else {
                    T value = atStore.get();
                    world.timeline().after(delay(), () -> reply.answer(value));
                }
            }
        });
        return reply.uninterruptibly();
    }

    /** A watch on its way: one delivery after another, each as late as the network is. */
    private final class Feed implements Watch {
        private final Prefix prefix;
        private final Watcher watcher;
        private final Runnable wake = this::wake;
        private Revision told;
        private boolean busy;
        private boolean ended;

        Feed(Prefix prefix, Revision after, Watcher watcher) {
            this.prefix = prefix;
            this.watcher = watcher;
            told = after;
        }

        private void wake() {
            if (processor.halted()) {
                end();
            } else if (!busy && !ended) {
                busy = true;
                world.timeline().after(delay(), this::deliver);
            }
        }

        private void deliver() {
            if (ended || processor.halted()) {
                end();
            } else if (cut()) {
                world.timeline().after(RETRY, this::deliver);
            } else {
                Optional<List<SharedStore.Commit>> news = world.store().since(told);
                if (news.isEmpty() || draw.chance(world.faults().store().watchCut())) {
                    world.trace("watch lost", server);
                    end();
                    processor.run(watcher::lost);
                } else {
                    processor.run(() -> tell(news.get()));
                }
            }
        }

        private void tell(List<SharedStore.Commit> news) {
            if (!news.isEmpty() && !ended) {
                List<Watcher.Change> changes = new ArrayList<>();
                for (SharedStore.Commit commit : news) {
                    for (Watcher.Change change : commit.changes()) {
                        if (prefix.covers(change.key())) {
                            changes.add(change);
                        }
                    }
                }
                told = news.getLast().revision();
                try {
                    watcher.changed(changes, told);
                } catch (RuntimeException e) {
                    world.fail(Failures.of("who follows the store never fails", server, e));
                }
            }
            busy = false;
            if (!told.equals(world.store().revision())) {
                wake();
            }
        }

        private void end() {
            ended = true;
            world.store().unfollow(wake);
        }

        @Override
        public void close() {
            end();
        }
    }
}
