package io.roadstead.core.reconcile;

import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceDeployment;
import io.roadstead.core.model.ServiceRevision;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.placement.Node;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that the scheduler of one service looks at.
 *
 * @param definitions of every deployment and, for a rollback, of the last completed service revision, by ARN
 * @param serviceDeployments those that have not ended, and the last that was SUCCESSFUL, newest first
 * @param revisions of those service deployments, by number
 * @param tasks of the service's group: all that are not STOPPED, and the STOPPED ones not yet accounted
 * @param nodes the cluster's instances that are not INACTIVE, by id; may be a live view that stands still meanwhile
 * @param daemons the groups of the cluster's DAEMON services that are not INACTIVE: on a DRAINING instance their tasks
 *     stop last
 * @param refusals why no task of a definition may be started now, by the definition's ARN: ECS's sentence
 * @param targets by task id, for services with load balancers; a task that stands in none has no target to wait for
 */
public record ServiceView(
        Service service,
        Map<String, TaskDefinition> definitions,
        Map<String, String> refusals,
        List<ServiceDeployment> serviceDeployments,
        Map<String, ServiceRevision> revisions,
        List<Task> tasks,
        Map<String, Node> nodes,
        Set<String> daemons,
        Map<String, TargetHealth> targets,
        Alarms alarms) {
    /** A view in which every definition may be started. */
    public ServiceView(
            Service service,
            Map<String, TaskDefinition> definitions,
            List<ServiceDeployment> serviceDeployments,
            Map<String, ServiceRevision> revisions,
            List<Task> tasks,
            Map<String, Node> nodes,
            Set<String> daemons,
            Map<String, TargetHealth> targets,
            Alarms alarms) {
        this(service, definitions, Map.of(), serviceDeployments, revisions, tasks, nodes, daemons, targets, alarms);
    }
}
