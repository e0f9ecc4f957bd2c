package io.roadstead.control.api;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.DeploymentConfiguration;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceEvent;
import io.roadstead.core.model.ServiceRevision;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentAlarms;
import software.amazon.awssdk.services.ecs.model.DeploymentCircuitBreaker;
import software.amazon.awssdk.services.ecs.model.PlacementConstraint;
import software.amazon.awssdk.services.ecs.model.PlacementStrategy;
import software.amazon.awssdk.services.ecs.model.ServiceCurrentRevisionSummary;

/**
 * Services as the API tells of them: the record, its newest events, and what its tasks are doing. Source: ecs-behaviour
 * 6.1, 6.9, 6.11.
 */
final class ServiceShapes {
    /** The newest messages that are told. Source: ecs-behaviour 2.3. */
    static final int EVENT_LIMIT = 100;

    private final Index index;

    ServiceShapes(Index index) {
        this.index = index;
    }

    software.amazon.awssdk.services.ecs.model.Service shape(Service service, boolean withTags) {
        TaskCounts counts = new TaskCounts(index.tasksOf(service.key()));
        Service.Desired desired = service.desired();
        Optional<Deployment> primary = service.primary();
        return software.amazon.awssdk.services.ecs.model.Service.builder()
                .availabilityZoneRebalancing(desired.availabilityZoneRebalancing() ? "ENABLED" : "DISABLED")
                .clusterArn(service.clusterArn())
                .createdAt(service.createdAt())
                .createdBy(service.createdBy())
                .currentServiceDeployment(primary.map(each -> service.serviceDeploymentArn(each.serviceDeploymentId()))
                        .orElse(null))
                .currentServiceRevisions(service.deployments().stream()
                        .map(each -> current(service, each, counts))
                        .toList())
                .deploymentConfiguration(configuration(desired.deploymentConfiguration()))
                .deploymentController(controller -> controller.type("ECS"))
                .deployments(service.deployments().stream()
                        .map(each -> deployment(service, each, counts))
                        .toList())
                .desiredCount(desiredCount(service))
                .enableECSManagedTags(desired.enableEcsManagedTags())
                .enableExecuteCommand(false)
                .events(events(service))
                .healthCheckGracePeriodSeconds(desired.healthCheckGracePeriodSeconds())
                .launchType(desired.launchType().name())
                .loadBalancers(List.of())
                .pendingCount(counts.all().pending())
                .placementConstraints(constraints(desired))
                .placementStrategy(strategies(desired))
                .propagateTags(desired.propagateTags().name())
                .resourceManagementType("CUSTOMER")
                .runningCount(counts.all().running())
                .schedulingStrategy(service.schedulingStrategy().name())
                .serviceArn(service.arn())
                .serviceName(service.name())
                .serviceRegistries(List.of())
                .status(service.status().name())
                .tags(withTags ? TagShapes.shapes(service.tags()) : List.of())
                .taskDefinition(taskDefinition(service, primary))
                .build();
    }

    static software.amazon.awssdk.services.ecs.model.DeploymentConfiguration configuration(
            DeploymentConfiguration configuration) {
        DeploymentConfiguration.CircuitBreaker breaker = configuration.circuitBreaker();
        DeploymentConfiguration.Alarms alarms = configuration.alarms();
        return software.amazon.awssdk.services.ecs.model.DeploymentConfiguration.builder()
                .alarms(
                        alarms.equals(DeploymentConfiguration.Alarms.NONE)
                                ? null
                                : DeploymentAlarms.builder()
                                        .alarmNames(alarms.alarmNames())
                                        .enable(alarms.enable())
                                        .rollback(alarms.rollback())
                                        .build())
                .bakeTimeInMinutes(0)
                .deploymentCircuitBreaker(DeploymentCircuitBreaker.builder()
                        .enable(breaker.enable())
                        .rollback(breaker.rollback())
                        .resetOnHealthyTask(breaker.resetOnHealthyTask())
                        .thresholdConfiguration(threshold -> threshold
                                .type(breaker.threshold().type().name())
                                .value(breaker.threshold().value()))
                        .build())
                .maximumPercent(configuration.maximumPercent())
                .minimumHealthyPercent(configuration.minimumHealthyPercent())
                .strategy("ROLLING")
                .build();
    }

