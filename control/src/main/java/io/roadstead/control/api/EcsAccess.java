package io.roadstead.control.api;

import static io.roadstead.control.api.EcsResources.each;

import io.roadstead.control.api.EcsResources.Named;
import io.roadstead.core.Rejected;
import io.roadstead.core.model.Scope;
import io.roadstead.core.name.ServicePartRef;
import io.roadstead.wire.AccessRules;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Demand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.Attribute;
import software.amazon.awssdk.services.ecs.model.CreateClusterRequest;
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.DeleteAttributesRequest;
import software.amazon.awssdk.services.ecs.model.DeleteClusterRequest;
import software.amazon.awssdk.services.ecs.model.DeleteServiceRequest;
import software.amazon.awssdk.services.ecs.model.DeregisterContainerInstanceRequest;
import software.amazon.awssdk.services.ecs.model.DescribeClustersRequest;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServiceRevisionsRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.GetTaskProtectionRequest;
import software.amazon.awssdk.services.ecs.model.ListAttributesRequest;
import software.amazon.awssdk.services.ecs.model.ListContainerInstancesRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesByNamespaceRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesRequest;
import software.amazon.awssdk.services.ecs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.PutAttributesRequest;
import software.amazon.awssdk.services.ecs.model.RegisterContainerInstanceRequest;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.StartTaskRequest;
import software.amazon.awssdk.services.ecs.model.StopServiceDeploymentRequest;
import software.amazon.awssdk.services.ecs.model.StopTaskRequest;
import software.amazon.awssdk.services.ecs.model.SubmitAttachmentStateChangesRequest;
import software.amazon.awssdk.services.ecs.model.SubmitContainerStateChangeRequest;
import software.amazon.awssdk.services.ecs.model.SubmitTaskStateChangeRequest;
import software.amazon.awssdk.services.ecs.model.TagResourceRequest;
import software.amazon.awssdk.services.ecs.model.UntagResourceRequest;
import software.amazon.awssdk.services.ecs.model.UpdateContainerInstancesStateRequest;
import software.amazon.awssdk.services.ecs.model.UpdateServiceRequest;
import software.amazon.awssdk.services.ecs.model.UpdateTaskProtectionRequest;

/**
 * What each of ECS's operations takes: which action on which resources, with which condition keys. What is not named here
 * takes its own action on {@code *}: those that list, describe or deregister task definitions, ListClusters and
 * DiscoverPollEndpoint.
 *
 * <p>Source: ecs-behaviour 9.2; service authorization reference, "Amazon Elastic Container Service".
 */
final class EcsAccess implements AccessRules {
    private final EcsResources resources;
    private final LaunchAccess launches;

    EcsAccess(EcsResources resources) {
        this.resources = resources;
        this.launches = new LaunchAccess(resources);
    }

    @Override
    public List<Demand> demands(Caller caller, String operation, SdkPojo request) {
        try {
            return demands(caller.scope(), "ecs:" + operation, request);
        } catch (Rejected misshapen) {
            throw new AwsException(
                    misshapen.rejection().errorType(), misshapen.rejection().message());
        }
    }

    private List<Demand> demands(Scope scope, String action, SdkPojo request) {
        return switch (request) {
            case RunTaskRequest asked -> launches.run(scope, asked);
            case StartTaskRequest asked -> launches.start(scope, asked);
            case RegisterTaskDefinitionRequest asked -> launches.register(scope, asked);
            case CreateServiceRequest asked -> launches.createService(scope, asked);
            case UpdateServiceRequest asked -> launches.updateService(scope, asked);

            case DeleteServiceRequest asked -> services(scope, action, asked.cluster(), named(asked.service()));
            case DescribeServicesRequest asked -> services(scope, action, asked.cluster(), asked.services());
            case ListServiceDeploymentsRequest asked ->
                services(scope, action, asked.cluster(), named(asked.service()));
            case ListServicesRequest asked -> List.of(inCluster(Demand.of(action), scope, asked.cluster()));
            case ListServicesByNamespaceRequest asked ->
                List.of(Demand.of(action).with("ecs:namespace", asked.namespace()));
            case DescribeServiceDeploymentsRequest asked ->
                parts(scope, action, asked.serviceDeploymentArns(), ServicePartRef::deployment);
            case StopServiceDeploymentRequest asked ->
                parts(scope, action, named(asked.serviceDeploymentArn()), ServicePartRef::deployment);
            case DescribeServiceRevisionsRequest asked ->
                parts(scope, action, asked.serviceRevisionArns(), ServicePartRef::revision);

            case StopTaskRequest asked -> tasks(scope, action, asked.cluster(), named(asked.task()));
            case DescribeTasksRequest asked -> tasks(scope, action, asked.cluster(), asked.tasks());
            case GetTaskProtectionRequest asked -> tasks(scope, action, asked.cluster(), asked.tasks());
            case UpdateTaskProtectionRequest asked -> tasks(scope, action, asked.cluster(), asked.tasks());
            case ListTasksRequest asked -> listTasks(scope, action, asked);

            case DescribeContainerInstancesRequest asked ->
                instances(scope, action, asked.cluster(), asked.containerInstances());
            case UpdateContainerInstancesStateRequest asked ->
                instances(scope, action, asked.cluster(), asked.containerInstances());
            case PutAttributesRequest asked -> instances(scope, action, asked.cluster(), targets(asked.attributes()));
            case DeleteAttributesRequest asked ->
                instances(scope, action, asked.cluster(), targets(asked.attributes()));

            case CreateClusterRequest asked -> createCluster(scope, action, asked);
            case DescribeClustersRequest asked -> clusters(scope, action, asked.clusters());
            case DeleteClusterRequest asked -> clusters(scope, action, named(asked.cluster()));
            case ListContainerInstancesRequest asked -> cluster(scope, action, asked.cluster());
            case ListAttributesRequest asked -> cluster(scope, action, asked.cluster());
            case DeregisterContainerInstanceRequest asked -> cluster(scope, action, asked.cluster());
            case RegisterContainerInstanceRequest asked -> registerInstance(scope, action, asked);
            case SubmitTaskStateChangeRequest asked -> cluster(scope, action, asked.cluster());
            case SubmitContainerStateChangeRequest asked -> cluster(scope, action, asked.cluster());
            case SubmitAttachmentStateChangesRequest asked -> cluster(scope, action, asked.cluster());

            case TagResourceRequest asked ->
                resource(
                        scope,
                        action,
                        asked.resourceArn(),
                        demand -> demand.withRequestTags(LaunchAccess.tags(asked.tags())));
            case UntagResourceRequest asked ->
                resource(scope, action, asked.resourceArn(), demand -> demand.with("aws:TagKeys", asked.tagKeys()));
            case ListTagsForResourceRequest asked ->
                resource(scope, action, asked.resourceArn(), UnaryOperator.identity());

            default -> List.of(Demand.of(action));
        };
    }

