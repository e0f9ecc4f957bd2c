package io.roadstead.control;

import java.time.Duration;

/**
 * How a thread of a server lets time pass. A port beside the clock, so that a simulation can let hours pass in a moment:
 * whatever waits for time, and not for somebody, waits here.
 */
@FunctionalInterface
public interface Pauses {
    /** The machine's own time. */
    Pauses REAL = Thread::sleep;

    /** Returns when this much time has passed. */
    void pause(Duration time) throws InterruptedException;
}
