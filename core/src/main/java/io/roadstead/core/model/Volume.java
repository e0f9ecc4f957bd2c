package io.roadstead.core.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A volume of a task definition, as registered.
 *
 * <p>Source: ecs-behaviour 3.6, 10.4.
 */
public sealed interface Volume {
    /** What mount points call it. */
    String name();

    /**
     * A directory of the instance, or scratch space of the task's own.
     *
     * @param sourcePath absent for scratch space, which is gone with the task
     */
    record Host(String name, @Nullable String sourcePath) implements Volume {}

    /**
     * A volume that the container engine keeps.
     *
     * @param autoprovision whether a shared volume is made when it is not there; absent means no
     * @param driver absent for the engine's own, {@code local}
     */
    record Docker(
            String name,
            Scope scope,
            @Nullable Boolean autoprovision,
            @Nullable String driver,
            Map<String, String> driverOpts,
            Map<String, String> labels)
            implements Volume {
        public Docker {
            driverOpts = Map.copyOf(driverOpts);
            labels = Map.copyOf(labels);
        }
    }

    /** How long a volume of the engine lives. */
    enum Scope {
        /** From the task's start until the task is cleaned up. */
        TASK,
        /** Under its own name, as long as nobody removes it. */
        SHARED;

        public String wire() {
            return this == TASK ? "task" : "shared";
        }
    }
}
