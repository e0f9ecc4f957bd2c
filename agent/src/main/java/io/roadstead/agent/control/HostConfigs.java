package io.roadstead.agent.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** What the agent itself must know of Docker's {@code HostConfig}, which it otherwise hands on as it is. */
final class HostConfigs {
    private static final long MIB = 1024L * 1024;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private HostConfigs() {}

    /** MiB of the soft limit, 0 for none. One that cannot be read is told by whoever creates the container. */
    static int memoryReservation(@Nullable String hostConfig) {
        if (hostConfig == null || hostConfig.isEmpty()) {
            return 0;
        }
        try {
            return (int) (JSON.readTree(hostConfig).path("MemoryReservation").asLong(0) / MIB);
        } catch (JsonProcessingException unreadable) {
            return 0;
        }
    }
}
