package io.roadstead.agent.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a container's process ended, as the engine tells it.
 *
 * @param exitCode 128 + n for one ended by signal n
 * @param oomAt when the kernel last killed for memory in the container, absent when no such moment was seen
 * @param oomFlag Docker's own {@code OOMKilled}, which lies: a killed child sets it as well, long before
 * @param error Docker's {@code State.Error}, absent when empty
 */
public record Death(
        int exitCode,
        @Nullable Instant oomAt,
        boolean oomFlag,
        @Nullable String error,
        Instant at) {}
