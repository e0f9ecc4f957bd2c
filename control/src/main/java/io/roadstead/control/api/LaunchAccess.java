package io.roadstead.control.api;

import io.roadstead.control.api.EcsResources.Named;
import io.roadstead.control.api.EcsResources.NamedDefinition;
import io.roadstead.core.Rejected;
import io.roadstead.core.definition.TaskSize;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.wire.Demand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.CapacityProviderStrategyItem;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.NetworkConfiguration;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.ServiceConnectConfiguration;
import software.amazon.awssdk.services.ecs.model.StartTaskRequest;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.TaskOverride;
import software.amazon.awssdk.services.ecs.model.UpdateServiceRequest;

/**
 * What it takes to register what runs, and to run it: the action itself, ecs:TagResource for tags given at once, and
 * iam:PassRole for every role that is handed on.
 *
 * <p>Source: ecs-behaviour 9.1, 9.2; service authorization reference, "Amazon Elastic Container Service".
 */
final class LaunchAccess {
    private static final String TASKS = "ecs-tasks.amazonaws.com";
    private static final String ECS = "ecs.amazonaws.com";

    private final EcsResources resources;

    LaunchAccess(EcsResources resources) {
        this.resources = resources;
    }

    List<Demand> run(Scope scope, RunTaskRequest request) {
        NamedDefinition definition = resources.definition(scope, request.taskDefinition());
        TaskOverride override = request.overrides();
        String cluster = EcsResources.clusterName(scope, request.cluster());
        List<Demand> demands =
                new ArrayList<>(EcsResources.each("ecs:RunTask", List.of(definition.named()), demand -> launch(
                                demand, scope, cluster, definition.found(), override)
                        .with("ecs:capacity-provider", providers(request.capacityProviderStrategy()))
                        .with("ecs:enable-execute-command", truth(request.enableExecuteCommand()))
                        .with("ecs:enable-ecs-managed-tags", truth(request.enableECSManagedTags()))
                        .with("ecs:propagate-tags", request.propagateTagsAsString())
                        .with("ecs:subnet", subnets(request.networkConfiguration()))
                        .with("ecs:auto-assign-public-ip", publicIp(request.networkConfiguration()))
                        .withRequestTags(tags(request.tags()))));
        demands.addAll(tagging("RunTask", scope.arn("task/" + cluster + "/*"), request.tags()));
        demands.addAll(roles(scope, definition.found(), override));
        return demands;
    }

    List<Demand> start(Scope scope, StartTaskRequest request) {
        NamedDefinition definition = resources.definition(scope, request.taskDefinition());
        TaskOverride override = request.overrides();
        String cluster = EcsResources.clusterName(scope, request.cluster());
        List<Named> about = Stream.concat(
                        Stream.of(definition.named()),
                        resources.instances(scope, cluster, request.containerInstances()).stream())
                .toList();
        List<Demand> demands = new ArrayList<>(EcsResources.each(
                "ecs:StartTask", about, demand -> launch(demand, scope, cluster, definition.found(), override)
                        .with("ecs:enable-execute-command", truth(request.enableExecuteCommand()))
                        .with("ecs:enable-ecs-managed-tags", truth(request.enableECSManagedTags()))
                        .with("ecs:propagate-tags", request.propagateTagsAsString())
                        .with("ecs:subnet", subnets(request.networkConfiguration()))
                        .withRequestTags(tags(request.tags()))));
        demands.addAll(tagging("StartTask", scope.arn("task/" + cluster + "/*"), request.tags()));
        demands.addAll(roles(scope, definition.found(), override));
        return demands;
    }

