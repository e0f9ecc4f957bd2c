package io.roadstead.agent.imds;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an instance's metadata tell of it.
 *
 * @param instanceId for example {@code i-0123456789abcdef0}
 * @param account absent before the instance is registered
 * @param availabilityZone absent likewise
 * @param localIpv4 of the interface that leads out of the host, absent when it has none
 * @param mac of the same, for example {@code 02:42:ac:11:00:02}
 * @param architecture {@code x86_64} or {@code arm64}
 * @param pendingTime when the agent began
 */
public record InstanceFacts(
        String instanceId,
        String region,
        @Nullable String account,
        @Nullable String availabilityZone,
        @Nullable String localIpv4,
        @Nullable String mac,
        String hostname,
        String architecture,
        Instant pendingTime) {}
