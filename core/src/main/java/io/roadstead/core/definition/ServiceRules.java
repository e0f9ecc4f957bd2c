package io.roadstead.core.definition;

import io.roadstead.core.Rejected;
import io.roadstead.core.Rejection;
import io.roadstead.core.model.DeploymentConfiguration;
import io.roadstead.core.model.LaunchType;
import io.roadstead.core.model.PlacementConstraint;
import io.roadstead.core.model.PlacementStrategy;
import io.roadstead.core.model.PropagateTags;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.Tag;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.name.NameRules;
import io.roadstead.core.name.TagRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CreateService, UpdateService and DeleteService without their store: what is refused, in ECS's order and words, and what
 * a service wants afterwards.
 *
 * <p>Source: ecs-behaviour 1.4, 2.3, 6.1, 6.3, 6.8.
 */
public final class ServiceRules {
    /** ECS's quota of tasks of one service. Source: ecs-behaviour 2.3. */
    public static final int TASK_LIMIT = 5_000;
    /** ECS's quota of services of one cluster. Source: ecs-behaviour 2.3. */
    public static final int SERVICE_LIMIT = 5_000;

    private static final String ZONE = "attribute:ecs.availability-zone";

    private ServiceRules() {}

    /**
     * A CreateService that keeps all rules.
     *
     * @param clientToken absent when the caller does not ask for idempotency
     */
    public record NewService(
            String name,
            @Nullable String clientToken,
            SchedulingStrategy schedulingStrategy,
            Service.Desired desired,
            List<Tag> tags) {
        public NewService {
            tags = List.copyOf(tags);
        }
    }

    /** What CreateService demands before the definition is looked up. */
    public static void requireNames(ServiceRequest request) {
        NameRules.service(request.name());
        TagRules.read(request.tags());
    }

    /**
     * What CreateService makes, after {@link #requireNames}.
     *
     * @param definition the revision the request names
     */
    public static NewService create(ServiceRequest request, TaskDefinition definition) {
        String token = NameRules.clientToken(request.clientToken(), NameRules.CLIENT_TOKEN_LIMIT_CREATE_SERVICE);
        SchedulingStrategy strategy = schedulingStrategy(request.schedulingStrategy());
        if (strategy == SchedulingStrategy.DAEMON && "FARGATE".equals(request.launchType())) {
            throw Rejected.invalidParameter("The daemon scheduling strategy does not support the FARGATE launch type."
                    + " Change the launch type and try again");
        }
        LaunchType launchType = LaunchRules.launchType(request.launchType());
        int desiredCount =
                switch (strategy) {
                    case REPLICA -> {
                        if (request.desiredCount() == null) {
                            throw Rejected.invalidParameter("DesiredCount is missing");
                        }
                        yield count(request.desiredCount(), "DesiredCount can not be lesser than 0");
                    }
                    case DAEMON -> {
                        refuseDaemonCount(request);
                        yield 0;
                    }
                };
        requireCompatible(definition, launchType);
        DeploymentConfiguration configuration = DeploymentConfigurationRules.merge(
                DeploymentConfigurationRules.defaults(strategy), request.deploymentConfiguration(), strategy);
        List<PlacementConstraint> constraints = PlacementRules.ofRequest(
                request.placementConstraints(),
                definition.placementConstraints().size());
        List<PlacementStrategy> placement = placementStrategy(request, strategy, List.of());
        Zones zones = new Zones(strategy, launchType, configuration, constraints, placement);
        return new NewService(
                NameRules.service(request.name()),
                token,
                strategy,
                new Service.Desired(
                        desiredCount,
                        configuration,
                        constraints,
                        placement,
                        grace(request.healthCheckGracePeriodSeconds(), 0),
                        zones.onCreate(request.availabilityZoneRebalancing()),
                        launchType,
                        propagateTags(request.propagateTags(), PropagateTags.NONE),
                        Boolean.TRUE.equals(request.enableEcsManagedTags())),
                TagRules.read(request.tags()));
    }

