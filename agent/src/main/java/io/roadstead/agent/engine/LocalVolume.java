package io.roadstead.agent.engine;

import java.util.Map;

/** A volume that Docker has. */
public record LocalVolume(String dockerName, Map<String, String> driverOpts, Map<String, String> labels) {
    public LocalVolume {
        driverOpts = Map.copyOf(driverOpts);
        labels = Map.copyOf(labels);
    }
}
