package io.roadstead.core.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command that Docker runs inside a container to learn whether it is well, with ECS's defaults already written in.
 *
 * <p>Source: ecs-behaviour 3.6, 4.8.
 *
 * @param command {@code CMD} and the words of a program, or {@code CMD-SHELL} and a line for the container's shell
 * @param interval seconds between two checks
 * @param timeout seconds after which a check has failed
 * @param retries consecutive failures that make the container UNHEALTHY
 * @param startPeriod seconds in which failures do not count; absent for none
 */
public record HealthCheck(
        List<String> command,
        int interval,
        int timeout,
        int retries,
        @Nullable Integer startPeriod) {
    public HealthCheck {
        command = List.copyOf(command);
    }
}