    /**
     * What a service wants after UpdateService; what the request leaves out stays.
     *
     * @param definition the revision it runs from now on; absent when that was deleted and nothing new is to be started
     */
    public static Service.Desired update(ServiceRequest request, Service service, @Nullable TaskDefinition definition) {
        Service.Desired present = service.desired();
        SchedulingStrategy strategy = service.schedulingStrategy();
        int desiredCount = present.desiredCount();
        if (request.desiredCount() != null) {
            if (strategy == SchedulingStrategy.DAEMON) {
                refuseDaemonCount(request);
            }
            desiredCount = count(request.desiredCount(), "Task count can not be lesser than 0");
        }
        if (definition != null) {
            requireCompatible(definition, present.launchType());
        }
        DeploymentConfiguration configuration = DeploymentConfigurationRules.merge(
                present.deploymentConfiguration(), request.deploymentConfiguration(), strategy);
        List<PlacementConstraint> constraints = request.placementConstraints() == null
                ? present.placementConstraints()
                : PlacementRules.ofRequest(
                        request.placementConstraints(),
                        definition == null
                                ? 0
                                : definition.placementConstraints().size());
        List<PlacementStrategy> placement = placementStrategy(request, strategy, present.placementStrategy());
        Zones zones = new Zones(strategy, present.launchType(), configuration, constraints, placement);
        return new Service.Desired(
                desiredCount,
                configuration,
                constraints,
                placement,
                grace(request.healthCheckGracePeriodSeconds(), present.healthCheckGracePeriodSeconds()),
                zones.onUpdate(request.availabilityZoneRebalancing(), present.availabilityZoneRebalancing()),
                present.launchType(),
                propagateTags(request.propagateTags(), present.propagateTags()),
                request.enableEcsManagedTags() == null
                        ? present.enableEcsManagedTags()
                        : request.enableEcsManagedTags());
    }

    /** Refuses to change a service that is on its way out. */
    public static Service requireActive(Service service) {
        if (service.status() != Service.Status.ACTIVE) {
            throw new Rejected(new Rejection("ServiceNotActiveException", "Service was not ACTIVE."));
        }
        return service;
    }

    /**
     * Refuses to delete a service that still has work. A DAEMON service needs no scaling down.
     *
     * @param force delete it whatever it runs
     */
    public static void requireDeletable(Service service, boolean force) {
        if (force || service.schedulingStrategy() == SchedulingStrategy.DAEMON) {
            return;
        }
        if (service.desired().desiredCount() > 0) {
            throw Rejected.invalidParameter("The service cannot be stopped while it is scaled above 0.");
        }
        if (service.deployments().size() > 1) {
            throw Rejected.invalidParameter("The service cannot be stopped while deployments are active.");
        }
    }

    /**
     * A scheduling strategy as a client writes it; REPLICA when absent.
     *
     * @throws Rejected for one that ECS does not have
     */
    public static SchedulingStrategy schedulingStrategy(@Nullable String text) {
        return switch (text) {
            case null -> SchedulingStrategy.REPLICA;
            case "", "REPLICA" -> SchedulingStrategy.REPLICA;
            case "DAEMON" -> SchedulingStrategy.DAEMON;
            default -> throw Rejected.invalidParameter("Scheduling strategy should be one of [REPLICA,DAEMON]");
        };
    }

    private static int count(int desired, String belowZero) {
        if (desired < 0) {
            throw Rejected.invalidParameter(belowZero);
        }
        if (desired > TASK_LIMIT) {
            // Source: aws/containers-roadmap issue 768 quotes this answer of ECS.
            throw Rejected.invalidParameter("Desired count exceeds limit.");
        }
        return desired;
    }

    private static void refuseDaemonCount(ServiceRequest request) {
        if (request.desiredCount() != null) {
            throw Rejected.invalidParameter("The daemon scheduling strategy does not support a desired count for"
                    + " services. Remove the desired count value and try again");
        }
    }

