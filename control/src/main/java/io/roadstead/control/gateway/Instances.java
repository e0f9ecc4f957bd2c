package io.roadstead.control.gateway;

import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Scope;
import java.util.Optional;

/**
 * What the gateway reads of clusters, instances and tasks: answered from memory. Whoever implements this tells {@link
 * AgentGateway#changed} when an instance or one of its tasks changes.
 */
public interface Instances {
    /** Whether there is an active cluster of this name. */
    boolean hasCluster(Scope scope, String name);

    /** The instance, also when it is INACTIVE. */
    Optional<ContainerInstance> find(InstanceKey instance);

    /** The tasks to run and to stop. */
    InstanceTasks tasksOf(InstanceKey instance);
}
