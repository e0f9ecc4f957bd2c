package io.roadstead.doctor.facts;

import io.roadstead.wire.client.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container of a task.
 *
 * @param exitCode absent while it runs, and when it never did
 * @param reason empty when ECS gives none
 * @param bindings the ports it publishes, once it runs
 */
public record ContainerFact(
        String name,
        String image,
        String lastStatus,
        @Nullable Integer exitCode,
        String reason,
        String healthStatus,
        String runtimeId,
        List<Binding> bindings) {
    public ContainerFact {
        bindings = List.copyOf(bindings);
    }

    /** Where a port of the container is published on its host. */
    public record Binding(String ip, int hostPort, int containerPort, String protocol) {}

    static ContainerFact of(Json container) {
        return new ContainerFact(
                container.path("name").text(),
                container.path("image").text(),
                container.path("lastStatus").text(),
                Read.integer(container, "exitCode"),
                container.path("reason").text(),
                container.path("healthStatus").text(),
                container.path("runtimeId").text(),
                container.path("networkBindings").items().stream()
                        .map(binding -> new Binding(
                                binding.path("bindIP").text(),
                                (int) binding.path("hostPort").number(),
                                (int) binding.path("containerPort").number(),
                                binding.path("protocol").text("tcp")))
                        .toList());
    }
}
