package io.roadstead.services.events.record;

import io.roadstead.services.events.trail.EventIds;
import io.roadstead.services.events.trail.Trail;
import io.roadstead.wire.CallObserver;
import io.roadstead.wire.ObservedCall;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records calls on a thread of its own. A call is recorded {@link Settings#lag} after it was answered, at the latest; a
 * server that is killed within that time leaves no record of it. When calls come faster than they can be written, callers
 * wait for {@link Settings#patience}; what cannot be recorded then is counted, and the log tells how many were lost.
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
    private List<Waiting> waiting = new ArrayList<>();
    private long waitingBytes;
    private long accepted;
    private long done;
    private long lost;
    private boolean hurry;
    private boolean closed;
    private Instant forgetAt;

    private record Waiting(UUID id, ObservedCall call) {}

    /**
     * @param lag how long a call may wait to be written with others
     * @param queue so many calls may wait
     * @param queueBytes and so many bytes of requests
     * @param patience how long a caller waits while they do
     * @param forgetEvery how often old records are deleted
     */
    public record Settings(Duration lag, int queue, long queueBytes, Duration patience, Duration forgetEvery) {
        public static final Settings DEFAULT =
                new Settings(Duration.ofMillis(250), 20_000, 32L << 20, Duration.ofMillis(200), Duration.ofMinutes(1));
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
        lock.lock();
        try {
            if (!awaitRoom()) {
                lost++;
                return;
            }
            waiting.add(new Waiting(ids.next(clock.instant()), call));
            waitingBytes += call.size();
            accepted++;
            if (waiting.size() == 1) {
                arrived.signal();
            } else if (waiting.size() == settings.queue() / 2 || waitingBytes > settings.queueBytes() / 2) {
                urgent.signal();
            }
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
            while (!closed && (waiting.size() >= settings.queue() || waitingBytes > settings.queueBytes())) {
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
                List<Waiting> batch = take();
                if (batch.isEmpty()) {
                    return;
                }
                long failed = write(batch);
                long now = done(batch.size(), failed);
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
    private List<Waiting> take() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                arrived.await();
            }
            long left = settings.lag().toNanos();
            while (left > 0
                    && !closed
                    && !hurry
                    && waiting.size() < settings.queue() / 2
                    && waitingBytes <= settings.queueBytes() / 2) {
                left = urgent.awaitNanos(left);
            }
            List<Waiting> batch = waiting;
            waiting = new ArrayList<>();
            waitingBytes = 0;
            hurry = false;
            // There is room again, though what was taken is not yet written.
            written.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** How many were not written. */
    private long write(List<Waiting> batch) {
        long unreadable = 0;
        try {
            for (Waiting each : batch) {
                try {
                    trail.add(Operations.lane(each.call().operation()), entries.of(each.id(), each.call()));
                } catch (RuntimeException e) {
                    unreadable++;
                    log.error("The call {} cannot be recorded", each.call().requestId(), e);
                }
            }
            trail.sync();
            return unreadable;
        } catch (IOException e) {
            log.error("Calls cannot be recorded: is the disk full?", e);
            try {
                trail.giveUp();
            } catch (IOException again) {
                log.error("Calls that were written in part cannot be taken back; the next start cuts them off", again);
            }
            return batch.size();
        }
    }

    private long done(int count, long failed) {
        lock.lock();
        try {
            done += count;
            lost += failed;
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
