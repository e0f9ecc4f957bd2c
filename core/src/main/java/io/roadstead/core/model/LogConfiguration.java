package io.roadstead.core.model;

import java.util.Map;

/**
 * Where a container's output goes.
 *
 * @param logDriver the engine's name for it
 * @param options the driver's own, as registered
 */
public record LogConfiguration(String logDriver, Map<String, String> options) {
    public LogConfiguration {
        options = Map.copyOf(options);
    }
}
