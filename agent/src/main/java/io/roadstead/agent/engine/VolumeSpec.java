package io.roadstead.agent.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A volume of a task as the control plane described it.
 *
 * <p>Source: agent-protocol 2.10.
 */
public sealed interface VolumeSpec {
    /** What the containers' mounts call it. */
    String name();

    /** A path of the host. Docker makes a directory where there is nothing. */
    record HostPath(String name, String path) implements VolumeSpec {}

    /** Scratch space: a local volume of Docker's under a name of the agent's making, gone with the task. */
    record Scratch(String name) implements VolumeSpec {}

    /**
     * A volume of Docker's.
     *
     * @param shared whether it has its own name and outlives the task; otherwise it is as {@link Scratch} is
     * @param autoprovision whether a shared one is made when it is not there
     * @param driver absent for Docker's own
     */
    record Docker(
            String name,
            boolean shared,
            boolean autoprovision,
            @Nullable String driver,
            Map<String, String> driverOpts,
            Map<String, String> labels)
            implements VolumeSpec {
        public Docker {
            driverOpts = Map.copyOf(driverOpts);
            labels = Map.copyOf(labels);
        }
    }

    /** Whether it is made for one task and removed with it. */
    default boolean ownedByTask() {
        return switch (this) {
            case HostPath _ -> false;
            case Scratch _ -> true;
            case Docker docker -> !docker.shared();
        };
    }
}
