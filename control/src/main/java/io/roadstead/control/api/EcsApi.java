package io.roadstead.control.api;

import io.roadstead.control.agents.InstanceHealth;
import io.roadstead.control.index.Index;
import io.roadstead.control.place.ClusterFleets;
import io.roadstead.control.place.RoleChecks;
import io.roadstead.control.place.TaskStarts;
import io.roadstead.control.write.Writer;
import io.roadstead.control.write.Writers;
import io.roadstead.core.Ids;
import io.roadstead.core.Rejected;
import io.roadstead.core.placement.ExpressionException;
import io.roadstead.store.Revision;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.EcsModel;
import io.roadstead.wire.Operation;
import io.roadstead.wire.ServiceApi;
import java.time.InstantSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.CreateClusterRequest;
import software.amazon.awssdk.services.ecs.model.CreateClusterResponse;
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.CreateServiceResponse;
import software.amazon.awssdk.services.ecs.model.DeleteAttributesRequest;
import software.amazon.awssdk.services.ecs.model.DeleteAttributesResponse;
import software.amazon.awssdk.services.ecs.model.DeleteClusterRequest;
import software.amazon.awssdk.services.ecs.model.DeleteClusterResponse;
import software.amazon.awssdk.services.ecs.model.DeleteServiceRequest;
import software.amazon.awssdk.services.ecs.model.DeleteServiceResponse;
import software.amazon.awssdk.services.ecs.model.DeregisterContainerInstanceRequest;
import software.amazon.awssdk.services.ecs.model.DeregisterContainerInstanceResponse;
import software.amazon.awssdk.services.ecs.model.DeregisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.DeregisterTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.DescribeClustersRequest;
import software.amazon.awssdk.services.ecs.model.DescribeClustersResponse;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServiceRevisionsRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServiceRevisionsResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.DiscoverPollEndpointRequest;
import software.amazon.awssdk.services.ecs.model.DiscoverPollEndpointResponse;
import software.amazon.awssdk.services.ecs.model.GetTaskProtectionRequest;
import software.amazon.awssdk.services.ecs.model.GetTaskProtectionResponse;
import software.amazon.awssdk.services.ecs.model.ListAttributesRequest;
import software.amazon.awssdk.services.ecs.model.ListAttributesResponse;
import software.amazon.awssdk.services.ecs.model.ListClustersRequest;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;
import software.amazon.awssdk.services.ecs.model.ListContainerInstancesRequest;
import software.amazon.awssdk.services.ecs.model.ListContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesByNamespaceRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesByNamespaceResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;
import software.amazon.awssdk.services.ecs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.ecs.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionFamiliesRequest;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionFamiliesResponse;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsRequest;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsResponse;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.PutAttributesRequest;
import software.amazon.awssdk.services.ecs.model.PutAttributesResponse;
import software.amazon.awssdk.services.ecs.model.RegisterContainerInstanceRequest;
import software.amazon.awssdk.services.ecs.model.RegisterContainerInstanceResponse;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.StartTaskRequest;
import software.amazon.awssdk.services.ecs.model.StartTaskResponse;
import software.amazon.awssdk.services.ecs.model.StopServiceDeploymentRequest;
import software.amazon.awssdk.services.ecs.model.StopServiceDeploymentResponse;
import software.amazon.awssdk.services.ecs.model.StopTaskRequest;
import software.amazon.awssdk.services.ecs.model.StopTaskResponse;
import software.amazon.awssdk.services.ecs.model.SubmitAttachmentStateChangesRequest;
import software.amazon.awssdk.services.ecs.model.SubmitAttachmentStateChangesResponse;
import software.amazon.awssdk.services.ecs.model.SubmitContainerStateChangeRequest;
import software.amazon.awssdk.services.ecs.model.SubmitContainerStateChangeResponse;
import software.amazon.awssdk.services.ecs.model.SubmitTaskStateChangeRequest;
import software.amazon.awssdk.services.ecs.model.SubmitTaskStateChangeResponse;
import software.amazon.awssdk.services.ecs.model.TagResourceRequest;
import software.amazon.awssdk.services.ecs.model.TagResourceResponse;
import software.amazon.awssdk.services.ecs.model.UntagResourceRequest;
import software.amazon.awssdk.services.ecs.model.UntagResourceResponse;
import software.amazon.awssdk.services.ecs.model.UpdateContainerInstancesStateRequest;
import software.amazon.awssdk.services.ecs.model.UpdateContainerInstancesStateResponse;
import software.amazon.awssdk.services.ecs.model.UpdateServiceRequest;
import software.amazon.awssdk.services.ecs.model.UpdateServiceResponse;
import software.amazon.awssdk.services.ecs.model.UpdateTaskProtectionRequest;
import software.amazon.awssdk.services.ecs.model.UpdateTaskProtectionResponse;

