package io.roadstead.core.reconcile;

import io.roadstead.core.placement.Reason;
import io.roadstead.core.placement.Refusal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the service scheduler says, in ECS's words, letter for letter. Source: ecs-behaviour 5.8, 6.3 to 6.9.
 *
 * <p>A service is given by its name, a deployment by its id ({@code ecs-svc/<19 digits>}), tasks and instances by the
 * last part of their ARN.
 */
public final class ServiceTexts {
    private static final String TROUBLESHOOTING =
            " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";

    private ServiceTexts() {}

    public static String steadyState(String service) {
        return of(service) + " has reached a steady state.";
    }

    public static String started(String service, List<String> tasks) {
        return of(service) + " has started " + tasks.size() + " tasks: " + list(tasks) + ".";
    }

    public static String replaced(String service, List<String> tasks) {
        return started(service, tasks) + " Amazon ECS replaced " + tasks.size() + " tasks due to an unhealthy status.";
    }

    public static String startedToBalance(String service, List<String> tasks, String zone) {
        return of(service) + " has started " + tasks.size() + " tasks in " + zone + " to AZ Rebalance: " + list(tasks)
                + ".";
    }

    public static String stoppedToBalance(String service, List<String> tasks, String zone) {
        return of(service) + " has stopped " + tasks.size() + " running tasks in " + zone + " to AZ Rebalance: "
                + list(tasks) + ".";
    }

    public static String stoppedRunning(String service, List<String> tasks) {
        return of(service) + " has stopped " + tasks.size() + " running tasks: " + list(tasks) + ".";
    }

    public static String stoppedPending(String service, int tasks) {
        return of(service) + " stopped " + tasks + " pending tasks.";
    }

    public static String failedContainerChecks(String service, String task) {
        return of(service) + " (task " + task + ") failed container health checks.";
    }

    public static String failedTargetChecks(
            String service, String task, int port, String targetGroupArn, String reason) {
        return of(service) + " (task " + task + ") (port " + port + ") is unhealthy in (target-group " + targetGroupArn
                + ") due to (reason " + reason + ").";
    }

    public static String registeredTargets(String service, int targets, String targetGroupArn) {
        return of(service) + " registered " + targets + " targets in (target-group " + targetGroupArn + ")";
    }

    public static String deregisteredTargets(String service, int targets, String targetGroupArn) {
        return of(service) + " deregistered " + targets + " targets in (target-group " + targetGroupArn + ")";
    }

    public static String draining(String service, String deployment, int tasks) {
        return "(service " + service + ", taskSet " + deployment + ") has begun draining connections on " + tasks
                + " tasks.";
    }

    public static String deploymentCompleted(String service, String deployment) {
        return of(service) + " (deployment " + deployment + ") deployment completed.";
    }

    public static String deploymentFailed(String service, String deployment) {
        return of(service) + " (deployment " + deployment + ") deployment failed: tasks failed to start.";
    }

    /** The same pattern with another cause: alarms, or the caller's own wish. */
    public static String deploymentFailed(String service, String deployment, String cause) {
        return of(service) + " (deployment " + deployment + ") deployment failed: " + cause + ".";
    }

    public static String rollingBack(String service, String deployment) {
        return of(service) + " rolling back to deployment " + deployment + ".";
    }

    public static String failedToLaunch(String service, String error) {
        return of(service) + " failed to launch a task with (error " + error + ").";
    }

    public static String startImpaired(String service) {
        return of(service) + " is unable to consistently start tasks successfully." + TROUBLESHOOTING;
    }

    /** No start and no stop is possible within the percentages. */
    public static String blockedByPercentages(String service) {
        return of(service) + " was unable to stop or start tasks during a deployment because of the service deployment"
                + " configuration. Update the minimumHealthyPercent or maximumPercent value and try again.";
    }

    public static String blockedByProtection(String service, String deployment, int tasks) {
        return of(service) + " was unable to reach steady state because (taskSet " + deployment
                + ") was unable to scale in due to (reason " + tasks + " tasks under protection)";
    }

    /** @param tasks how many tasks each zone has, in the order in which they are told */
    public static String balanced(String service, Map<String, Integer> tasks) {
        return of(service) + " is AZ balanced with " + zones(tasks) + ".";
    }