    /** One name, or none. */
    static List<String> named(@Nullable String name) {
        return name == null || name.isEmpty() ? List.of() : List.of(name);
    }

    private static Demand inCluster(Demand demand, Scope scope, @Nullable String cluster) {
        return demand.with("ecs:cluster", EcsResources.clusterArn(scope, cluster));
    }

    private List<Demand> services(Scope scope, String action, @Nullable String cluster, List<String> services) {
        return each(
                action,
                resources.services(scope, EcsResources.clusterName(scope, cluster), services),
                demand -> inCluster(demand, scope, cluster));
    }

    private List<Demand> tasks(Scope scope, String action, @Nullable String cluster, List<String> tasks) {
        return each(
                action,
                resources.tasks(scope, EcsResources.clusterName(scope, cluster), tasks),
                demand -> inCluster(demand, scope, cluster));
    }

    private List<Demand> instances(Scope scope, String action, @Nullable String cluster, List<String> instances) {
        return each(
                action,
                resources.instances(scope, EcsResources.clusterName(scope, cluster), instances),
                demand -> inCluster(demand, scope, cluster));
    }

    private static List<String> targets(List<Attribute> attributes) {
        return attributes.stream()
                .map(Attribute::targetId)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** Without an instance it is about all those of the cluster. */
    private List<Demand> listTasks(Scope scope, String action, ListTasksRequest asked) {
        String cluster = EcsResources.clusterName(scope, asked.cluster());
        List<Named> about =
                asked.containerInstance() == null || asked.containerInstance().isEmpty()
                        ? List.of(new Named(scope.arn("container-instance/" + cluster + "/*"), Map.of()))
                        : resources.instances(scope, cluster, List.of(asked.containerInstance()));
        return each(action, about, demand -> inCluster(demand, scope, asked.cluster()));
    }

    private List<Demand> parts(
            Scope scope, String action, List<String> arns, BiFunction<String, Scope, ServicePartRef> parse) {
        if (arns.isEmpty()) {
            return List.of(Demand.of(action));
        }
        List<Demand> demands = new ArrayList<>();
        for (String arn : arns) {
            ServicePartRef part = parse.apply(arn, scope);
            demands.add(Demand.of(action, arn)
                    .with("ecs:cluster", scope.arn("cluster/" + part.cluster()))
                    .with("ecs:service", scope.arn("service/" + part.cluster() + "/" + part.service())));
        }
        return demands;
    }

    private List<Demand> cluster(Scope scope, String action, @Nullable String cluster) {
        return each(action, List.of(resources.cluster(scope, cluster)), UnaryOperator.identity());
    }

    /** The default one when none is named. */
    private List<Demand> clusters(Scope scope, String action, List<String> clusters) {
        List<String> named = clusters.isEmpty() ? List.of("") : clusters;
        return each(
                action,
                named.stream().map(each -> resources.cluster(scope, each)).toList(),
                UnaryOperator.identity());
    }

    private static List<Demand> createCluster(Scope scope, String action, CreateClusterRequest asked) {
        Demand demand = Demand.of(action)
                .with("ecs:capacity-provider", asked.capacityProviders())
                .withRequestTags(LaunchAccess.tags(asked.tags()));
        String arn = EcsResources.clusterArn(scope, asked.clusterName());
        return Stream.concat(Stream.of(demand), LaunchAccess.tagging("CreateCluster", arn, asked.tags()).stream())
                .toList();
    }

    private List<Demand> registerInstance(Scope scope, String action, RegisterContainerInstanceRequest asked) {
        Named cluster = resources.cluster(scope, asked.cluster());
        List<Demand> demands = new ArrayList<>(
                each(action, List.of(cluster), demand -> demand.withRequestTags(LaunchAccess.tags(asked.tags()))));
        demands.addAll(LaunchAccess.tagging(
                "RegisterContainerInstance",
                scope.arn("container-instance/" + EcsResources.clusterName(scope, asked.cluster()) + "/*"),
                asked.tags()));
        return demands;
    }

    private List<Demand> resource(Scope scope, String action, @Nullable String arn, UnaryOperator<Demand> conditions) {
        return arn == null || arn.isEmpty()
                ? List.of(conditions.apply(Demand.of(action)))
                : each(action, List.of(resources.any(scope, arn)), conditions);
    }
}
