package io.roadstead.agent.stats;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How containers are looked at.
 *
 * @param proc where the kernel tells of processes
 * @param cgroups where cgroups are mounted
 * @param cores of the host
 * @param memoryBytes of the host
 * @param every between two looks at a container; the original's is a second. Source: agent-protocol 4
 * @param retryAfter before a container whose counters could not be found is looked for again
 */
public record StatsSettings(Path proc, Path cgroups, int cores, long memoryBytes, Duration every, Duration retryAfter) {
    public static StatsSettings usual(int cores, long memoryBytes) {
        return new StatsSettings(
                Path.of("/proc"),
                Path.of("/sys/fs/cgroup"),
                cores,
                memoryBytes,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10));
    }
}