/** The ECS service as this server offers it: every operation there is, in one place. */
public final class EcsApi {
    private final ServiceApi.Builder builder =
            ServiceApi.builder("ecs", "AmazonEC2ContainerServiceV20141113", EcsModel.operations());

    private final Index index;

    private EcsApi(Index index) {
        this.index = index;
    }

    /** One that lets tasks have any role. */
    public static ServiceApi of(
            Index index, Writers writers, ClusterFleets fleets, InstanceHealth health, InstantSource clock, Ids ids) {
        return of(index, writers, fleets, health, RoleChecks.NONE, clock, ids);
    }

    public static ServiceApi of(
            Index index,
            Writers writers,
            ClusterFleets fleets,
            InstanceHealth health,
            RoleChecks roles,
            InstantSource clock,
            Ids ids) {
        Lookup lookup = new Lookup(index);
        TaskShapes tasks = new TaskShapes(index);
        ClusterApi clusters = new ClusterApi(index, writers, lookup, clock);
        DefinitionApi definitions = new DefinitionApi(index, writers, lookup, clock);
        RunApi run = new RunApi(writers, lookup, new TaskStarts(fleets, ids), roles, tasks, clock);
        TaskApi task = new TaskApi(index, writers, lookup, tasks, clock);
        InstanceApi instances = new InstanceApi(index, writers, lookup, new InstanceShapes(index, health), clock, ids);
        AttributeApi attributes = new AttributeApi(writers, lookup);
        AgentApi agents = new AgentApi(index, writers, lookup, clock);
        TagApi tags = new TagApi(index, writers);
        ServiceShapes serviceShapes = new ServiceShapes(index);
        ServiceWrites services = new ServiceWrites(index, writers, lookup, serviceShapes, clock, ids);
        ServiceReads serviceReads = new ServiceReads(index, lookup, serviceShapes);
        ServiceDeploymentApi deployments =
                new ServiceDeploymentApi(index, writers, lookup, new ServiceDeploymentShapes(index), clock);
        TaskProtectionApi protections = new TaskProtectionApi(index, writers, lookup, clock);
        EcsApi api = new EcsApi(index);
        api.add(CreateClusterRequest.class, CreateClusterResponse.class, clusters::create);
        api.add(DescribeClustersRequest.class, DescribeClustersResponse.class, clusters::describe);
        api.add(ListClustersRequest.class, ListClustersResponse.class, clusters::list);
        api.add(DeleteClusterRequest.class, DeleteClusterResponse.class, clusters::delete);
        api.add(RegisterTaskDefinitionRequest.class, RegisterTaskDefinitionResponse.class, definitions::register);
        api.add(DeregisterTaskDefinitionRequest.class, DeregisterTaskDefinitionResponse.class, definitions::deregister);
        api.add(DescribeTaskDefinitionRequest.class, DescribeTaskDefinitionResponse.class, definitions::describe);
        api.add(ListTaskDefinitionsRequest.class, ListTaskDefinitionsResponse.class, definitions::list);
        api.add(
                ListTaskDefinitionFamiliesRequest.class,
                ListTaskDefinitionFamiliesResponse.class,
                definitions::families);
        api.add(RunTaskRequest.class, RunTaskResponse.class, run::run);
        api.add(StartTaskRequest.class, StartTaskResponse.class, run::start);
        api.add(StopTaskRequest.class, StopTaskResponse.class, task::stop);
        api.add(DescribeTasksRequest.class, DescribeTasksResponse.class, task::describe);
        api.add(ListTasksRequest.class, ListTasksResponse.class, task::list);
        api.add(RegisterContainerInstanceRequest.class, RegisterContainerInstanceResponse.class, instances::register);
        api.add(
                DeregisterContainerInstanceRequest.class,
                DeregisterContainerInstanceResponse.class,
                instances::deregister);
        api.add(DescribeContainerInstancesRequest.class, DescribeContainerInstancesResponse.class, instances::describe);
        api.add(ListContainerInstancesRequest.class, ListContainerInstancesResponse.class, instances::list);
        api.add(
                UpdateContainerInstancesStateRequest.class,
                UpdateContainerInstancesStateResponse.class,
                instances::updateState);
        api.add(PutAttributesRequest.class, PutAttributesResponse.class, attributes::put);
        api.add(DeleteAttributesRequest.class, DeleteAttributesResponse.class, attributes::delete);
        api.add(ListAttributesRequest.class, ListAttributesResponse.class, attributes::list);
        api.add(DiscoverPollEndpointRequest.class, DiscoverPollEndpointResponse.class, agents::discover);
        api.add(SubmitTaskStateChangeRequest.class, SubmitTaskStateChangeResponse.class, agents::submitTask);
        api.add(
                SubmitContainerStateChangeRequest.class,
                SubmitContainerStateChangeResponse.class,
                agents::submitContainer);
        api.add(
                SubmitAttachmentStateChangesRequest.class,
                SubmitAttachmentStateChangesResponse.class,
                agents::submitAttachments);
        api.add(TagResourceRequest.class, TagResourceResponse.class, tags::tag);
        api.add(UntagResourceRequest.class, UntagResourceResponse.class, tags::untag);
        api.add(ListTagsForResourceRequest.class, ListTagsForResourceResponse.class, tags::list);
        api.add(CreateServiceRequest.class, CreateServiceResponse.class, services::create);
        api.add(UpdateServiceRequest.class, UpdateServiceResponse.class, services::update);
        api.add(DeleteServiceRequest.class, DeleteServiceResponse.class, services::delete);
        api.add(DescribeServicesRequest.class, DescribeServicesResponse.class, serviceReads::describe);
        api.add(ListServicesRequest.class, ListServicesResponse.class, serviceReads::list);
        api.add(
                ListServicesByNamespaceRequest.class,
                ListServicesByNamespaceResponse.class,
                serviceReads::listByNamespace);
        api.add(
                DescribeServiceDeploymentsRequest.class,
                DescribeServiceDeploymentsResponse.class,
                deployments::describe);
        api.add(ListServiceDeploymentsRequest.class, ListServiceDeploymentsResponse.class, deployments::list);
        api.add(
                DescribeServiceRevisionsRequest.class,
                DescribeServiceRevisionsResponse.class,
                deployments::describeRevisions);
        api.add(StopServiceDeploymentRequest.class, StopServiceDeploymentResponse.class, deployments::stop);
        api.add(UpdateTaskProtectionRequest.class, UpdateTaskProtectionResponse.class, protections::update);
        api.add(GetTaskProtectionRequest.class, GetTaskProtectionResponse.class, protections::get);
        return api.builder.rules(new EcsAccess(new EcsResources(index, lookup))).build();
    }

