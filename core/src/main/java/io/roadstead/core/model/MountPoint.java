package io.roadstead.core.model;

import org.jspecify.annotations.Nullable;

/**
 * Where a volume of the task appears in a container.
 *
 * @param sourceVolume the volume's name
 * @param containerPath an absolute path in the container
 * @param readOnly absent where the definition did not say, which means it may be written to
 */
public record MountPoint(
        String sourceVolume, String containerPath, @Nullable Boolean readOnly) {}
