package io.roadstead.core.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A revision of a task definition family, as registered and with ECS's defaults written in. Written by the API alone;
 * only {@code status}, {@code deregisteredAt} and {@code tags} ever change.
 *
 * @param volumes what its containers' mount points may name
 * @param networkMode absent when the caller named none, which means bridge
 * @param cpu task-level CPU units, a hard cap when present
 * @param memory task-level MiB, a hard cap when present
 * @param requiresAttributes what an instance must offer, computed at registration
 * @param registeredBy the ARN of who registered it
 * @param pidMode absent for containers that see their own processes alone
 * @param ipcMode absent for containers with shared memory of their own each
 * @param runtimePlatform absent when the caller named none, which means any Linux host
 */
public record TaskDefinition(
        Scope scope,
        String family,
        int revision,
        Status status,
        List<ContainerDefinition> containers,
        List<Volume> volumes,
        @Nullable NetworkMode networkMode,
        @Nullable Integer cpu,
        @Nullable Integer memory,
        @Nullable String taskRoleArn,
        @Nullable String executionRoleArn,
        List<PlacementConstraint> placementConstraints,
        List<String> requiresCompatibilities,
        List<String> compatibilities,
        List<Attribute> requiresAttributes,
        List<Tag> tags,
        Instant registeredAt,
        String registeredBy,
        @Nullable Instant deregisteredAt,
        @Nullable PidMode pidMode,
        @Nullable IpcMode ipcMode,
        @Nullable RuntimePlatform runtimePlatform) {
    /** ECS's states of a revision that Roadstead can be in. */
    public enum Status {
        ACTIVE,
        INACTIVE
    }

    public TaskDefinition {
        containers = List.copyOf(containers);
        volumes = List.copyOf(volumes);
        placementConstraints = List.copyOf(placementConstraints);
        requiresCompatibilities = List.copyOf(requiresCompatibilities);
        compatibilities = List.copyOf(compatibilities);
        requiresAttributes = List.copyOf(requiresAttributes);
        tags = List.copyOf(tags);
    }

    /** A definition without volumes and any of the members that follow {@code deregisteredAt}. */
    public TaskDefinition(
            Scope scope,
            String family,
            int revision,
            Status status,
            List<ContainerDefinition> containers,
            @Nullable NetworkMode networkMode,
            @Nullable Integer cpu,
            @Nullable Integer memory,
            @Nullable String taskRoleArn,
            @Nullable String executionRoleArn,
            List<PlacementConstraint> placementConstraints,
            List<String> requiresCompatibilities,
            List<String> compatibilities,
            List<Attribute> requiresAttributes,
            List<Tag> tags,
            Instant registeredAt,
            String registeredBy,
            @Nullable Instant deregisteredAt) {
        this(
                scope,
                family,
                revision,
                status,
                containers,
                List.of(),
                networkMode,
                cpu,
                memory,
                taskRoleArn,
                executionRoleArn,
                placementConstraints,
                requiresCompatibilities,
                compatibilities,
                requiresAttributes,
                tags,
                registeredAt,
                registeredBy,
                deregisteredAt,
                null,
                null,
                null);
    }

    public String arn() {
        return scope.arn("task-definition/" + family + ":" + revision);
    }

    /** The mode that holds when the definition names none. */
    public NetworkMode effectiveNetworkMode() {
        return networkMode == null ? NetworkMode.BRIDGE : networkMode;
    }

    public TaskDefinition deregistered(Instant when) {
        return new TaskDefinition(
                scope,
                family,
                revision,
                Status.INACTIVE,
                containers,
                volumes,
                networkMode,
                cpu,
                memory,
                taskRoleArn,
                executionRoleArn,
                placementConstraints,
                requiresCompatibilities,
                compatibilities,
                requiresAttributes,
                tags,
                registeredAt,
                registeredBy,
                when,
                pidMode,
                ipcMode,
                runtimePlatform);
    }

    public TaskDefinition withTags(List<Tag> newTags) {
        return new TaskDefinition(
                scope,
                family,
                revision,
                status,
                containers,
                volumes,
                networkMode,
                cpu,
                memory,
                taskRoleArn,
                executionRoleArn,
                placementConstraints,
                requiresCompatibilities,
                compatibilities,
                requiresAttributes,
                newTags,
                registeredAt,
                registeredBy,
                deregisteredAt,
                pidMode,
                ipcMode,
                runtimePlatform);
    }
}
