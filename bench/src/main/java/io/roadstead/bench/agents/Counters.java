package io.roadstead.bench.agents;

import java.util.concurrent.atomic.AtomicInteger;

/** What the agents have done so far: written by their thread, read by the one that is asked. */
final class Counters {
    /** Refusals told; all are counted. */
    private static final int TOLD = 10;

    final AtomicInteger registered = new AtomicInteger();
    /** Sessions that stand. */
    final AtomicInteger connected = new AtomicInteger();
    /** Tasks whose RUNNING the server has acknowledged, ever. */
    final AtomicInteger running = new AtomicInteger();
    /** The same of STOPPED. */
    final AtomicInteger stopped = new AtomicInteger();
    /** Calls sent again after a 5xx. */
    final AtomicInteger retried = new AtomicInteger();
    /** Calls refused, and sessions lost. */
    final AtomicInteger failed = new AtomicInteger();

    void refused(String why) {
        if (failed.incrementAndGet() <= TOLD) {
            System.err.println(why);
        }
    }

    /** One line: {@code registered=2000 connected=2000 running=0 stopped=0 retried=0 failed=0}. */
    @Override
    public String toString() {
        return "registered=" + registered + " connected=" + connected + " running=" + running + " stopped=" + stopped
                + " retried=" + retried + " failed=" + failed;
    }
}
