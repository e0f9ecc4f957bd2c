package io.roadstead.agent.loop;

import io.roadstead.agent.engine.TaskReport;

/** Who tells the control plane. */
public interface Reporter {
    /**
     * Tells of a task, trying again for as long as it takes, and returns when the control plane has taken the report or
     * never will.
     */
    void tell(TaskReport report) throws InterruptedException;

    /** Has containers' health told soon; returns at once, and does nothing while there is no session. */
    void healthChanged();
}
