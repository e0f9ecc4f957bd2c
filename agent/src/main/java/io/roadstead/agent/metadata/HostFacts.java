package io.roadstead.agent.metadata;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the instance now.
 *
 * @param cluster as configured
 * @param containerInstanceArn absent before the instance is registered
 * @param availabilityZone absent before that too, and when its control plane names none
 */
public record HostFacts(
        String cluster,
        @Nullable String containerInstanceArn,
        @Nullable String availabilityZone) {}
