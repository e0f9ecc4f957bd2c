package io.roadstead.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.control.House;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.core.model.ServiceDeployment;
import io.roadstead.core.model.ServiceDeployment.Status;
import io.roadstead.store.Key;
import io.roadstead.wire.AwsException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.CreateServiceResponse;
import software.amazon.awssdk.services.ecs.model.CreatedAt;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServiceRevisionsRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServiceRevisionsResponse;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.StopServiceDeploymentRequest;
import software.amazon.awssdk.services.ecs.model.StopServiceDeploymentResponse;
import software.amazon.awssdk.services.ecs.model.UpdateServiceRequest;
import software.amazon.awssdk.services.ecs.model.UpdateServiceResponse;

/** Service deployments and service revisions, without a scheduler. Source: ecs-behaviour 1.2, 6.11. */
class ServiceHistoryTest {
    private static final String ARN = "arn:aws:ecs:us-east-1:000000000000:";

    private final House house = new House();
    private Service service = Service.builder().build();

    @BeforeEach
    void furnish() {
        house.cluster("c").definition("f", container -> container.memory(16));
        service = house.call(
                        CreateServiceRequest.builder()
                                .cluster("c")
                                .serviceName("s")
                                .taskDefinition("f")
                                .desiredCount(8)
                                .deploymentConfiguration(configuration -> configuration.deploymentCircuitBreaker(
                                        breaker -> breaker.enable(true).rollback(true)))
                                .build(),
                        CreateServiceResponse.class)
                .service();
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aDeploymentIsToldWithItsRevisionsAndWatches() {
        Service second = force();
        assertThat(describe(second.currentServiceDeployment()).serviceDeployments())
                .singleElement()
                .satisfies(deployment -> {
                    assertThat(deployment.serviceArn()).isEqualTo(ARN + "service/c/s");
                    assertThat(deployment.statusAsString()).isEqualTo("PENDING");
                    assertThat(deployment.targetServiceRevision().arn())
                            .isEqualTo(
                                    second.currentServiceRevisions().getFirst().arn());
                    assertThat(deployment.targetServiceRevision().requestedTaskCount())
                            .isEqualTo(8);
                    assertThat(deployment.sourceServiceRevisions())
                            .extracting(source -> source.arn())
                            .containsExactly(
                                    service.currentServiceRevisions().getFirst().arn());
                    assertThat(deployment.deploymentCircuitBreaker().statusAsString())
                            .isEqualTo("MONITORING");
                    assertThat(deployment.deploymentCircuitBreaker().threshold())
                            .isEqualTo(4);
                    assertThat(deployment.alarms().statusAsString()).isEqualTo("DISABLED");
                    assertThat(deployment.deploymentConfiguration().maximumPercent())
                            .isEqualTo(200);
                    assertThat(deployment.rollback()).isNull();
                });
    }

    @Test
    void unknownOnesAreMissingAndForeignOnesRefused() {
        String unknown = ARN + "service-deployment/c/s/" + "x".repeat(21);
        assertThat(describe(unknown).failures()).singleElement().satisfies(failure -> {
            assertThat(failure.arn()).isEqualTo(unknown);
            assertThat(failure.reason()).isEqualTo("MISSING");
        });
        refused("ServiceNotFoundException", describing(ARN + "service-deployment/c/t/" + "x".repeat(21)));
        refused("ClusterNotFoundException", describing(ARN + "service-deployment/d/s/" + "x".repeat(21)));
        refused("InvalidParameterException", describing("s"));
        refused(
                "InvalidParameterException",
                describing(Collections.nCopies(21, unknown).toArray(String[]::new)));
        refused("InvalidParameterException", describing());
    }

    @Test
    void deploymentsAreListedNewestFirst() {
        List<String> made = new ArrayList<>(List.of(service.currentServiceDeployment()));
        Instant middle = Instant.EPOCH;
        for (int i = 0; i < 4; i++) {
            house.now = house.now.plus(Duration.ofMinutes(1));
            middle = i == 1 ? house.now : middle;
            made.add(force().currentServiceDeployment());
        }
        assertThat(arns(list(request -> request))).containsExactlyElementsOf(made.reversed());
        ListServiceDeploymentsResponse first = list(request -> request.maxResults(3));
        assertThat(arns(first)).containsExactlyElementsOf(made.reversed().subList(0, 3));
        assertThat(arns(list(request -> request.maxResults(3).nextToken(first.nextToken()))))
                .containsExactlyElementsOf(made.reversed().subList(3, 5));
        Instant bound = middle;
        assertThat(arns(list(request ->
                        request.createdAt(CreatedAt.builder().after(bound).build()))))
                .hasSize(2);
        assertThat(arns(list(request ->
                        request.createdAt(CreatedAt.builder().before(bound).build()))))
                .hasSize(2);
        assertThat(arns(list(request -> request.statusWithStrings("SUCCESSFUL"))))
                .isEmpty();
        assertThat(arns(list(request -> request.statusWithStrings("SUCCESSFUL", "PENDING"))))
                .hasSize(5);
        refused("InvalidParameterException", listing().statusWithStrings("DONE").build());
        refused("ServiceNotFoundException", listing().service("t").build());
    }

    @Test
    void revisionsAreToldOfOneServiceAtATime() {
        String revision = service.currentServiceRevisions().getFirst().arn();
        DescribeServiceRevisionsResponse told = house.call(
                DescribeServiceRevisionsRequest.builder()
                        .serviceRevisionArns(revision, revision, ARN + "service-revision/c/s/1")
                        .build(),
                DescribeServiceRevisionsResponse.class);
        assertThat(told.serviceRevisions()).singleElement().satisfies(each -> {
            assertThat(each.serviceRevisionArn()).isEqualTo(revision);
            assertThat(each.taskDefinition()).isEqualTo(ARN + "task-definition/f:1");
            assertThat(each.launchTypeAsString()).isEqualTo("EC2");
            assertThat(each.containerImages()).singleElement().satisfies(image -> {
                assertThat(image.containerName()).isEqualTo("main");
                assertThat(image.image()).isEqualTo("busybox");
                assertThat(image.imageDigest()).isNull();
            });
        });
        assertThat(told.failures()).singleElement().satisfies(failure -> assertThat(failure.reason())
                .isEqualTo("MISSING"));
        refused(
                "InvalidParameterException",
                DescribeServiceRevisionsRequest.builder()
                        .serviceRevisionArns(revision, ARN + "service-revision/c/t/1")
                        .build());
    }

    @Test
    void aDeploymentIsAskedToRollBackOrToStop() {
        String arn = service.currentServiceDeployment();
        assertThat(stop(arn, null)).isEqualTo(arn);
        assertThat(status(arn)).isEqualTo("ROLLBACK_REQUESTED");
        assertThat(stop(arn, "ABORT")).as("it is being stopped already").isEqualTo(arn);
        assertThat(status(arn)).isEqualTo("ROLLBACK_REQUESTED");
        String second = force().currentServiceDeployment();
        stop(second, "ABORT");
        assertThat(status(second)).isEqualTo("STOP_REQUESTED");
        refused("InvalidParameterException", stopping(second, "HALT"));
        refused("ServiceDeploymentNotFoundException", stopping(ARN + "service-deployment/c/s/" + "x".repeat(21), null));
    }

    @Test
    void whatHasEndedIsNotStopped() {
        String arn = service.currentServiceDeployment();
        end(arn, Status.SUCCESSFUL);
        AwsException refusal = house.refusal(stopping(arn, "ROLLBACK"));
        assertThat(refusal.errorType()).isEqualTo("ConflictException");
        assertThat(refusal.members()).containsEntry("resourceIds", List.of(arn));
    }

    @Test
    void onlyTheNewestOfTheHistoryAreKeptAndWhatARollbackNeeds() {
        String first = service.currentServiceDeployment();
        String revision = service.currentServiceRevisions().getFirst().arn();
        end(first, Status.SUCCESSFUL);
        String second = force().currentServiceDeployment();
        for (int i = 0; i < ServiceHistory.LIMIT + 20; i++) {
            house.now = house.now.plus(Duration.ofMinutes(1));
            end(force().currentServiceDeployment(), Status.STOPPED);
        }
        stop(second, "ABORT");
        assertThat(house.index.all(Keys.all(House.SCOPE, Kind.SERVICE_DEPLOYMENT, "c", "s"), ServiceDeployment.class))
                .as("the newest, the last that was successful, and one that is under way")
                .hasSize(ServiceHistory.LIMIT + 2);
        assertThat(describe(first).serviceDeployments()).hasSize(1);
        assertThat(status(second)).isEqualTo("STOP_REQUESTED");
        assertThat(house.call(
                                DescribeServiceRevisionsRequest.builder()
                                        .serviceRevisionArns(revision)
                                        .build(),
                                DescribeServiceRevisionsResponse.class)
                        .serviceRevisions())
                .hasSize(1);
    }

    private void end(String arn, Status status) {
        Key key = Keys.serviceDeployment(House.SCOPE, "c", "s", arn.substring(arn.lastIndexOf('/') + 1));
        house.writers.ofCluster(House.SCOPE, "c").submit(draft -> {
            ServiceDeployment ended =
                    draft.read(key, ServiceDeployment.class).orElseThrow().withStatus(status, null, house.now);
            draft.put(key, ended);
            return ended;
        });
    }

    private Service force() {
        return house.call(
                        UpdateServiceRequest.builder()
                                .cluster("c")
                                .service("s")
                                .forceNewDeployment(true)
                                .build(),
                        UpdateServiceResponse.class)
                .service();
    }

    private static DescribeServiceDeploymentsRequest describing(String... arns) {
        return DescribeServiceDeploymentsRequest.builder()
                .serviceDeploymentArns(arns)
                .build();
    }

    private DescribeServiceDeploymentsResponse describe(String arn) {
        return house.call(describing(arn), DescribeServiceDeploymentsResponse.class);
    }

    private String status(String arn) {
        return describe(arn).serviceDeployments().getFirst().statusAsString();
    }

    private static ListServiceDeploymentsRequest.Builder listing() {
        return ListServiceDeploymentsRequest.builder().cluster("c").service("s");
    }

    private ListServiceDeploymentsResponse list(UnaryOperator<ListServiceDeploymentsRequest.Builder> members) {
        return house.call(members.apply(listing()).build(), ListServiceDeploymentsResponse.class);
    }

    private static List<String> arns(ListServiceDeploymentsResponse listed) {
        return listed.serviceDeployments().stream()
                .map(ServiceDeploymentBrief::serviceDeploymentArn)
                .toList();
    }

    private static StopServiceDeploymentRequest stopping(String arn, @Nullable String stopType) {
        return StopServiceDeploymentRequest.builder()
                .serviceDeploymentArn(arn)
                .stopType(stopType)
                .build();
    }

    private String stop(String arn, @Nullable String stopType) {
        return house.call(stopping(arn, stopType), StopServiceDeploymentResponse.class)
                .serviceDeploymentArn();
    }

    private void refused(String type, SdkPojo request) {
        assertThat(house.refusal(request).errorType()).isEqualTo(type);
    }
}
