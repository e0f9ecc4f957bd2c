package io.roadstead.core.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What RunTask or StartTask changes of one container; absent members leave the definition's.
 *
 * @param gpus how many GPUs it has for itself
 */
public record ContainerOverride(
        String name,
        @Nullable List<String> command,
        List<KeyValue> environment,
        @Nullable Integer cpu,
        @Nullable Integer memory,
        @Nullable Integer memoryReservation,
        @Nullable Integer gpus) {
    public ContainerOverride {
        command = command == null ? null : List.copyOf(command);
        environment = List.copyOf(environment);
    }

    /** One that leaves the GPUs as they are. */
    public ContainerOverride(
            String name,
            @Nullable List<String> command,
            List<KeyValue> environment,
            @Nullable Integer cpu,
            @Nullable Integer memory,
            @Nullable Integer memoryReservation) {
        this(name, command, environment, cpu, memory, memoryReservation, null);
    }
}
