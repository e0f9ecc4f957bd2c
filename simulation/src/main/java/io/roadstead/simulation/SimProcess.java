package io.roadstead.simulation;

import java.time.Duration;

/**
 * The process of a host's agent: it runs or does not, and what a former one was about to do is never done by the next.
 */
final class SimProcess {
    private final Timeline timeline;
    private boolean running;
    private int number;

    SimProcess(Timeline timeline) {
        this.timeline = timeline;
    }

    boolean running() {
        return running;
    }

    /** Which of the host's processes this is. */
    int number() {
        return number;
    }

    void begins() {
        running = true;
        number++;
    }

    void ends() {
        running = false;
        number++;
    }

    /** Does something after a time, if this process is still there. */
    void later(Duration time, Runnable work) {
        int mine = number;
        timeline.after(time, () -> {
            if (number == mine) {
                work.run();
            }
        });
    }
}
