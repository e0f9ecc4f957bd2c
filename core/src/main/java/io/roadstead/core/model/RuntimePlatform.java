package io.roadstead.core.model;

import org.jspecify.annotations.Nullable;

/**
 * What hosts a definition is made for.
 *
 * @param cpuArchitecture {@code X86_64} or {@code ARM64}
 * @param operatingSystemFamily {@code LINUX}, the only one there is here
 */
public record RuntimePlatform(
        @Nullable String cpuArchitecture, @Nullable String operatingSystemFamily) {}
