package io.roadstead.agent.engine;

import java.time.Duration;

/**
 * How long getting an image may take.
 *
 * @param manifest until the registry has said which image is meant, {@code ECS_MANIFEST_PULL_TIMEOUT}
 * @param whole of the pull itself, {@code ECS_IMAGE_PULL_TIMEOUT}
 * @param inactivity of the pull without any progress, {@code ECS_IMAGE_PULL_INACTIVITY_TIMEOUT}
 */
public record PullLimits(Duration manifest, Duration whole, Duration inactivity) {}
