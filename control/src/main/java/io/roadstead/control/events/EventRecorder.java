package io.roadstead.control.events;

import io.roadstead.control.index.Index;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Revision;
import io.roadstead.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what happens into the journal: hears of it from the index, on whose thread it only compares records and queues,
 * and does the rest on a thread of its own. It remembers up to which commit everything is journaled, and goes on from there
 * after a restart, an overflow of its queue, or a disk that was full ({@link CatchUp}).
 *
 * <p>The one rule: every event is journaled at least once. Told again it has the same id; right after a start, ids that are
 * in the journal already are left out.
 */
public final class EventRecorder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final Store store;
    private final EventJournal journal;
    private final EventJson json;
    private final CatchUp catchUp;
    private final Settings settings;
    private final Backlog backlog;
    private final Thread thread;
    /** Everything up to here is on the disk. */
    private Revision written = Revision.NONE;

    private Revision remembered = Revision.NONE;
    private long lastSync;
    private long lastRemembered;

    /**
     * @param queue how many occurrences may wait for the disk before the store's history has to serve for a queue
     * @param sync the shortest time between two syncs: what comes meanwhile shares the next
     * @param remember the shortest time between two notes of how far it is, and so what is told again after a crash
     * @param retry how long to wait when the disk does not take anything
     */
    public record Settings(int queue, Duration sync, Duration remember, Duration retry, EventJournal.Settings journal) {
        public static final Settings DEFAULT = new Settings(
                20_000,
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                EventJournal.Settings.DEFAULT);

        public Settings {
            if (queue < 1) {
                throw new IllegalArgumentException("the queue holds " + queue + "; it must hold at least 1");
            }
        }
    }

    private EventRecorder(
            Store store, Index index, RecordCodec codec, EventJournal journal, InstantSource clock, Settings settings) {
        this.store = store;
        this.journal = journal;
        this.json = new EventJson(index);
        this.catchUp = new CatchUp(store, index, codec, clock);
        this.settings = settings;
        this.backlog = new Backlog(settings.queue());
        Occurrences occurrences = new Occurrences(index);
        index.listen(changes -> {
            Instant now = clock.instant();
            backlog.offer(occurrences.of(changes, task -> now, now), newest(changes));
        });
        this.thread = Thread.ofPlatform().name("events").daemon().unstarted(this::run);
    }

    /**
     * Journals what happened since the last time, then what happens from now on. A journal that is new begins now; so does
     * one that comes from another store, and knows commits this one has not made.
     *
     * @param journal stays the caller's to close, after this
     * @throws IOException when the journal cannot be written
     */
    public static EventRecorder start(
            Store store, Index index, RecordCodec codec, EventJournal journal, InstantSource clock, Settings settings)
            throws IOException {
        EventRecorder recorder = new EventRecorder(store, index, codec, journal, clock, settings);
        recorder.begin();
        recorder.thread.start();
        return recorder;
    }

    /** Journals what has happened by now, and ends. */
    @Override
    public void close() {
        backlog.close();
        try {
            if (!thread.join(CLOSE_LIMIT)) {
                log.warn(
                        "The journal of events did not finish within {} s; the next start goes on from commit {}.",
                        CLOSE_LIMIT.toSeconds(),
                        remembered.number());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void begin() throws IOException {
        Revision now = store.revision();
        Revision last = journal.remembered().orElse(now);
        if (!now.atLeast(last)) {
            log.warn(
                    "The journal of events was written up to commit {} of a store that is now at {}: it is another"
                            + " store, and the journal goes on from now.",
                    last.number(),
                    now.number());
            last = now;
        }
        written = last;
        Set<String> known = journal.recentIds();
        try {
            catchUp.between(
                    last,
                    now,
                    () -> false,
                    (told, upTo) -> journaled(
                            told.stream()
                                    .filter(each ->
                                            !known.contains(each.occurrence().id()))
                                    .toList(),
                            upTo));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the journal of events caught up", e);
        }
        note();
    }

    private void run() {
        boolean ended = false;
        while (!ended) {
            try {
                ended = round();
            } catch (IOException | RuntimeException failed) {
                ended = recover(failed);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** One share of work; returns whether it was the last. */
    private boolean round() throws IOException, InterruptedException {
        boolean last = backlog.closed();
        Backlog.Taken taken = backlog.take(settings.remember());
        write(taken);
        Duration rest = settings.sync().minusNanos(System.nanoTime() - lastSync);
        if (!taken.told().isEmpty() && !taken.behind() && rest.isPositive()) {
            backlog.pause(rest);
            taken = backlog.take(Duration.ZERO);
            write(taken);
        }
        synced(taken.upTo());
        if (taken.behind() && !last) {
            backlog.resume();
            catchUp.between(written, store.revision(), backlog::closed, this::journaled);
        }
        if (last || System.nanoTime() - lastRemembered >= settings.remember().toNanos()) {
            note();
        }
        return last;
    }

    /** What was appended since the last sync is given up, and fetched from the store's history in a while. */
    private boolean recover(Exception failed) {
        log.error(
                "The journal of events cannot be written; it is tried again in {} s, and nothing is lost meanwhile.",
                settings.retry().toSeconds(),
                failed);
        boolean last = backlog.closed();
        backlog.fallBehind();
        try {
            journal.rollBack();
        } catch (IOException still) {
            log.warn("Nor can what was half written be taken back: {}", still.toString());
        }
        try {
            backlog.pause(settings.retry());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
        return last;
    }

    private void write(Backlog.Taken taken) throws IOException {
        for (Told told : taken.told()) {
            if (!written.atLeast(told.revision())) {
                append(told);
            }
        }
    }

    private void journaled(List<Told> told, Revision upTo) throws IOException {
        for (Told each : told) {
            append(each);
        }
        synced(upTo);
    }

    /** One event that cannot be written as JSON must not keep back all that come after it. */
    private void append(Told told) throws IOException {
        byte[] event;
        try {
            event = json.write(told.occurrence(), told.time());
        } catch (RuntimeException bug) {
            log.error(
                    "The event {} of {} cannot be told; please report this.",
                    told.occurrence().detailType(),
                    told.occurrence().arn(),
                    bug);
            return;
        }
        journal.append(event);
    }

    private void synced(Revision upTo) throws IOException {
        journal.sync();
        lastSync = System.nanoTime();
        written = upTo.atLeast(written) ? upTo : written;
        journal.turn();
    }

    private void note() throws IOException {
        lastRemembered = System.nanoTime();
        if (!written.equals(remembered)) {
            journal.remember(written);
            remembered = written;
        }
    }

    private static Revision newest(List<Index.Changed> changes) {
        Revision newest = Revision.NONE;
        for (Index.Changed change : changes) {
            newest = change.revision().atLeast(newest) ? change.revision() : newest;
        }
        return newest;
    }
}
