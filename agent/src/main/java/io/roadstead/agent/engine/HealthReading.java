package io.roadstead.agent.engine;

import io.roadstead.core.model.HealthStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the container engine says of a container's health.
 *
 * @param status UNKNOWN while no check has yet counted
 * @param at when the check behind it ended; before the first check, no later than the start
 * @param output the check's words, cut at 1,024 characters; absent when not known or empty
 * @param exitCode the check's, absent when not known
 */
public record HealthReading(
        HealthStatus status,
        Instant at,
        @Nullable String output,
        @Nullable Integer exitCode) {}
