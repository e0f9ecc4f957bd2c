package io.roadstead.doctor.facts;

import io.roadstead.wire.client.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A deployment of a service. */
public record DeploymentFact(
        String id,
        String status,
        String definitionArn,
        int desired,
        int running,
        int pending,
        int failedTasks,
        String rolloutState,
        String rolloutStateReason,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt) {
    static DeploymentFact of(Json deployment) {
        return new DeploymentFact(
                deployment.path("id").text(),
                deployment.path("status").text(),
                deployment.path("taskDefinition").text(),
                (int) deployment.path("desiredCount").number(),
                (int) deployment.path("runningCount").number(),
                (int) deployment.path("pendingCount").number(),
                (int) deployment.path("failedTasks").number(),
                deployment.path("rolloutState").text(),
                deployment.path("rolloutStateReason").text(),
                Read.time(deployment, "createdAt"),
                Read.time(deployment, "updatedAt"));
    }

    public boolean primary() {
        return status.equals("PRIMARY");
    }

    /** {@code FAMILY:REVISION}. */
    public String definition() {
        return Read.name(definitionArn);
    }
}
