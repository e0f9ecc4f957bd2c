package io.roadstead.control.events;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Kind;
import io.roadstead.control.index.Versioned;
import io.roadstead.core.event.EventRules;
import io.roadstead.store.Key;
import io.roadstead.store.Prefix;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Revision;
import io.roadstead.store.Store;
import io.roadstead.store.Watch;
import io.roadstead.store.Watcher;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What happened between two commits that the index's listener did not keep: after a start, after an overflow, after the
 * disk was full.
 *
 * <p>First from the store's history, which has every change. Where that does not reach back far enough, from what the
 * index holds: every record written since is told as it is now. Then states that a task only passed through are missing,
 * but never the last one.
 */
final class CatchUp {
    private static final Set<Kind> KINDS =
            Set.of(Kind.TASK, Kind.CONTAINER_INSTANCE, Kind.AGENT_CONNECTION, Kind.ALLOCATION, Kind.SERVICE_NEWS);
    /** How many batches of the history wait for the disk before its watch waits too. */
    private static final int AHEAD = 4;

    private static final long LOOK_UP_MILLIS = 100;

    private final Store store;
    private final Index index;
    private final RecordCodec codec;
    private final Occurrences occurrences;
    private final InstantSource clock;

    /** Takes what is found, in the order of commits. */
    interface Sink {
        /** @param upTo everything up to this commit has now been given */
        void take(List<Told> told, Revision upTo) throws IOException;
    }

    CatchUp(Store store, Index index, RecordCodec codec, InstantSource clock) {
        this.store = store;
        this.index = index;
        this.codec = codec;
        this.occurrences = new Occurrences(index);
        this.clock = clock;
    }

    /**
     * Gives all that happened after one commit, up to and including another.
     *
     * @param stop whether to give up, for the server ends
     * @throws IOException when the sink does
     */
    void between(Revision after, Revision upTo, BooleanSupplier stop, Sink sink)
            throws IOException, InterruptedException {
        Revision reached = after;
        if (!reached.atLeast(upTo)) {
            reached = fromHistory(after, upTo, stop, sink);
        }
        if (!reached.atLeast(upTo) && !stop.getAsBoolean()) {
            fromIndex(reached, upTo, sink);
        }
    }

    /** A batch of the history; the watch was lost when {@code changes} is absent. */
    private record News(@Nullable List<Watcher.Change> changes, Revision upTo) {}

    /** Returns how far it came. */
    private Revision fromHistory(Revision after, Revision upTo, BooleanSupplier stop, Sink sink)
            throws IOException, InterruptedException {
        BlockingQueue<News> news = new LinkedBlockingQueue<>(AHEAD);
        Revision reached = after;
        Map<Key, Object> known = new HashMap<>();
        Handing handing = new Handing(news);
        Watch watch = store.watch(Prefix.ALL, after, handing);
        try {
            while (!reached.atLeast(upTo) && !stop.getAsBoolean()) {
                News next = news.poll(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
                if (next == null) {
                    continue;
                }
                if (next.changes() == null) {
                    return reached;
                }
                sink.take(told(next.changes(), upTo, known), next.upTo().atLeast(upTo) ? upTo : next.upTo());
                reached = next.upTo();
            }
        } finally {
            handing.end();
            watch.close();
        }
        return reached;
    }

    private List<Told> told(List<Watcher.Change> changes, Revision upTo, Map<Key, Object> known) {
        List<Index.Changed> read = new ArrayList<>();
        for (Watcher.Change change : changes) {
            Kind kind = Kind.of(change.key().path());
            if (kind == null || !KINDS.contains(kind) || !upTo.atLeast(change.revision())) {
                continue;
            }
            byte[] value = change.value();
            Object after = value == null ? null : codec.decode(value, kind.type());
            Object before = after == null ? known.remove(change.key()) : known.put(change.key(), after);
            if (after != null || before != null) {
                read.add(new Index.Changed(change.key(), kind, before, after, change.revision()));
            }
        }
        return occurrences.of(read, EventRules::latest, clock.instant());
    }

    private void fromIndex(Revision after, Revision upTo, Sink sink) throws IOException {
        index.awaitApplied(upTo);
        List<Index.Changed> found = new ArrayList<>();
        for (Kind kind : KINDS) {
            for (Versioned<?> each : index.everywhere(kind, kind.type())) {
                if (!after.atLeast(each.revision()) && upTo.atLeast(each.revision())) {
                    found.add(new Index.Changed(each.key(), kind, null, each.record(), each.revision()));
                }
            }
        }
        sink.take(occurrences.of(found, EventRules::latest, clock.instant()), upTo);
    }

    /** Hands batches over, and waits when they are not taken: a watch that falls behind for that is lost, and says so. */
    private static final class Handing implements Watcher {
        private final BlockingQueue<News> news;
        private volatile boolean ended;

        Handing(BlockingQueue<News> news) {
            this.news = news;
        }

        /** Nobody takes any more: closing the watch must not wait for that. */
        void end() {
            ended = true;
        }

        @Override
        public void changed(List<Change> changes, Revision upTo) {
            hand(new News(changes, upTo));
        }

        @Override
        public void lost() {
            hand(new News(null, Revision.NONE));
        }

        private void hand(News next) {
            try {
                boolean taken = false;
                while (!taken && !ended) {
                    taken = news.offer(next, LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the store's history was read", e);
            }
        }
    }
}
