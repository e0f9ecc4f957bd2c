package io.roadstead.agent.engine;

/** When images are pulled: {@code ECS_IMAGE_PULL_BEHAVIOR}. Source: agent-protocol 7.6. */
public enum PullBehavior {
    /** Always; when that fails, an image that is here already will do. */
    DEFAULT,
    /** Always; a failure stops the container. */
    ALWAYS,
    /** Only an image that this agent has not pulled yet. */
    ONCE,
    /** Only an image that is not here. */
    PREFER_CACHED
}
