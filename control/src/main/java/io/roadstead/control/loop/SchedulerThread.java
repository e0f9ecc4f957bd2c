package io.roadstead.control.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drives a {@link Scheduler} by a thread of its own. */
public final class SchedulerThread implements AutoCloseable {
    /** The longest sleep: so soon it notices that the clock was set. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);

    /** How long closing waits for the step under way. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(SchedulerThread.class);

    private final Scheduler scheduler;
    private final InstantSource clock;
    private final Semaphore work = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    private SchedulerThread(Scheduler scheduler, InstantSource clock) {
        this.scheduler = scheduler;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("scheduler").unstarted(this::run);
    }

    public static SchedulerThread start(Scheduler scheduler, InstantSource clock) {
        SchedulerThread started = new SchedulerThread(scheduler, clock);
        scheduler.onWork(started.work::release);
        started.thread.start();
        return started;
    }

    /** Returns when the step under way is over and the lease is given back. */
    @Override
    public void close() {
        closed = true;
        work.release();
        try {
            if (!thread.join(CLOSE_LIMIT)) {
                log.warn("The scheduler's step under way took longer than {} s.", CLOSE_LIMIT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                Instant next = step();
                Duration pause = Duration.between(clock.instant(), next);
                Duration sleep = pause.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : pause;
                if (sleep.isPositive() && work.tryAcquire(sleep.toNanos(), TimeUnit.NANOSECONDS)) {
                    work.drainPermits();
                }
            }
            scheduler.resign();
        } catch (InterruptedException e) {
            log.debug("The scheduler's thread was interrupted.", e);
        } catch (RuntimeException e) {
            log.warn("The lease could not be given back; others wait until it runs out.", e);
        }
    }

    private Instant step() {
        try {
            return scheduler.step(clock.instant());
        } catch (RuntimeException e) {
            log.error("A step of the scheduler failed; the next is in {} s.", LONGEST_SLEEP.toSeconds(), e);
            return clock.instant().plus(LONGEST_SLEEP);
        }
    }
}