    List<Demand> createService(Scope scope, CreateServiceRequest request) {
        String cluster = EcsResources.clusterName(scope, request.cluster());
        NamedDefinition definition =
                request.taskDefinition() == null ? null : resources.definition(scope, request.taskDefinition());
        ServiceConnectConfiguration connect = request.serviceConnectConfiguration();
        List<Named> service =
                request.serviceName() == null || request.serviceName().isEmpty()
                        ? List.of(new Named(scope.arn("service/" + cluster + "/*"), Map.of()))
                        : resources.services(scope, cluster, List.of(request.serviceName()));
        String arn = service.getFirst().arn();
        // It is about to be made: what stands under its name has no say by its tags.
        Demand demand = Demand.of("ecs:CreateService", arn)
                .with("ecs:cluster", scope.arn("cluster/" + cluster))
                .with(
                        "ecs:task-definition",
                        definition == null ? null : definition.named().arn())
                .with("ecs:capacity-provider", providers(request.capacityProviderStrategy()))
                .with("ecs:enable-execute-command", truth(request.enableExecuteCommand()))
                .with("ecs:enable-ecs-managed-tags", truth(request.enableECSManagedTags()))
                .with("ecs:propagate-tags", request.propagateTagsAsString())
                .with("ecs:enable-service-connect", truth(connect == null ? null : connect.enabled()))
                .with("ecs:namespace", connect == null ? null : connect.namespace())
                .with("ecs:subnet", subnets(request.networkConfiguration()))
                .with("ecs:auto-assign-public-ip", publicIp(request.networkConfiguration()))
                .withRequestTags(tags(request.tags()));
        List<Demand> demands = new ArrayList<>(List.of(demand));
        demands.addAll(tagging("CreateService", arn, request.tags()));
        demands.addAll(roles(scope, definition == null ? null : definition.found(), null));
        passed(demands, scope, request.role(), ECS);
        return demands;
    }

    /** Roles are handed on by the definition named; a change of something else hands on none. */
    List<Demand> updateService(Scope scope, UpdateServiceRequest request) {
        String cluster = EcsResources.clusterName(scope, request.cluster());
        NamedDefinition definition =
                request.taskDefinition() == null ? null : resources.definition(scope, request.taskDefinition());
        ServiceConnectConfiguration connect = request.serviceConnectConfiguration();
        UnaryOperator<Demand> conditions = demand -> demand.with("ecs:cluster", scope.arn("cluster/" + cluster))
                .with(
                        "ecs:task-definition",
                        definition == null ? null : definition.named().arn())
                .with("ecs:capacity-provider", providers(request.capacityProviderStrategy()))
                .with("ecs:enable-execute-command", given(request.enableExecuteCommand()))
                .with("ecs:enable-ecs-managed-tags", given(request.enableECSManagedTags()))
                .with("ecs:propagate-tags", request.propagateTagsAsString())
                .with("ecs:enable-service-connect", given(connect == null ? null : connect.enabled()))
                .with("ecs:namespace", connect == null ? null : connect.namespace())
                .with("ecs:subnet", subnets(request.networkConfiguration()))
                .with("ecs:auto-assign-public-ip", publicIp(request.networkConfiguration()));
        List<Demand> demands = new ArrayList<>(EcsResources.each(
                "ecs:UpdateService",
                resources.services(scope, cluster, EcsAccess.named(request.service())),
                conditions));
        demands.addAll(roles(scope, definition == null ? null : definition.found(), null));
        return demands;
    }

    List<Demand> register(Scope scope, RegisterTaskDefinitionRequest request) {
        String family = request.family() == null || request.family().isEmpty() ? "*" : request.family();
        String arn = scope.arn("task-definition/" + family + ":*");
        Demand demand = Demand.of("ecs:RegisterTaskDefinition", arn)
                .with("ecs:task-cpu", size(request.cpu(), null))
                .with("ecs:task-memory", size(null, request.memory()))
                .with("ecs:compute-compatibility", request.requiresCompatibilitiesAsStrings())
                .with(
                        "ecs:privileged",
                        truth(request.containerDefinitions().stream()
                                .map(ContainerDefinition::privileged)
                                .anyMatch(Boolean.TRUE::equals)))
                .withRequestTags(tags(request.tags()));
        List<Demand> demands = new ArrayList<>(List.of(demand));
        demands.addAll(tagging("RegisterTaskDefinition", arn, request.tags()));
        passed(demands, scope, request.taskRoleArn(), TASKS);
        passed(demands, scope, request.executionRoleArn(), TASKS);
        return demands;
    }