    /** Missing members are answered by the operations, in ECS's own words. */
    private <I extends SdkPojo, O extends SdkPojo> void add(
            Class<I> request, Class<O> response, Operation<I, O> operation) {
        builder.operationCheckingRequired(request, response, (caller, input) -> {
            try {
                return handle(operation, caller, input);
            } catch (Rejected rejected) {
                throw new AwsException(
                        rejected.rejection().errorType(), rejected.rejection().message());
            } catch (ExpressionException unreadable) {
                throw AwsException.invalidParameter(String.valueOf(unreadable.getMessage()));
            } catch (Writer.BusyException busy) {
                throw new AwsException("ThrottlingException", "Rate exceeded");
            }
        });
    }

    /**
     * No is said on what is stored, not on what this server has heard so far: an agent that is told that its task is not
     * known drops its report for good, and the task may only be too new for the server it asked. So who would be refused
     * is heard again once everything is known that was stored by then. A refused operation has done nothing, or nothing
     * that it may not do twice.
     */
    private <I extends SdkPojo, O extends SdkPojo> O handle(Operation<I, O> operation, Caller caller, I input) {
        Revision seen = index.applied();
        try {
            return operation.handle(caller, input);
        } catch (AwsException | Rejected refusal) {
            if (refusal instanceof AwsException answer && answer.status() >= AwsException.SERVER_FAULT) {
                throw refusal;
            }
            if (!index.catchUp(seen)) {
                throw refusal;
            }
        }
        return operation.handle(caller, input);
    }
}
