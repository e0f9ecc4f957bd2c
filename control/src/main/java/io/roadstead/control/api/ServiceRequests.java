package io.roadstead.control.api;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.PlacementRules.StrategyDraft;
import io.roadstead.core.definition.Registration.ConstraintDraft;
import io.roadstead.core.definition.ServiceRequest;
import io.roadstead.wire.AwsException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.DeploymentAlarms;
import software.amazon.awssdk.services.ecs.model.DeploymentCircuitBreaker;
import software.amazon.awssdk.services.ecs.model.DeploymentConfiguration;
import software.amazon.awssdk.services.ecs.model.DeploymentController;
import software.amazon.awssdk.services.ecs.model.NetworkConfiguration;
import software.amazon.awssdk.services.ecs.model.PlacementConstraint;
import software.amazon.awssdk.services.ecs.model.PlacementStrategy;
import software.amazon.awssdk.services.ecs.model.UpdateServiceRequest;

/** CreateService and UpdateService off the wire: what is supported is handed to the rules, the rest is refused by name. */
final class ServiceRequests {
    private static final Set<String> COMMON = Set.of(
            "cluster",
            "taskDefinition",
            "desiredCount",
            "deploymentConfiguration",
            "deploymentController",
            "networkConfiguration",
            "placementConstraints",
            "placementStrategy",
            "healthCheckGracePeriodSeconds",
            "availabilityZoneRebalancing",
            "propagateTags",
            "enableECSManagedTags");
    private static final Set<String> CREATE =
            with(COMMON, "serviceName", "clientToken", "schedulingStrategy", "launchType", "tags");
    private static final Set<String> UPDATE = with(COMMON, "service", "forceNewDeployment");
    private static final Set<String> CONFIGURATION =
            Set.of("maximumPercent", "minimumHealthyPercent", "deploymentCircuitBreaker", "alarms", "strategy");
    private static final Set<String> CONTROLLERS = Set.of("CODE_DEPLOY", "EXTERNAL");
    private static final Set<String> STRATEGIES = Set.of("BLUE_GREEN", "LINEAR", "CANARY");

    private ServiceRequests() {}

    static ServiceRequest read(CreateServiceRequest request) {
        Unsupported.refuseOthers(request, CREATE, "");
        refuse(request.networkConfiguration());
        refuse(request.deploymentController());
        return new ServiceRequest(
                request.serviceName(),
                request.clientToken(),
                request.desiredCount(),
                request.schedulingStrategyAsString(),
                request.launchTypeAsString(),
                configuration(request.deploymentConfiguration()),
                constraints(request.placementConstraints()),
                strategies(request.placementStrategy()),
                request.healthCheckGracePeriodSeconds(),
                request.availabilityZoneRebalancingAsString(),
                request.propagateTagsAsString(),
                request.enableECSManagedTags(),
                TagShapes.drafts(request.tags()));
    }

    static ServiceRequest read(UpdateServiceRequest request) {
        Unsupported.refuseOthers(request, UPDATE, "");
        refuse(request.networkConfiguration());
        refuse(request.deploymentController());
        return new ServiceRequest(
                null,
                null,
                request.desiredCount(),
                null,
                null,
                configuration(request.deploymentConfiguration()),
                request.hasPlacementConstraints() ? constraints(request.placementConstraints()) : null,
                request.hasPlacementStrategy() ? strategies(request.placementStrategy()) : null,
                request.healthCheckGracePeriodSeconds(),
                request.availabilityZoneRebalancingAsString(),
                request.propagateTagsAsString(),
                request.enableECSManagedTags(),
                null);
    }

    private static ServiceRequest.@Nullable ConfigurationDraft configuration(@Nullable DeploymentConfiguration shape) {
        if (shape == null) {
            return null;
        }
        Integer bake = shape.bakeTimeInMinutes();
        if (bake == null || bake != 0) {
            Unsupported.refuseOthers(shape, CONFIGURATION, "deploymentConfiguration");
        } else {
            Unsupported.refuseOthers(shape, with(CONFIGURATION, "bakeTimeInMinutes"), "deploymentConfiguration");
        }
        refuseStrategy(shape.strategyAsString());
        return new ServiceRequest.ConfigurationDraft(
                shape.maximumPercent(),
                shape.minimumHealthyPercent(),
                breaker(shape.deploymentCircuitBreaker()),
                alarms(shape.alarms()));
    }

    private static ServiceRequest.@Nullable CircuitBreakerDraft breaker(@Nullable DeploymentCircuitBreaker shape) {
        return shape == null
                ? null
                : new ServiceRequest.CircuitBreakerDraft(
                        Boolean.TRUE.equals(shape.enable()),
                        Boolean.TRUE.equals(shape.rollback()),
                        shape.thresholdConfiguration() == null
                                ? null
                                : new ServiceRequest.ThresholdDraft(
                                        shape.thresholdConfiguration().typeAsString(),
                                        shape.thresholdConfiguration().value()),
                        shape.resetOnHealthyTask());
    }

    private static ServiceRequest.@Nullable AlarmsDraft alarms(@Nullable DeploymentAlarms shape) {
        return shape == null
                ? null
                : new ServiceRequest.AlarmsDraft(
                        shape.alarmNames(), Boolean.TRUE.equals(shape.enable()), Boolean.TRUE.equals(shape.rollback()));
    }

    private static List<ConstraintDraft> constraints(List<PlacementConstraint> shapes) {
        return shapes.stream()
                .map(each -> new ConstraintDraft(each.typeAsString(), each.expression()))
                .toList();
    }

    private static List<StrategyDraft> strategies(List<PlacementStrategy> shapes) {
        return shapes.stream()
                .map(each -> new StrategyDraft(each.typeAsString(), each.field()))
                .toList();
    }

    /** Only awsvpc tasks have a network configuration. Source: ecs-behaviour 1.4. */
    private static void refuse(@Nullable NetworkConfiguration configuration) {
        if (configuration != null && configuration.awsvpcConfiguration() != null) {
            throw AwsException.invalidParameter(
                    "Network Configuration is not valid for the given networkMode of this task definition.");
        }
    }

    private static void refuse(@Nullable DeploymentController controller) {
        String type = controller == null ? null : controller.typeAsString();
        if (type == null || type.equals("ECS")) {
            return;
        }
        if (CONTROLLERS.contains(type)) {
            throw Unsupported.member("the deploymentController " + type);
        }
        throw Rejected.invalidParameter("deployment controller should be one of [ECS,CODE_DEPLOY,EXTERNAL]");
    }

    private static void refuseStrategy(@Nullable String strategy) {
        if (strategy == null || strategy.equals("ROLLING")) {
            return;
        }
        if (STRATEGIES.contains(strategy)) {
            throw Unsupported.member("the deployment strategy " + strategy);
        }
        throw Rejected.invalidParameter("deployment strategy should be one of [ROLLING,BLUE_GREEN,LINEAR,CANARY]");
    }

    private static Set<String> with(Set<String> some, String... more) {
        Set<String> all = new HashSet<>(some);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }
}
