package io.roadstead.agent.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a volume is made from.
 *
 * @param dockerName its name at Docker, decided before the call
 * @param driver absent for Docker's own
 */
public record VolumeRequest(
        String dockerName, @Nullable String driver, Map<String, String> driverOpts, Map<String, String> labels) {
    public VolumeRequest {
        driverOpts = Map.copyOf(driverOpts);
        labels = Map.copyOf(labels);
    }
}