    /** @param tasks how many tasks each zone has, in the order in which they are told */
    public static String notBalanced(String service, Map<String, Integer> tasks) {
        return of(service) + " is not AZ balanced with " + zones(tasks) + ". AZ Rebalancing in progress.";
    }

    public static String noInstances(String service) {
        return unableToPlace(service) + " Reason: No Container Instances were found in your cluster." + TROUBLESHOOTING;
    }

    /** @param closest the instance that passed the most filters */
    public static String notPlaced(String service, Refusal closest) {
        String instance = " The closest matching (container-instance " + closest.instanceId() + ") ";
        String why =
                switch (closest.reason()) {
                    case Reason.Cpu unused -> "has insufficient CPU units available.";
                    case Reason.Memory unused -> "has insufficient memory available.";
                    case Reason.Ports unused -> "is already using a port required by your task.";
                    case Reason.PortsUdp unused -> "is already using a port required by your task.";
                    case Reason.Gpu unused -> "has insufficient GPUs available.";
                    case Reason.MissingAttribute unused -> "is missing an attribute required by your task.";
                    case Reason.AgentDisconnected unused -> "doesn't have the agent connected.";
                    case Reason.MemberOf error -> "encountered error \"" + error.wire() + "\"";
                    case Reason.DistinctInstance error -> "encountered error \"" + error.wire() + "\"";
                    case Reason.NotActive error -> "encountered error \"" + error.wire() + "\".";
                };
        return unableToPlace(service) + instance + why + TROUBLESHOOTING;
    }

    // The reasons of a deployment: rolloutStateReason, and reason of its news. Source: ecs-behaviour 6.1, 6.5, 8.5.

    public static String inProgress(String deployment) {
        return "ECS deployment " + deployment + " in progress.";
    }

    public static String completed(String deployment) {
        return "ECS deployment " + deployment + " completed.";
    }

    public static final String BREAKER_FAILED = "ECS deployment circuit breaker: tasks failed to start.";

    public static String breakerRollingBack(String deployment) {
        return "ECS deployment circuit breaker: rolling back to deploymentId " + deployment + ".";
    }

    /** ECS's own words after {@code detected} are not known. Source: ecs-behaviour 6.6. */
    public static String alarmsFailed(Collection<String> alarms) {
        return "ECS deployment alarms: alarm(s) " + String.join(", ", alarms) + " detected.";
    }

    public static String alarmsRollingBack(String deployment) {
        return "ECS deployment alarms: rolling back to deploymentId " + deployment + ".";
    }

    /** After StopServiceDeployment; ECS's own words are not known. */
    public static String requestedRollingBack(String deployment) {
        return "ECS deployment rollback requested: rolling back to deploymentId " + deployment + ".";
    }

    // The reasons of stopped tasks. Source: ecs-behaviour 4.4.

    public static final String FAILED_CONTAINER_CHECKS = "Task failed container health checks";

    private static final String FAILED_TARGET_CHECKS = "Task failed ELB health checks in ";

    public static String failedTargetChecks(String targetGroupArn) {
        return FAILED_TARGET_CHECKS + "(target-group " + targetGroupArn + ")";
    }

    /** Whether a task's stoppedReason says that the scheduler stopped it for its health checks. */
    static boolean tellsOfFailedChecks(String stoppedReason) {
        return stoppedReason.equals(FAILED_CONTAINER_CHECKS) || stoppedReason.startsWith(FAILED_TARGET_CHECKS);
    }

    public static String scaling(String deployment) {
        return "Scaling activity initiated by (deployment " + deployment + ")";
    }

    /** @param instance the EC2 instance id, or the container instance's where there is none */
    public static String hostTerminated(String instance) {
        return "Host EC2 (instance " + instance + ") terminated.";
    }

    private static String unableToPlace(String service) {
        return of(service) + " was unable to place a task because no container instance met all of its requirements.";
    }

    private static String of(String service) {
        return "(service " + service + ")";
    }

    private static String list(List<String> tasks) {
        return tasks.stream().map(task -> "(task " + task + ")").collect(Collectors.joining(" "));
    }

    private static String zones(Map<String, Integer> tasks) {
        return tasks.entrySet().stream()
                .map(zone -> zone.getValue() + " tasks in " + zone.getKey())
                .collect(Collectors.joining(", "));
    }
}
