package io.roadstead.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.control.House;
import io.roadstead.control.index.Keys;
import io.roadstead.store.Key;
import io.roadstead.wire.AwsException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.CapacityProviderStrategyItem;
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.CreateServiceResponse;
import software.amazon.awssdk.services.ecs.model.DeleteServiceRequest;
import software.amazon.awssdk.services.ecs.model.DeleteServiceResponse;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHook;
import software.amazon.awssdk.services.ecs.model.DeregisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesByNamespaceRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;
import software.amazon.awssdk.services.ecs.model.LoadBalancer;
import software.amazon.awssdk.services.ecs.model.PlacementStrategy;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceRegistry;
import software.amazon.awssdk.services.ecs.model.ServiceVolumeConfiguration;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.UpdateServiceRequest;
import software.amazon.awssdk.services.ecs.model.UpdateServiceResponse;
import software.amazon.awssdk.services.ecs.model.VpcLatticeConfiguration;

/** Service operations against the store alone: no scheduler runs. Source: ecs-behaviour 1.2, 1.4, 2.3, 6.1, 6.3, 6.8. */
class ServiceApiTest {
    private static final String ARN = "arn:aws:ecs:us-east-1:000000000000:";

    private final House house = new House();

    @BeforeEach
    void furnish() {
        house.cluster("c").definition("f", container -> container.memory(16));
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aNewServiceIsToldWithEcssDefaults() {
        Service service = create("s", request -> request.desiredCount(2));
        assertThat(service.serviceArn()).isEqualTo(ARN + "service/c/s");
        assertThat(service.status()).isEqualTo("ACTIVE");
        assertThat(service.desiredCount()).isEqualTo(2);
        assertThat(service.runningCount()).isZero();
        assertThat(service.pendingCount()).isZero();
        assertThat(service.launchTypeAsString()).isEqualTo("EC2");
        assertThat(service.schedulingStrategyAsString()).isEqualTo("REPLICA");
        assertThat(service.availabilityZoneRebalancingAsString()).isEqualTo("ENABLED");
        assertThat(service.deploymentController().typeAsString()).isEqualTo("ECS");
        assertThat(service.propagateTagsAsString()).isEqualTo("NONE");
        assertThat(service.resourceManagementTypeAsString()).isEqualTo("CUSTOMER");
        assertThat(service.healthCheckGracePeriodSeconds()).isZero();
        assertThat(service.enableECSManagedTags()).isFalse();
        assertThat(service.enableExecuteCommand()).isFalse();
        assertThat(service.roleArn()).isNull();
        assertThat(service.hasLoadBalancers() && service.hasServiceRegistries() && service.hasPlacementConstraints())
                .isTrue();
        assertThat(service.hasEvents()).isTrue();
        assertThat(service.createdBy()).isEqualTo("arn:aws:iam::000000000000:root");
        assertThat(service.deploymentConfiguration()).satisfies(configuration -> {
            assertThat(configuration.maximumPercent()).isEqualTo(200);
            assertThat(configuration.minimumHealthyPercent()).isEqualTo(100);
            assertThat(configuration.strategyAsString()).isEqualTo("ROLLING");
            assertThat(configuration.bakeTimeInMinutes()).isZero();
            assertThat(configuration.deploymentCircuitBreaker().enable()).isFalse();
            assertThat(configuration.deploymentCircuitBreaker().rollback()).isFalse();
            assertThat(configuration.deploymentCircuitBreaker().resetOnHealthyTask())
                    .isTrue();
            assertThat(configuration
                            .deploymentCircuitBreaker()
                            .thresholdConfiguration()
                            .value())
                    .isEqualTo(50);
        });
        assertThat(service.deployments()).singleElement().satisfies(deployment -> {
            assertThat(deployment.id()).matches("ecs-svc/[1-9][0-9]{18}");
            assertThat(deployment.status()).isEqualTo("PRIMARY");
            assertThat(deployment.taskDefinition()).isEqualTo(ARN + "task-definition/f:1");
            assertThat(deployment.desiredCount()).isEqualTo(2);
            assertThat(deployment.failedTasks()).isZero();
            assertThat(deployment.rolloutStateAsString()).isEqualTo("IN_PROGRESS");
            assertThat(deployment.rolloutStateReason())
                    .isEqualTo("ECS deployment " + deployment.id() + " in progress.");
            assertThat(service.currentServiceRevisions()).singleElement().satisfies(revision -> assertThat(
                            revision.arn())
                    .isEqualTo(ARN + "service-revision/c/s/" + deployment.id().substring("ecs-svc/".length())));
        });
        assertThat(service.currentServiceDeployment()).startsWith(ARN + "service-deployment/c/s/");
        assertThat(describe("s")).isEqualTo(service);
    }

    @Test
    void aDaemonHasDefaultsOfItsOwn() {
        Service service = create("s", request -> request.schedulingStrategy("DAEMON"));
        assertThat(service.desiredCount()).isZero();
        assertThat(service.deploymentConfiguration().maximumPercent()).isEqualTo(100);
        assertThat(service.deploymentConfiguration().minimumHealthyPercent()).isZero();
        assertThat(service.availabilityZoneRebalancingAsString()).isEqualTo("DISABLED");
    }

    @Test
    void theSameTokenAndRequestIsTheSameService() {
        UnaryOperator<CreateServiceRequest.Builder> once =
                request -> request.desiredCount(1).clientToken("t").tags(tag("a", "1"));
        Service first = create("s", once);
        assertThat(create("s", once)).isEqualTo(first);
        assertThat(create("s", request -> once.apply(request).tags(tag("b", "2"))))
                .isEqualTo(first);
        assertThat(create("s", request -> once.apply(request).cluster(ARN + "cluster/c")))
                .as("the cluster's ARN means the same cluster")
                .isEqualTo(first);
    }

    @Test
    void theSameNameOtherwiseIsNotIdempotent() {
        create("s", request -> request.desiredCount(1).clientToken("t"));
        List<UnaryOperator<CreateServiceRequest.Builder>> others = List.of(
                request -> request.desiredCount(1),
                request -> request.desiredCount(1).clientToken("u"),
                request -> request.desiredCount(2).clientToken("t"),
                request -> request.desiredCount(1).clientToken("t").taskDefinition("f:1"));
        for (UnaryOperator<CreateServiceRequest.Builder> other : others) {
            refused(
                    "InvalidParameterException",
                    "Creation of service was not idempotent.",
                    other.apply(request("s")).build());
        }
    }

    @Test
    void aNameIsFreeOnceItsServiceIsGone() {
        create("s", request -> request.desiredCount(0));
        delete("s", false);
        refused(
                "InvalidParameterException",
                "Unable to Start a service that is still Draining.",
                request("s").desiredCount(1).build());
        assertThat(describe("s").status()).isEqualTo("DRAINING");
        end("s");
        assertThat(describe("s").status()).isEqualTo("INACTIVE");
        assertThat(describe("s").deployments()).isEmpty();
        assertThat(describe("s").taskDefinition()).isEqualTo(ARN + "task-definition/f:1");
        assertThat(create("s", request -> request.desiredCount(1)).status()).isEqualTo("ACTIVE");
    }

    @Test
    void whatIsMissingIsToldInEcssWords() {
        refused(
                "ClusterNotFoundException",
                "Cluster not found.",
                request("s").cluster("nowhere").build());
        refused(
                "ClientException",
                "TaskDefinition not found.",
                request("s").taskDefinition("g").desiredCount(1).build());
        house.call(
                DeregisterTaskDefinitionRequest.builder().taskDefinition("f:1").build(), SdkPojo.class);
        refused(
                "ClientException",
                "TaskDefinition is inactive",
                request("s").taskDefinition("f:1").desiredCount(1).build());
        refused(
                "ServiceNotFoundException",
                "Service not found.",
                UpdateServiceRequest.builder().cluster("c").service("s").build());
        refused(
                "ServiceNotFoundException",
                "",
                DeleteServiceRequest.builder().cluster("c").service("s").build());
    }

    @Test
    void aMillionTasksAreMoreThanEcsLets() {
        refused(
                "InvalidParameterException",
                "Desired count exceeds limit.",
                request("s").desiredCount(1_000_000).build());
        assertThat(create("s", request -> request.desiredCount(5_000)).desiredCount())
                .isEqualTo(5_000);
        refused(
                "InvalidParameterException",
                "Desired count exceeds limit.",
                update("s").desiredCount(5_001).build());
    }

    @Test
    void whatIsNotBuiltIsRefusedByNameAndWhatSaysNothingPasses() {
        List<UnaryOperator<CreateServiceRequest.Builder>> unbuilt = List.of(
                request -> request.loadBalancers(
                        LoadBalancer.builder().containerName("main").build()),
                request -> request.serviceRegistries(
                        ServiceRegistry.builder().registryArn("r").build()),
                request -> request.capacityProviderStrategy(CapacityProviderStrategyItem.builder()
                        .capacityProvider("p")
                        .build()),
                request -> request.deploymentController(controller -> controller.type("CODE_DEPLOY")),
                request -> request.deploymentConfiguration(configuration -> configuration.strategy("BLUE_GREEN")),
                request -> request.deploymentConfiguration(configuration -> configuration.lifecycleHooks(
                        DeploymentLifecycleHook.builder().hookTargetArn("h").build())),
                request -> request.deploymentConfiguration(configuration -> configuration.bakeTimeInMinutes(5)),
                request -> request.serviceConnectConfiguration(connect -> connect.enabled(true)),
                request -> request.volumeConfigurations(
                        ServiceVolumeConfiguration.builder().name("v").build()),
                request -> request.vpcLatticeConfigurations(
                        VpcLatticeConfiguration.builder().portName("p").build()),
                request -> request.launchType("FARGATE"),
                request -> request.role("r"),
                request -> request.platformVersion("1.4.0"),
                request -> request.enableExecuteCommand(true));
        for (UnaryOperator<CreateServiceRequest.Builder> each : unbuilt) {
            CreateServiceRequest request =
                    each.apply(request("s").desiredCount(1)).build();
            assertThat(house.refusal(request).errorType()).as("%s", request).isEqualTo("UnsupportedFeatureException");
        }
        create("s", request -> request.desiredCount(1)
                .loadBalancers(List.of())
                .serviceRegistries(List.of())
                .enableExecuteCommand(false)
                .deploymentController(controller -> controller.type("ECS"))
                .deploymentConfiguration(configuration ->
                        configuration.strategy("ROLLING").bakeTimeInMinutes(0).lifecycleHooks(List.of())));
        assertThat(house.refusal(request("t")
                                .desiredCount(1)
                                .networkConfiguration(network -> network.awsvpcConfiguration(vpc -> vpc.subnets("s")))
                                .build())
                        .text())
                .isEqualTo("Network Configuration is not valid for the given networkMode of this task definition.");
    }

    @Test
    void anUpdateWithoutANewDefinitionBeginsNoDeployment() {
        Service created = create("s", request -> request.desiredCount(1));
        Service updated = updated(update("s")
                .desiredCount(3)
                .taskDefinition("f:1")
                .healthCheckGracePeriodSeconds(30)
                .propagateTags("SERVICE")
                .enableECSManagedTags(true)
                .placementStrategy(PlacementStrategy.builder()
                        .type("spread")
                        .field("attribute:ecs.availability-zone")
                        .build())
                .deploymentConfiguration(configuration -> configuration.minimumHealthyPercent(50)));
        assertThat(updated.deployments()).singleElement().satisfies(deployment -> {
            assertThat(deployment.id())
                    .isEqualTo(created.deployments().getFirst().id());
            assertThat(deployment.desiredCount()).isEqualTo(3);
        });
        assertThat(updated.desiredCount()).isEqualTo(3);
        assertThat(updated.healthCheckGracePeriodSeconds()).isEqualTo(30);
        assertThat(updated.propagateTagsAsString()).isEqualTo("SERVICE");
        assertThat(updated.enableECSManagedTags()).isTrue();
        assertThat(updated.placementStrategy()).hasSize(1);
        assertThat(updated.deploymentConfiguration().maximumPercent())
                .as("what is not named stays")
                .isEqualTo(200);
        assertThat(updated.deploymentConfiguration().minimumHealthyPercent()).isEqualTo(50);
        assertThat(updated(update("s").placementStrategy(List.of())).placementStrategy())
                .as("an empty list takes the strategies away")
                .isEmpty();
    }

    @Test
    void aNewDefinitionOrForceBeginsADeployment() {
        Service created = create("s", request -> request.desiredCount(1));
        house.definition("f", container -> container.memory(32));
        Service updated = updated(update("s").taskDefinition("f"));
        assertThat(updated.taskDefinition()).isEqualTo(ARN + "task-definition/f:2");
        assertThat(updated.deployments())
                .extracting(deployment -> deployment.status())
                .containsExactly("PRIMARY", "ACTIVE");
        assertThat(updated.deployments().get(1).id())
                .isEqualTo(created.deployments().getFirst().id());
        assertThat(updated.currentServiceDeployment()).isNotEqualTo(created.currentServiceDeployment());
        Service forced = updated(update("s").forceNewDeployment(true).desiredCount(4));
        assertThat(forced.deployments()).hasSize(3);
        assertThat(forced.deployments().getFirst().desiredCount()).isEqualTo(4);
        assertThat(forced.taskDefinition()).isEqualTo(ARN + "task-definition/f:2");
    }

    @Test
    void aDefinitionThatIsGoneStartsNothingNewButLetsTheServiceScale() {
        create("s", request -> request.desiredCount(1));
        house.call(
                DeregisterTaskDefinitionRequest.builder().taskDefinition("f:1").build(), SdkPojo.class);
        assertThat(updated(update("s").desiredCount(2)).desiredCount()).isEqualTo(2);
        refused(
                "ClientException",
                "TaskDefinition is inactive",
                update("s").forceNewDeployment(true).build());
    }

    @Test
    void onlyAnActiveServiceIsUpdated() {
        create("s", request -> request.desiredCount(0));
        delete("s", false);
        refused(
                "ServiceNotActiveException",
                "Service was not ACTIVE.",
                update("s").desiredCount(1).build());
        end("s");
        refused(
                "ServiceNotActiveException",
                "Service was not ACTIVE.",
                update("s").desiredCount(1).build());
    }

    @Test
    void aServiceIsDeletedAtZeroOrByForce() {
        create("s", request -> request.desiredCount(1).tags(tag("a", "1")));
        refused(
                "InvalidParameterException",
                "The service cannot be stopped while it is scaled above 0.",
                DeleteServiceRequest.builder().cluster("c").service("s").build());
        Service deleted = delete("s", true);
        assertThat(deleted.status()).isEqualTo("DRAINING");
        assertThat(deleted.desiredCount()).isZero();
        assertThat(deleted.deployments()).singleElement().satisfies(deployment -> assertThat(deployment.desiredCount())
                .isZero());
        assertThat(deleted.tags()).isEmpty();
        assertThat(delete("s", false)).as("a second time changes nothing").isEqualTo(deleted);
        end("s");
        refused(
                "ServiceNotFoundException",
                "",
                DeleteServiceRequest.builder().cluster("c").service("s").build());
    }

    @Test
    void aServiceWithTwoDeploymentsIsDeletedByForceOnly() {
        create("s", request -> request.desiredCount(0));
        updated(update("s").forceNewDeployment(true));
        refused(
                "InvalidParameterException",
                "The service cannot be stopped while deployments are active.",
                DeleteServiceRequest.builder().cluster("c").service("s").build());
        assertThat(delete("s", true).status()).isEqualTo("DRAINING");
    }

    @Test
    void aDaemonIsDeletedWithoutForce() {
        create("s", request -> request.schedulingStrategy("DAEMON"));
        assertThat(delete("s", false).status()).isEqualTo("DRAINING");
    }

    @Test
    void servicesAreDescribedByNameOrArnAndUnknownOnesAreMissing() {
        create("s", request -> request.desiredCount(1).tags(tag("a", "1")));
        DescribeServicesResponse told = house.call(
                DescribeServicesRequest.builder()
                        .cluster("c")
                        .services("s", ARN + "service/c/s", ARN + "service/s", "t")
                        .includeWithStrings("TAGS")
                        .build(),
                DescribeServicesResponse.class);
        assertThat(told.services()).singleElement().satisfies(service -> assertThat(service.tags())
                .containsExactly(tag("a", "1")));
        assertThat(told.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.arn()).isEqualTo(ARN + "service/c/t");
            assertThat(failure.reason()).isEqualTo("MISSING");
        });
        assertThat(describe("s").tags()).isEmpty();
        refused(
                "InvalidParameterException",
                "include should be one of [TAGS]",
                DescribeServicesRequest.builder()
                        .cluster("c")
                        .services("s")
                        .includeWithStrings("ALL")
                        .build());
        refused(
                "InvalidParameterException",
                "service names can have at most 10 items.",
                DescribeServicesRequest.builder()
                        .cluster("c")
                        .services(Collections.nCopies(11, "s"))
                        .build());
        refused(
                "InvalidParameterException",
                "Invalid identifier: Identifier is for cluster d. Your cluster is c",
                DescribeServicesRequest.builder()
                        .cluster("c")
                        .services(ARN + "service/d/s")
                        .build());
    }

    @Test
    void activeServicesAreListedInPagesOfTen() {
        for (int i = 10; i < 22; i++) {
            create("s" + i, request -> request.desiredCount(0));
        }
        create("d", request -> request.schedulingStrategy("DAEMON"));
        delete("s10", false);
        ListServicesResponse first = list(request -> request);
        assertThat(first.serviceArns()).hasSize(10);
        List<String> all = new ArrayList<>(first.serviceArns());
        all.addAll(list(request -> request.nextToken(first.nextToken())).serviceArns());
        assertThat(all).hasSize(12).doesNotHaveDuplicates().doesNotContain(ARN + "service/c/s10");
        assertThat(list(request -> request.schedulingStrategy("DAEMON")).serviceArns())
                .containsExactly(ARN + "service/c/d");
        assertThat(list(request -> request.launchType("FARGATE")).serviceArns()).isEmpty();
        assertThat(list(request -> request.launchType("EC2").maxResults(100)).serviceArns())
                .hasSize(12);
        refused(
                "InvalidParameterException",
                "launch type should be one of [EC2,FARGATE,EXTERNAL,FMI,MANAGED_INSTANCES]",
                ListServicesRequest.builder().cluster("c").launchType("ec2").build());
        refused(
                "InvalidParameterException",
                "Scheduling strategy should be one of [REPLICA,DAEMON]",
                ListServicesRequest.builder()
                        .cluster("c")
                        .schedulingStrategy("ONE")
                        .build());
        refused(
                "InvalidParameterException",
                "Max results can not be greater than 100",
                ListServicesRequest.builder().cluster("c").maxResults(101).build());
        refused(
                "NamespaceNotFoundException",
                "The specified namespace wasn't found.",
                ListServicesByNamespaceRequest.builder().namespace("n").build());
    }

    /** What the scheduler does once the last task of a deleted service is gone. */
    private void end(String name) {
        Key key = Keys.service(House.SCOPE, "c", name);
        house.writers.ofCluster(House.SCOPE, "c").submit(draft -> {
            var gone = draft.read(key, io.roadstead.core.model.Service.class)
                    .orElseThrow()
                    .inactive(house.now);
            draft.put(key, gone);
            return gone;
        });
    }

    private void refused(String type, String text, SdkPojo request) {
        AwsException refusal = house.refusal(request);
        assertThat(refusal.errorType()).as("%s", refusal.text()).isEqualTo(type);
        assertThat(refusal.text()).isEqualTo(text);
    }

    private static CreateServiceRequest.Builder request(String name) {
        return CreateServiceRequest.builder().cluster("c").serviceName(name).taskDefinition("f");
    }

    private static UpdateServiceRequest.Builder update(String name) {
        return UpdateServiceRequest.builder().cluster("c").service(name);
    }

    private Service create(String name, UnaryOperator<CreateServiceRequest.Builder> members) {
        return house.call(members.apply(request(name)).build(), CreateServiceResponse.class)
                .service();
    }

    private Service updated(UpdateServiceRequest.Builder request) {
        return house.call(request.build(), UpdateServiceResponse.class).service();
    }

    private Service delete(String name, boolean force) {
        return house.call(
                        DeleteServiceRequest.builder()
                                .cluster("c")
                                .service(name)
                                .force(force)
                                .build(),
                        DeleteServiceResponse.class)
                .service();
    }

    private Service describe(String name) {
        return house.call(
                        DescribeServicesRequest.builder()
                                .cluster("c")
                                .services(name)
                                .build(),
                        DescribeServicesResponse.class)
                .services()
                .getFirst();
    }

    private ListServicesResponse list(UnaryOperator<ListServicesRequest.Builder> members) {
        return house.call(
                members.apply(ListServicesRequest.builder().cluster("c")).build(), ListServicesResponse.class);
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
