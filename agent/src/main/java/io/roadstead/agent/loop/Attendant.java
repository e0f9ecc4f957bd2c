package io.roadstead.agent.loop;

import io.roadstead.agent.engine.ContainerRef;
import io.roadstead.agent.engine.ContainerRequest;

/**
 * Who adds to a container what this host alone knows, and keeps what belongs to it beside Docker. Called from the threads
 * that carry effects out; each call may come again after a crash.
 */
public interface Attendant {
    /** Nobody: containers are made as the engine asks for them. */
    Attendant NONE = new Attendant() {};

    /** What to create in place of what was asked for. */
    default ContainerRequest creates(ContainerRef container, ContainerRequest request) {
        return request;
    }

    /** The container runs. */
    default void started(ContainerRef container, String dockerId) {}

    /** The container is gone for good. */
    default void removed(ContainerRef container) {}
}