    private static ServiceCurrentRevisionSummary current(Service service, Deployment deployment, TaskCounts counts) {
        TaskCounts.Count count = counts.of(deployment.id());
        return ServiceCurrentRevisionSummary.builder()
                .arn(service.serviceRevisionArn(deployment.number()))
                .requestedTaskCount(deployment.desiredCount())
                .runningTaskCount(count.running())
                .pendingTaskCount(count.pending())
                .build();
    }

    private static software.amazon.awssdk.services.ecs.model.Deployment deployment(
            Service service, Deployment deployment, TaskCounts counts) {
        TaskCounts.Count count = counts.of(deployment.id());
        return software.amazon.awssdk.services.ecs.model.Deployment.builder()
                .id(deployment.id())
                .status(deployment.status().name())
                .taskDefinition(definitionArn(service, deployment.family(), deployment.revision()))
                .desiredCount(deployment.desiredCount())
                .pendingCount(count.pending())
                .runningCount(count.running())
                .failedTasks(deployment.progress().failedTasks())
                .createdAt(deployment.createdAt())
                .updatedAt(deployment.updatedAt())
                .launchType(deployment.launchType().name())
                .rolloutState(deployment.rolloutState().name())
                .rolloutStateReason(deployment.rolloutStateReason())
                .build();
    }

    /** A daemon's instances decide how many tasks it wants: its deployment counts them. */
    private static int desiredCount(Service service) {
        return service.schedulingStrategy() == SchedulingStrategy.DAEMON
                ? service.primary().map(Deployment::desiredCount).orElse(0)
                : service.desired().desiredCount();
    }

    /** Of an INACTIVE service, which has no deployment, the definition that it ran last. */
    private @Nullable String taskDefinition(Service service, Optional<Deployment> primary) {
        if (primary.isPresent()) {
            return definitionArn(service, primary.get().family(), primary.get().revision());
        }
        List<ServiceRevision> revisions = index.all(
                Keys.all(service.scope(), Kind.SERVICE_REVISION, service.cluster(), service.name()),
                ServiceRevision.class);
        return revisions.stream()
                .filter(each -> !each.createdAt().isBefore(service.createdAt()))
                .max(Comparator.comparing(ServiceRevision::createdAt))
                .map(each -> definitionArn(service, each.family(), each.revision()))
                .orElse(null);
    }

    static String definitionArn(Service service, String family, int revision) {
        return service.scope().arn("task-definition/" + family + ":" + revision);
    }

    /** Newest first. Those of a deleted service of the same name are not its own. */
    private List<software.amazon.awssdk.services.ecs.model.ServiceEvent> events(Service service) {
        List<ServiceEvent> all = index.all(
                Keys.all(service.scope(), Kind.SERVICE_EVENT, service.cluster(), service.name()), ServiceEvent.class);
        return all.reversed().stream()
                .takeWhile(each -> !each.createdAt().isBefore(service.createdAt()))
                .limit(EVENT_LIMIT)
                .map(each -> software.amazon.awssdk.services.ecs.model.ServiceEvent.builder()
                        .id(each.id())
                        .createdAt(each.createdAt())
                        .message(each.message())
                        .build())
                .toList();
    }

    private static List<PlacementConstraint> constraints(Service.Desired desired) {
        return desired.placementConstraints().stream()
                .map(each -> PlacementConstraint.builder()
                        .type(each.type().wire())
                        .expression(each.expression())
                        .build())
                .toList();
    }

    private static List<PlacementStrategy> strategies(Service.Desired desired) {
        return desired.placementStrategy().stream()
                .map(each -> PlacementStrategy.builder()
                        .type(each.type().wire())
                        .field(each.field())
                        .build())
                .toList();
    }
}
