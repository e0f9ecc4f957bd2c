package io.roadstead.control.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as the bus carries it: its envelope, and the whole of it as JSON. Source: ecs-behaviour 8.1.
 *
 * @param id a UUID; the same occurrence has the same on every server and every time it is told
 * @param detailType for example {@code ECS Task State Change}
 * @param time when it happened, to the second
 * @param group the detail's {@code group}, which tasks alone have: {@code service:<name>} or {@code family:<name>}
 * @param json one line, without its end
 */
public record BusEvent(
        String id,
        String detailType,
        String source,
        String account,
        Instant time,
        String region,
        List<String> resources,
        @Nullable String group,
        String json) {
    public BusEvent {
        resources = List.copyOf(resources);
    }
}
