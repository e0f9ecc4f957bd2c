package io.roadstead.core.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What RunTask or StartTask changes of one container; absent members leave the definition's.
 *
 * @param gpus how many GPUs it has for itself
 * @param environmentFiles instead of all of the definition's; empty leaves those
 */
public record ContainerOverride(
        String name,
        @Nullable List<String> command,
        List<KeyValue> environment,
        @Nullable Integer cpu,
        @Nullable Integer memory,
        @Nullable Integer memoryReservation,
        @Nullable Integer gpus,
        List<String> environmentFiles) {
    public ContainerOverride {
        command = command == null ? null : List.copyOf(command);
        environment = List.copyOf(environment);
        environmentFiles = List.copyOf(environmentFiles);
    }

    /** One that leaves GPUs and files as they are. */
    public ContainerOverride(
            String name,
            @Nullable List<String> command,
            List<KeyValue> environment,
            @Nullable Integer cpu,
            @Nullable Integer memory,
            @Nullable Integer memoryReservation) {
        this(name, command, environment, cpu, memory, memoryReservation, null, List.of());
    }
}
