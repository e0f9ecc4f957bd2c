package io.roadstead.control.loop;

import io.roadstead.core.model.Service;
import io.roadstead.core.reconcile.Alarms;
import io.roadstead.core.reconcile.TargetHealth;
import java.util.Map;

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
}
