package io.roadstead.wire.agent;

import org.jspecify.annotations.Nullable;

/** A task in a manifest or a stop verification. */
public record TaskIdentifier(
        String taskArn,
        @Nullable String taskClusterArn,
        @Nullable String desiredStatus) {}
