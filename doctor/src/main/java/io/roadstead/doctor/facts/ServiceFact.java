package io.roadstead.doctor.facts;

import io.roadstead.wire.client.Json;
import java.util.List;
import java.util.Map;

/**
 * A service as DescribeServices tells it.
 *
 * @param constraints {@code distinctInstance}, or the expression of a {@code memberOf}
 * @param events newest first, as ECS keeps them
 */
public record ServiceFact(
        String arn,
        String clusterArn,
        String name,
        String status,
        String schedulingStrategy,
        int desired,
        int running,
        int pending,
        String definitionArn,
        int minimumHealthyPercent,
        int maximumPercent,
        boolean circuitBreaker,
        boolean rollback,
        int healthCheckGracePeriodSeconds,
        String propagateTags,
        boolean managedTags,
        List<String> constraints,
        List<DeploymentFact> deployments,
        List<EventFact> events,
        Map<String, String> tags) {
    static ServiceFact of(Json service) {
        Json configuration = service.path("deploymentConfiguration");
        Json breaker = configuration.path("deploymentCircuitBreaker");
        return new ServiceFact(
                service.path("serviceArn").text(),
                service.path("clusterArn").text(),
                service.path("serviceName").text(),
                service.path("status").text(),
                service.path("schedulingStrategy").text("REPLICA"),
                (int) service.path("desiredCount").number(),
                (int) service.path("runningCount").number(),
                (int) service.path("pendingCount").number(),
                service.path("taskDefinition").text(),
                configuration.has("minimumHealthyPercent")
                        ? (int) configuration.path("minimumHealthyPercent").number()
                        : 100,
                configuration.has("maximumPercent")
                        ? (int) configuration.path("maximumPercent").number()
                        : 200,
                breaker.path("enable").truth(),
                breaker.path("rollback").truth(),
                (int) service.path("healthCheckGracePeriodSeconds").number(),
                service.path("propagateTags").text("NONE"),
                service.path("enableECSManagedTags").truth(),
                service.path("placementConstraints").items().stream()
                        .map(constraint -> constraint
                                .path("expression")
                                .text(constraint.path("type").text()))
                        .toList(),
                service.path("deployments").items().stream()
                        .map(DeploymentFact::of)
                        .toList(),
                service.path("events").items().stream()
                        .map(event -> new EventFact(
                                Read.time(event, "createdAt"),
                                event.path("message").text()))
                        .toList(),
                Read.pairs(service.path("tags"), "key"));
    }

    public String cluster() {
        return Read.name(clusterArn);
    }

    public boolean active() {
        return status.equals("ACTIVE");
    }
}
