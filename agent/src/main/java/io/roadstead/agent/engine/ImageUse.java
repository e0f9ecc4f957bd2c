package io.roadstead.agent.engine;

import java.time.Instant;

/**
 * What is remembered of an image that tasks here have used.
 *
 * @param pulledAt when it was last got, or first found here
 * @param lastUsedAt when a container was last to be made of it
 * @param pulled whether this agent got it, which {@link PullBehavior#ONCE} asks for
 */
public record ImageUse(Instant pulledAt, Instant lastUsedAt, boolean pulled) {}
