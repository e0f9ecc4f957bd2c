package io.roadstead.core.model;

import java.time.Instant;
import java.util.List;

/**
 * A cluster: a name under which tasks and container instances meet. Written by the API alone; deleting one keeps it
 * describable as {@link Status#INACTIVE}.
 */
public record Cluster(
        Scope scope, String name, Status status, List<Setting> settings, List<Tag> tags, Instant createdAt) {
    /** ECS's own states of a cluster that Roadstead can be in. */
    public enum Status {
        ACTIVE,
        INACTIVE
    }

    /** A cluster setting, for example {@code containerInsights = disabled}. */
    public record Setting(String name, String value) {}

    public Cluster {
        settings = List.copyOf(settings);
        tags = List.copyOf(tags);
    }

    public String arn() {
        return scope.arn("cluster/" + name);
    }

    public Cluster withStatus(Status newStatus) {
        return new Cluster(scope, name, newStatus, settings, tags, createdAt);
    }

    public Cluster withTags(List<Tag> newTags) {
        return new Cluster(scope, name, status, settings, newTags, createdAt);
    }
}
