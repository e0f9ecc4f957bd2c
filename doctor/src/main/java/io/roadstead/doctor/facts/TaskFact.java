package io.roadstead.doctor.facts;

import io.roadstead.wire.client.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task as DescribeTasks tells it. */
public record TaskFact(
        String arn,
        String clusterArn,
        String definitionArn,
        String group,
        String startedBy,
        String instanceArn,
        String lastStatus,
        String desiredStatus,
        String healthStatus,
        String stopCode,
        String stoppedReason,
        @Nullable Instant createdAt,
        @Nullable Instant pullStartedAt,
        @Nullable Instant pullStoppedAt,
        @Nullable Instant startedAt,
        @Nullable Instant stoppingAt,
        @Nullable Instant stoppedAt,
        List<ContainerFact> containers,
        Map<String, String> tags) {
    private static final String SERVICE = "service:";

    static TaskFact of(Json task) {
        return new TaskFact(
                task.path("taskArn").text(),
                task.path("clusterArn").text(),
                task.path("taskDefinitionArn").text(),
                task.path("group").text(),
                task.path("startedBy").text(),
                task.path("containerInstanceArn").text(),
                task.path("lastStatus").text(),
                task.path("desiredStatus").text(),
                task.path("healthStatus").text(),
                task.path("stopCode").text(),
                task.path("stoppedReason").text(),
                Read.time(task, "createdAt"),
                Read.time(task, "pullStartedAt"),
                Read.time(task, "pullStoppedAt"),
                Read.time(task, "startedAt"),
                Read.time(task, "stoppingAt"),
                Read.time(task, "stoppedAt"),
                task.path("containers").items().stream().map(ContainerFact::of).toList(),
                Read.pairs(task.path("tags"), "key"));
    }

    public String id() {
        return Read.name(arn);
    }

    public String cluster() {
        return Read.name(clusterArn);
    }

    public boolean stopped() {
        return lastStatus.equals("STOPPED");
    }

    /** Whether its service stopped it because a container's health check failed. Source: ecs-behaviour 4.4. */
    public boolean failedHealthChecks() {
        return stoppedReason.startsWith("Task failed container health checks");
    }

    /** The name of the service it belongs to; empty when it belongs to none. */
    public String service() {
        return group.startsWith(SERVICE) ? group.substring(SERVICE.length()) : "";
    }

    /** {@code FAMILY:REVISION}. */
    public String definition() {
        return Read.name(definitionArn);
    }
}
