package io.roadstead.control.place;

import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskOverride;
import java.util.Optional;

/** Whether tasks may have the roles they name. Asked on the writers' threads: answers from memory. */
@FunctionalInterface
public interface RoleChecks {
    /** Every role may be had. */
    RoleChecks NONE = (cluster, definition, overrides) -> Optional.empty();

    /** What ECS says when a role of such a task may not be assumed; empty when all may. Source: ecs-behaviour 1.5. */
    Optional<String> refusal(Cluster cluster, TaskDefinition definition, TaskOverride overrides);
}
