package io.roadstead.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * Virtual time: what is to happen, in the order in which it does. Two things of one instant happen in the order in
 * which they were asked for. Time stands still while anybody has something to do.
 */
final class Timeline {
    /** Steps taken at one instant: a busy one has some thousand, one who spins has no end of them. */
    private static final int MAX_AT_ONCE = 300_000;

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Queue<Runnable> ready = new ArrayDeque<>();
    private Instant now;
    private long asked;
    private long happened;
    private int atOnce;

    private record Event(Instant at, long order, Runnable work) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    Timeline(Instant begin) {
        now = begin;
    }

    Instant now() {
        return now;
    }

    /** Events that happened so far. */
    long happened() {
        return happened;
    }

    void after(Duration time, Runnable work) {
        events.add(new Event(now.plus(time), asked++, work));
    }

    /** Goes on at once, before time does. */
    void ready(Runnable work) {
        ready.add(work);
    }

    /**
     * Lets everything happen up to and including this instant.
     *
     * @param check is run after everything that happens
     */
    void runUntil(Instant end, Runnable check) {
        while (true) {
            Runnable next = ready.poll();
            if (next != null) {
                atOnce++;
                Oracle.require(
                        "time goes on",
                        atOnce <= MAX_AT_ONCE,
                        () -> "at " + now + " more than " + MAX_AT_ONCE
                                + " steps were taken one after the other, and still there are some to take");
                next.run();
                check.run();
                continue;
            }
            Event event = events.peek();
            if (event == null || event.at().isAfter(end)) {
                now = end;
                return;
            }
            events.poll();
            atOnce = 0;
            now = event.at();
            happened++;
            event.work().run();
            check.run();
        }
    }
}
