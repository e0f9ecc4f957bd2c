package io.roadstead.agent.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.roadstead.agent.engine.TaskFacts;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the agent itself must know of Docker's {@code HostConfig}, which it otherwise hands on as it is. */
final class HostConfigs {
    private static final long MIB = 1024L * 1024;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private HostConfigs() {}

    /** What a container's metadata tell of its logs, as its definition has it. Source: agent-protocol 5.2. */
    static TaskFacts.ContainerFacts logging(@Nullable String hostConfig, @Nullable String containerArn) {
        Map<String, String> options = new HashMap<>();
        String driver = "";
        if (hostConfig != null && !hostConfig.isEmpty()) {
            try {
                JsonNode log = JSON.readTree(hostConfig).path("LogConfig");
                driver = log.path("Type").asText("");
                log.path("Config")
                        .properties()
                        .forEach(option ->
                                options.put(option.getKey(), option.getValue().asText()));
            } catch (JsonProcessingException unreadable) {
                return new TaskFacts.ContainerFacts(containerArn, null, Map.of());
            }
        }
        return new TaskFacts.ContainerFacts(containerArn, driver.isEmpty() ? null : driver, options);
    }

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
