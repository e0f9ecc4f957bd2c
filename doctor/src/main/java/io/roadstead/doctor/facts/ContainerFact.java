package io.roadstead.doctor.facts;

import io.roadstead.wire.client.Json;
import org.jspecify.annotations.Nullable;

/**
 * A container of a task.
 *
 * @param exitCode absent while it runs, and when it never did
 * @param reason empty when ECS gives none
 */
public record ContainerFact(
        String name,
        String image,
        String lastStatus,
        @Nullable Integer exitCode,
        String reason,
        String healthStatus,
        String runtimeId) {
    static ContainerFact of(Json container) {
        return new ContainerFact(
                container.path("name").text(),
                container.path("image").text(),
                container.path("lastStatus").text(),
                Read.integer(container, "exitCode"),
                container.path("reason").text(),
                container.path("healthStatus").text(),
                container.path("runtimeId").text());
    }
}
