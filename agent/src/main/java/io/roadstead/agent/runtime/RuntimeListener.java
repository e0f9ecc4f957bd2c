package io.roadstead.agent.runtime;

import io.roadstead.agent.engine.ContainerRef;
import io.roadstead.agent.engine.Death;
import io.roadstead.agent.engine.HealthReading;

/** Who is told what happens to containers by itself. Must return soon; may be told the same twice. */
public interface RuntimeListener {
    void died(ContainerRef container, String dockerId, Death death);

    /** Someone started a container, perhaps the agent. */
    void started(ContainerRef container, String dockerId);

    /** What Docker's check finds of a container is another than before; without the check's words. */
    void healthChanged(ContainerRef container, String dockerId, HealthReading reading);

    /** News flow again after a gap in which some may have been missed. */
    void back();
}
