package io.roadstead.agent.engine;

import org.jspecify.annotations.Nullable;

/**
 * An image on this host.
 *
 * @param digest {@code sha256:...} of its manifest in the repository it was asked for in; absent for an image that no
 *     registry ever gave a digest
 * @param setsRegion whether its own environment names AWS_REGION or AWS_DEFAULT_REGION, which then stays
 */
public record LocalImage(@Nullable String digest, boolean setsRegion) {}