    /** Tags given while something is made take ecs:TagResource too. Source: ecs-behaviour 9.2, tagResourceAuthorization. */
    static List<Demand> tagging(String creating, String arn, List<Tag> tags) {
        return tags.isEmpty()
                ? List.of()
                : List.of(Demand.of("ecs:TagResource", arn)
                        .with("ecs:CreateAction", creating)
                        .withRequestTags(tags(tags)));
    }

    static Map<String, String> tags(List<Tag> tags) {
        Map<String, String> values = new LinkedHashMap<>();
        tags.forEach(tag -> {
            if (tag.key() != null) {
                values.put(tag.key(), tag.value() == null ? "" : tag.value());
            }
        });
        return values;
    }

    private static Demand launch(
            Demand demand,
            Scope scope,
            String cluster,
            @Nullable TaskDefinition definition,
            @Nullable TaskOverride override) {
        String cpu = definition == null || definition.cpu() == null
                ? null
                : definition.cpu().toString();
        String memory = definition == null || definition.memory() == null
                ? null
                : definition.memory().toString();
        String otherCpu = override == null ? null : size(override.cpu(), null);
        String otherMemory = override == null ? null : size(null, override.memory());
        return demand.with("ecs:cluster", scope.arn("cluster/" + cluster))
                .with("ecs:task-cpu", otherCpu == null ? cpu : otherCpu)
                .with("ecs:task-memory", otherMemory == null ? memory : otherMemory);
    }

    private static List<Demand> roles(
            Scope scope, @Nullable TaskDefinition definition, @Nullable TaskOverride override) {
        List<Demand> demands = new ArrayList<>();
        String task = override == null ? null : override.taskRoleArn();
        String execution = override == null ? null : override.executionRoleArn();
        passed(demands, scope, task != null || definition == null ? task : definition.taskRoleArn(), TASKS);
        passed(
                demands,
                scope,
                execution != null || definition == null ? execution : definition.executionRoleArn(),
                TASKS);
        return demands;
    }

    private static void passed(List<Demand> demands, Scope scope, @Nullable String role, String to) {
        if (role == null || role.isEmpty()) {
            return;
        }
        String arn = role.startsWith("arn:")
                ? role
                : "arn:aws:iam::" + scope.account() + ":role" + (role.startsWith("/") ? "" : "/") + role;
        Demand demand = Demand.of("iam:PassRole", arn).with("iam:PassedToService", to);
        if (!demands.contains(demand)) {
            demands.add(demand);
        }
    }

    /** In units or MiB; null for what is not given, or is no size: the operation refuses that. */
    private static @Nullable String size(@Nullable String cpu, @Nullable String memory) {
        try {
            TaskSize size = TaskSize.parse(cpu, memory);
            Integer amount = cpu != null ? size.cpu() : size.memory();
            return amount == null ? null : amount.toString();
        } catch (Rejected noSize) {
            return null;
        }
    }

    private static List<String> providers(List<CapacityProviderStrategyItem> strategy) {
        return strategy.stream()
                .map(item -> item.capacityProvider() == null ? "" : item.capacityProvider())
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static List<String> subnets(@Nullable NetworkConfiguration network) {
        return network == null || network.awsvpcConfiguration() == null
                ? List.of()
                : network.awsvpcConfiguration().subnets();
    }

    private static @Nullable String publicIp(@Nullable NetworkConfiguration network) {
        return network == null || network.awsvpcConfiguration() == null
                ? null
                : network.awsvpcConfiguration().assignPublicIpAsString();
    }

    private static String truth(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value) ? "true" : "false";
    }

    private static @Nullable String given(@Nullable Boolean value) {
        return value == null ? null : value.toString();
    }
}
