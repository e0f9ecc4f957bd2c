package io.roadstead.simulation;

import io.roadstead.control.loop.Scheduler;
import io.roadstead.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;

/** Steps a server's scheduler in virtual time, as {@code SchedulerThread} does in the machine's. */
final class SchedulerDrive {
    /** The longest sleep: so soon it notices that the clock was set. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);

    private final SimWorld world;
    private final Processor processor;
    private final Scheduler scheduler;
    private final InstantSource clock;
    private final Semaphore work = new Semaphore(0);
    private int sleeps;
    private boolean closed;

    SchedulerDrive(SimWorld world, Processor processor, Scheduler scheduler, InstantSource clock) {
        this.world = world;
        this.processor = processor;
        this.scheduler = scheduler;
        this.clock = clock;
        scheduler.onWork(work::release);
    }

    void start() {
        processor.run(this::drive);
    }

    void close() {
        closed = true;
        work.release();
    }

    private void drive() {
        while (!closed) {
            Duration pause = Duration.between(clock.instant(), step());
            Duration sleep = pause.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : pause;
            if (sleep.isPositive()) {
                int mine = ++sleeps;
                world.timeline().after(sleep, () -> {
                    if (mine == sleeps) {
                        work.release();
                    }
                });
                work.acquireUninterruptibly();
                work.drainPermits();
            }
        }
        try {
            scheduler.resign();
        } catch (StoreException e) {
            world.trace("lease not given back");
        }
    }

    private Instant step() {
        try {
            return scheduler.step(clock.instant());
        } catch (RuntimeException e) {
            world.fail(Failures.of("no step of the scheduler fails", "a server", e));
            return clock.instant().plus(LONGEST_SLEEP);
        }
    }
}
