package io.roadstead.services.events.record;

import io.roadstead.services.events.trail.BlockWriter;
import io.roadstead.services.events.trail.EventIds;
import io.roadstead.services.events.trail.Lane;
import io.roadstead.services.events.trail.Trail;
import io.roadstead.services.events.trail.TrailEntry;
import io.roadstead.wire.CallObserver;
import io.roadstead.wire.ObservedCall;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records calls. What is recorded of a call is made on the thread that answers it and laid into a block in memory, so that
 * nothing of the call itself is held on to; a thread of its own writes the blocks. A call is on the disk {@link
 * Settings#lag} after it was answered, at the latest; a server that is killed within that time leaves no record of it. When
 * calls come faster than they can be written, callers wait for {@link Settings#patience}; what cannot be recorded then is
 * counted, and the log tells how many were lost.
 */
public final class CallRecorder implements CallObserver, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CallRecorder.class);

    private final Trail trail;
    private final Entries entries;
    private final Settings settings;
    private final InstantSource clock;
    private final EventIds ids;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition urgent = lock.newCondition();
    private final Condition written = lock.newCondition();
    private Batch waiting = new Batch();
    /** Written by the thread, empty when it is not. */
    private Batch spare = new Batch();

    private long accepted;
    private long done;
    private long lost;
    private boolean hurry;
    private boolean closed;
    private Instant forgetAt;

    /** Blocks of all lanes that are written together. */
    private static final class Batch {
        private final Map<Lane, BlockWriter> blocks = new EnumMap<>(Lane.class);
        private int calls;
        private long bytes;

        void add(Lane lane, TrailEntry entry) {
            BlockWriter block = blocks.computeIfAbsent(lane, any -> new BlockWriter());
            int before = block.size();
            block.add(entry);
            bytes += block.size() - before;
            calls++;
        }

        void clear() {
            blocks.values().forEach(BlockWriter::clear);
            calls = 0;
            bytes = 0;
        }
    }

    /**
     * @param lag how long a call may wait to be written with others
     * @param waitingBytes so much of what is recorded may wait
     * @param patience how long a caller waits while it does
     * @param forgetEvery how often old records are deleted
     */
    public record Settings(Duration lag, long waitingBytes, Duration patience, Duration forgetEvery) {
        public static final Settings DEFAULT =
                new Settings(Duration.ofMillis(250), 32L << 20, Duration.ofMillis(200), Duration.ofMinutes(1));
    }

    private CallRecorder(Trail trail, Identities identities, Settings settings, InstantSource clock)
            throws IOException {
        this.trail = trail;
        this.entries = new Entries(identities);
        this.settings = settings;
        this.clock = clock;
        this.ids = new EventIds(() -> ThreadLocalRandom.current().nextLong(), trail.newest());
        this.forgetAt = clock.instant();
        this.thread = Thread.ofPlatform().daemon().name("call-recorder").unstarted(this::run);
    }

    /** Records what it is told from now on, until it is closed; the trail is the caller's to close, after this. */
    public static CallRecorder start(Trail trail, Identities identities, Settings settings, InstantSource clock)
            throws IOException {
        CallRecorder recorder = new CallRecorder(trail, identities, settings, clock);
        recorder.thread.start();
        return recorder;
    }

    @Override
    public void called(ObservedCall call) {
        if (!Operations.isRecorded(call.service(), call.operation())) {
            return;
        }
        TrailEntry entry;
        try {
            entry = entries.of(call);
        } catch (RuntimeException e) {
            log.error("The call {} cannot be recorded", call.requestId(), e);
            lose();
            return;
        }
        Lane lane = Operations.lane(call.operation());
        lock.lock();
        try {
            if (!awaitRoom()) {
                lost++;
                return;
            }
            waiting.add(lane, entry.at(ids.next(clock.instant())));
            accepted++;
            if (waiting.calls == 1) {
                arrived.signal();
            } else if (waiting.bytes > settings.waitingBytes() / 2) {
                urgent.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void lose() {
        lock.lock();
        try {
            lost++;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until everything told by now can be looked up.
     *
     * @return whether it can, within this time
     */
    public boolean flush(Duration limit) {
        lock.lock();
        try {
            long wanted = accepted;
            long left = limit.toNanos();
            while (done < wanted && left > 0) {
                hurry = true;
                urgent.signal();
                left = written.awaitNanos(left);
            }
            return done >= wanted;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** How many calls could not be recorded since the start. */
    public long lost() {
        lock.lock();
        try {
            return lost;
        } finally {
            lock.unlock();
        }
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signal();
            urgent.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitRoom() {
        long left = settings.patience().toNanos();
        try {
            while (!closed && waiting.bytes > settings.waitingBytes()) {
                if (left <= 0) {
                    return false;
                }
                urgent.signal();
                left = written.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !closed;
    }

    private void run() {
        long told = 0;
        try {
            while (true) {
                Batch batch = take();
                if (batch.calls == 0) {
                    return;
                }
                long now = done(batch, write(batch));
                if (now > told) {
                    log.error(
                            "{} calls are missing in CloudTrail's records: they came faster than they could be written,"
                                    + " or the disk took no more.",
                            now - told);
                    told = now;
                }
                forget();
            }
        } catch (InterruptedException e) {
            log.error("Nothing is recorded for CloudTrail any more, for its thread was interrupted", e);
        }
    }

    /** What came; nothing when this is closed and all is written. */
    private Batch take() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.calls == 0 && !closed) {
                arrived.await();
            }
            long left = settings.lag().toNanos();
            while (left > 0 && !closed && !hurry && waiting.bytes <= settings.waitingBytes() / 2) {
                left = urgent.awaitNanos(left);
            }
            Batch batch = waiting;
            waiting = spare;
            spare = batch;
            hurry = false;
            // There is room again, though what was taken is not yet written.
            written.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private boolean write(Batch batch) {
        try {
            for (Map.Entry<Lane, BlockWriter> each : batch.blocks.entrySet()) {
                trail.append(each.getKey(), each.getValue());
            }
            trail.sync();
            return true;
        } catch (IOException e) {
            log.error("Calls cannot be recorded: is the disk full?", e);
            try {
                trail.giveUp();
            } catch (IOException again) {
                log.error("Calls that were written in part cannot be taken back; the next start cuts them off", again);
            }
            return false;
        }
    }

    /** Empties the batch; how many calls were lost by now. */
    private long done(Batch batch, boolean wasWritten) {
        lock.lock();
        try {
            done += batch.calls;
            lost += wasWritten ? 0 : batch.calls;
            batch.clear();
            written.signalAll();
            return lost;
        } finally {
            lock.unlock();
        }
    }

    private void forget() {
        if (clock.instant().isBefore(forgetAt)) {
            return;
        }
        forgetAt = clock.instant().plus(settings.forgetEvery());
        try {
            trail.forget();
        } catch (IOException e) {
            log.error("Old records of calls cannot be deleted", e);
        }
    }
}
