package io.roadstead.agent.engine;

/**
 * How far a container has come. It only moves down this list, but for three steps back: a container to be created
 * anew (its port was taken, or it turned out not to exist) returns to {@code PULLED}, one that is started again by its
 * restart policy to {@code CREATED}, and a crash during a pull returns it to {@code WAITING}.
 */
public enum Stage {
    /** Nothing was done yet. */
    WAITING,
    PULLING,
    PULLED,
    /** Named, and perhaps created. */
    CREATING,
    CREATED,
    /** Asked to start, and perhaps started. */
    STARTING,
    RUNNING,
    STOPPING,
    /** The end, whether or not it ever ran. */
    STOPPED
}
