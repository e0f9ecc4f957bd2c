package io.roadstead.control.loop;

import io.roadstead.control.place.RoleChecks;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskOverride;
import io.roadstead.core.reconcile.Alarms;
import io.roadstead.core.reconcile.TargetHealth;
import java.util.Map;
import java.util.Optional;

/**
 * What the service scheduler asks of others. Who answers differently than before tells {@link Scheduler#mark}. Asked on
 * the writers' threads: answer from memory.
 */
public interface Surroundings {
    /** Nobody balances load and nobody knows alarms. */
    Surroundings NONE = new Surroundings() {
        @Override
        public Map<String, TargetHealth> targets(Service service) {
            return Map.of();
        }

        @Override
        public Alarms alarms(Service service) {
            return Alarms.NONE;
        }
    };

    /** The health of the service's targets by task id; a task without targets stands in none. */
    Map<String, TargetHealth> targets(Service service);

    /** The states of the alarms that the service's deployments watch. */
    Alarms alarms(Service service);

    /**
     * Why no task of the definition may be started now, in ECS's words; empty when they may. Nobody tells {@link
     * Scheduler#mark} of this one: it is asked again when the scheduler tries again.
     */
    default Optional<String> refusal(Cluster cluster, TaskDefinition definition) {
        return Optional.empty();
    }

    /** The same, where tasks may have only the roles that these checks let them. */
    static Surroundings withRoles(Surroundings others, RoleChecks roles) {
        return new Surroundings() {
            @Override
            public Map<String, TargetHealth> targets(Service service) {
                return others.targets(service);
            }

            @Override
            public Alarms alarms(Service service) {
                return others.alarms(service);
            }

            @Override
            public Optional<String> refusal(Cluster cluster, TaskDefinition definition) {
                return others.refusal(cluster, definition)
                        .or(() -> roles.refusal(cluster, definition, TaskOverride.NONE));
            }
        };
    }
}
