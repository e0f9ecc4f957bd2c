package io.roadstead.core.definition;

import io.roadstead.core.model.LaunchType;
import io.roadstead.core.model.PlacementConstraint;
import io.roadstead.core.model.PlacementStrategy;
import io.roadstead.core.model.Tag;
import io.roadstead.core.model.TaskOverride;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A RunTask or StartTask that keeps all rules, fitted to the definition it names: what every task it starts gets.
 *
 * @param count how many tasks RunTask wants, 1 to 10; for StartTask how many instances were named
 * @param group the caller's, or {@code family:<family>}
 * @param clientToken absent when the caller does not ask for idempotency
 * @param cpu task-level CPU units in force: the override's, else the definition's
 * @param memory task-level MiB in force
 * @param placementConstraints the definition's first, then the request's
 * @param tags the request's, those propagated, and ECS's own
 */
public record Launch(
        int count,
        @Nullable String startedBy,
        String group,
        @Nullable String clientToken,
        LaunchType launchType,
        TaskOverride overrides,
        @Nullable Integer cpu,
        @Nullable Integer memory,
        List<PlacementConstraint> placementConstraints,
        List<PlacementStrategy> placementStrategy,
        List<Tag> tags) {
    public Launch {
        placementConstraints = List.copyOf(placementConstraints);
        placementStrategy = List.copyOf(placementStrategy);
        tags = List.copyOf(tags);
    }
}
