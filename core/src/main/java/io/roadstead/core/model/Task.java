package io.roadstead.core.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task: one run of a task definition on one container instance.
 *
 * <p>What is fixed at creation stands in the record itself. {@link Desired} is written by the API and the reconcilers
 * alone, {@link Observed} by agents' reports alone (and by whoever tells of an agent that is gone).
 *
 * @param id 32 hexadecimal digits, the last part of the ARN
 * @param group {@code family:<family>} unless the caller named one
 * @param cpu task-level CPU units in force, absent when neither definition nor override names any
 * @param memory task-level MiB in force
 * @param protection absent for a task that nobody protects; one that ran out may still stand here
 * @param accounted whether the service scheduler has drawn its conclusions from this task's end
 */
public record Task(
        Scope scope,
        String cluster,
        String id,
        String family,
        int revision,
        String containerInstanceId,
        LaunchType launchType,
        String availabilityZone,
        String group,
        @Nullable String startedBy,
        @Nullable Integer cpu,
        @Nullable Integer memory,
        TaskOverride overrides,
        List<Tag> tags,
        Instant createdAt,
        int version,
        Desired desired,
        Observed observed,
        @Nullable Protection protection,
        boolean accounted) {
    /**
     * What is wanted of the task. The code, the reason and the instant are present together, from the moment the stop
     * is decided; a later stop never changes them. An essential container's exit decides a stop as well.
     */
    public record Desired(
            DesiredStatus status,
            @Nullable StopCode stopCode,
            @Nullable String stoppedReason,
            @Nullable Instant stoppingAt) {
        public static final Desired RUN = new Desired(DesiredStatus.RUNNING, null, null, null);

        public static Desired stop(StopCode code, String reason, Instant when) {
            return new Desired(DesiredStatus.STOPPED, code, reason, when);
        }
    }

    /** What was last heard of the task. Statuses only move forward; an instant, once set, stays. */
    public record Observed(
            TaskStatus lastStatus,
            HealthStatus healthStatus,
            List<Container> containers,
            @Nullable Instant connectivityAt,
            @Nullable Instant pullStartedAt,
            @Nullable Instant pullStoppedAt,
            @Nullable Instant startedAt,
            @Nullable Instant executionStoppedAt,
            @Nullable Instant stoppedAt) {
        public Observed {
            containers = List.copyOf(containers);
        }

        /** A task just placed, waiting for its agent. */
        public static Observed pending(List<Container> containers) {
            return new Observed(
                    TaskStatus.PENDING, HealthStatus.UNKNOWN, containers, null, null, null, null, null, null);
        }
    }

    public Task {
        tags = List.copyOf(tags);
    }

    public String arn() {
        return scope.arn("task/" + cluster + "/" + id);
    }

    public String clusterArn() {
        return scope.arn("cluster/" + cluster);
    }

    public String taskDefinitionArn() {
        return scope.arn("task-definition/" + family + ":" + revision);
    }

    public String containerInstanceArn() {
        return scope.arn("container-instance/" + cluster + "/" + containerInstanceId);
    }

    /** The service it belongs to; empty for a task that was run or started by itself. */
    public Optional<ServiceKey> service() {
        return group.startsWith(Service.GROUP_PREFIX)
                ? Optional.of(new ServiceKey(scope, cluster, group.substring(Service.GROUP_PREFIX.length())))
                : Optional.empty();
    }

    public boolean stopped() {
        return observed.lastStatus() == TaskStatus.STOPPED;
    }

    /** The same task, one version later, with another wish. */
    public Task withDesired(Desired newDesired) {
        return next(newDesired, observed);
    }

    /** The same task, one version later, with newer news. */
    public Task withObserved(Observed newObserved) {
        return next(desired, newObserved);
    }

    /** The same task, one version later, with both a wish and news. */
    public Task with(Desired newDesired, Observed newObserved) {
        return next(newDesired, newObserved);
    }

    /** Tags do not count as a version: ECS sends no event for them. */
    public Task withTags(List<Tag> newTags) {
        return copy(newTags, version, desired, observed, protection, accounted);
    }

    /** Protection is no state of the task's own: ECS sends no event for it. */
    public Task withProtection(@Nullable Protection newProtection) {
        return copy(tags, version, desired, observed, newProtection, accounted);
    }

    /** The same task once the service scheduler has drawn its conclusions from its end. */
    public Task afterAccount() {
        return copy(tags, version, desired, observed, protection, true);
    }

    private Task next(Desired newDesired, Observed newObserved) {
        return copy(tags, version + 1, newDesired, newObserved, protection, accounted);
    }

    private Task copy(
            List<Tag> newTags,
            int newVersion,
            Desired newDesired,
            Observed newObserved,
            @Nullable Protection newProtection,
            boolean newAccounted) {
        return new Task(
                scope,
                cluster,
                id,
                family,
                revision,
                containerInstanceId,
                launchType,
                availabilityZone,
                group,
                startedBy,
                cpu,
                memory,
                overrides,
                newTags,
                createdAt,
                newVersion,
                newDesired,
                newObserved,
                newProtection,
                newAccounted);
    }
}
