package io.roadstead.core.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A service: a wish for tasks that is kept. {@link Desired} is the API's; the list of deployments is begun by the API
 * and led on by the scheduler, each change guarded by the record's revision; {@link #told} is the scheduler's.
 *
 * @param deployments the PRIMARY first, then the ACTIVE ones, newest first; none once INACTIVE
 * @param told the last service event of each kind that is not to be repeated at once, by kind; gone with its cause. Source: ecs-behaviour 6.9
 * @param creation what makes a second CreateService the same one
 * @param endedAt when it became INACTIVE; present exactly then
 */
public record Service(
        Scope scope,
        String cluster,
        String name,
        SchedulingStrategy schedulingStrategy,
        Status status,
        Desired desired,
        List<Deployment> deployments,
        Map<String, Told> told,
        List<Tag> tags,
        Instant createdAt,
        String createdBy,
        Creation creation,
        @Nullable Instant endedAt) {
    /** The prefix of the group of a service's tasks. */
    public static final String GROUP_PREFIX = "service:";

    /** A deleted service is DRAINING until its last task is gone. */
    public enum Status {
        ACTIVE,
        DRAINING,
        INACTIVE
    }

    /**
     * What callers asked for.
     *
     * @param desiredCount of a REPLICA service; 0 of a DAEMON one, whose instances decide
     * @param healthCheckGracePeriodSeconds how long a task's failed checks do not count after its start
     */
    public record Desired(
            int desiredCount,
            DeploymentConfiguration deploymentConfiguration,
            List<PlacementConstraint> placementConstraints,
            List<PlacementStrategy> placementStrategy,
            int healthCheckGracePeriodSeconds,
            boolean availabilityZoneRebalancing,
            LaunchType launchType,
            PropagateTags propagateTags,
            boolean enableEcsManagedTags) {
        public Desired {
            placementConstraints = List.copyOf(placementConstraints);
            placementStrategy = List.copyOf(placementStrategy);
        }

        public Desired withDesiredCount(int count) {
            return new Desired(
                    count,
                    deploymentConfiguration,
                    placementConstraints,
                    placementStrategy,
                    healthCheckGracePeriodSeconds,
                    availabilityZoneRebalancing,
                    launchType,
                    propagateTags,
                    enableEcsManagedTags);
        }
    }

    /** What was told (the message, or what makes it another one) and when. */
    public record Told(String message, Instant at) {}

    /**
     * The idempotency of CreateService.
     *
     * @param requestHash of the request without token and tags
     */
    public record Creation(@Nullable String clientToken, String requestHash) {}

    public Service {
        deployments = List.copyOf(deployments);
        told = Map.copyOf(told);
        tags = List.copyOf(tags);
    }

    public String arn() {
        return scope.arn("service/" + cluster + "/" + name);
    }

    public String clusterArn() {
        return scope.arn("cluster/" + cluster);
    }

    public ServiceKey key() {
        return new ServiceKey(scope, cluster, name);
    }

    /** The group of its tasks. */
    public String group() {
        return GROUP_PREFIX + name;
    }

    /** The ARN of a service deployment of this service. */
    public String serviceDeploymentArn(String serviceDeploymentId) {
        return scope.arn("service-deployment/" + cluster + "/" + name + "/" + serviceDeploymentId);
    }

    /** The ARN of a service revision of this service. */
    public String serviceRevisionArn(String number) {
        return scope.arn("service-revision/" + cluster + "/" + name + "/" + number);
    }

    /** The deployment that is being rolled out or stands; empty once INACTIVE. */
    public Optional<Deployment> primary() {
        return deployments.stream()
                .filter(each -> each.status() == Deployment.Status.PRIMARY)
                .findFirst();
    }

    /** The same service under another wish and with other deployments, as an update leaves it. */
    public Service with(Desired newDesired, List<Deployment> newDeployments) {
        return copy(status, newDesired, newDeployments, told, tags, endedAt);
    }

    public Service withDeployments(List<Deployment> newDeployments) {
        return copy(status, desired, newDeployments, told, tags, endedAt);
    }

    public Service withTold(Map<String, Told> newTold) {
        return copy(status, desired, deployments, newTold, tags, endedAt);
    }

    public Service withTags(List<Tag> newTags) {
        return copy(status, desired, deployments, told, newTags, endedAt);
    }

    /** A deleted service: it wants no tasks any more and loses its tags. Source: ecs-behaviour 6.8. */
    public Service draining() {
        return copy(Status.DRAINING, desired.withDesiredCount(0), deployments, told, List.of(), null);
    }

    /** The end of a deleted service: its last task is gone. */
    public Service inactive(Instant when) {
        return copy(Status.INACTIVE, desired, List.of(), told, tags, when);
    }

    private Service copy(
            Status newStatus,
            Desired newDesired,
            List<Deployment> newDeployments,
            Map<String, Told> newTold,
            List<Tag> newTags,
            @Nullable Instant newEndedAt) {
        return new Service(
                scope,
                cluster,
                name,
                schedulingStrategy,
                newStatus,
                newDesired,
                newDeployments,
                newTold,
                newTags,
                createdAt,
                createdBy,
                creation,
                newEndedAt);
    }
}