    private static void requireCompatible(TaskDefinition definition, LaunchType launchType) {
        if (!definition.compatibilities().contains(launchType.name())) {
            throw Rejected.invalidParameter("Task definition does not support launch_type " + launchType + ".");
        }
    }

    private static List<PlacementStrategy> placementStrategy(
            ServiceRequest request, SchedulingStrategy strategy, List<PlacementStrategy> present) {
        if (request.placementStrategy() == null) {
            return present;
        }
        if (strategy == SchedulingStrategy.DAEMON
                && !request.placementStrategy().isEmpty()) {
            // Source: kayac/ecspresso pull request 402 quotes this answer of ECS.
            throw Rejected.invalidParameter("The daemon scheduling strategy does not support placement strategies."
                    + " Remove the placement strategy and try again");
        }
        return PlacementRules.strategies(request.placementStrategy());
    }

    private static int grace(@Nullable Integer seconds, int present) {
        if (seconds == null) {
            return present;
        }
        if (seconds < 0) {
            throw Rejected.invalidParameter("healthCheckGracePeriodSeconds must be at least 0");
        }
        return seconds;
    }

    private static PropagateTags propagateTags(@Nullable String text, PropagateTags present) {
        return switch (text) {
            case null -> present;
            case "", "NONE" -> PropagateTags.NONE;
            case "SERVICE" -> PropagateTags.SERVICE;
            case "TASK_DEFINITION" -> PropagateTags.TASK_DEFINITION;
            default -> throw Rejected.invalidParameter("propagateTags should be one of [TASK_DEFINITION,SERVICE,NONE]");
        };
    }

    /** Whether tasks are moved so that zones have as many as each other, and what forbids it. Source: 6.1, 6.8. */
    private record Zones(
            SchedulingStrategy strategy,
            LaunchType launchType,
            DeploymentConfiguration configuration,
            List<PlacementConstraint> constraints,
            List<PlacementStrategy> placement) {
        /** On by default, quietly off where it cannot work. */
        boolean onCreate(@Nullable String asked) {
            if (asked == null || asked.isEmpty()) {
                return obstacle() == null;
            }
            return checked(enabled(asked), "created");
        }

        boolean onUpdate(@Nullable String asked, boolean present) {
            if (asked == null || asked.isEmpty()) {
                return checked(present, "updated");
            }
            return checked(enabled(asked), "updated");
        }

        private boolean checked(boolean enabled, String done) {
            String obstacle = obstacle();
            if (enabled && obstacle != null) {
                throw Rejected.invalidParameter("The service couldn't be " + done
                        + " because Availability Zone Rebalancing does not support " + obstacle);
            }
            return enabled;
        }

        private static boolean enabled(String text) {
            return switch (text) {
                case "ENABLED" -> true;
                case "DISABLED" -> false;
                default ->
                    throw Rejected.invalidParameter("availabilityZoneRebalancing should be one of [ENABLED,DISABLED]");
            };
        }

        /** Only the text about maximumPercent is known to be ECS's; the others follow it. */
        private @Nullable String obstacle() {
            if (strategy == SchedulingStrategy.DAEMON) {
                return "DAEMON services. Update the scheduling strategy and try again.";
            }
            if (launchType == LaunchType.EXTERNAL) {
                return "the EXTERNAL launch type. Update the launch type and try again.";
            }
            if (configuration.maximumPercent() <= 100) {
                return "maximumPercent <= 100 % as deployment configuration. Update deployment configuration and try"
                        + " again.";
            }
            PlacementStrategy first = placement.isEmpty() ? null : placement.getFirst();
            if (first != null && !(first.type() == PlacementStrategy.Type.SPREAD && ZONE.equals(first.field()))) {
                return "placement strategies that do not begin with spread over " + ZONE
                        + ". Update the placement strategy and try again.";
            }
            if (constraints.stream()
                    .anyMatch(each ->
                            each.expression() != null && each.expression().contains(ZONE))) {
                return "placement constraints on " + ZONE + ". Update the placement constraints and try again.";
            }
            return null;
        }
    }
}
