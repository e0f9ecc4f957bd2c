package io.roadstead.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.control.House;
import io.roadstead.control.index.Keys;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskStatus;
import io.roadstead.wire.AwsException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.Cluster;
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.CreateServiceResponse;
import software.amazon.awssdk.services.ecs.model.DeleteClusterRequest;
import software.amazon.awssdk.services.ecs.model.DeleteServiceRequest;
import software.amazon.awssdk.services.ecs.model.DescribeClustersRequest;
import software.amazon.awssdk.services.ecs.model.DescribeClustersResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.GetTaskProtectionRequest;
import software.amazon.awssdk.services.ecs.model.GetTaskProtectionResponse;
import software.amazon.awssdk.services.ecs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.ecs.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.TagResourceRequest;
import software.amazon.awssdk.services.ecs.model.UntagResourceRequest;
import software.amazon.awssdk.services.ecs.model.UpdateTaskProtectionRequest;
import software.amazon.awssdk.services.ecs.model.UpdateTaskProtectionResponse;

/** A service's tasks as callers see, count, tag and protect them. Source: ecs-behaviour 1.2, 1.3, 1.8, 6.8. */
class ServiceTasksTest {
    private static final String ARN = "arn:aws:ecs:us-east-1:000000000000:";

    private final House house = new House();
    private Service service = Service.builder().build();

    @BeforeEach
    void furnish() {
        house.cluster("c").definition("f", container -> container.memory(16));
        house.instance("c", 4096, 4096);
        service = house.call(
                        CreateServiceRequest.builder()
                                .cluster("c")
                                .serviceName("s")
                                .taskDefinition("f")
                                .desiredCount(1)
                                .tags(tag("a", "1"))
                                .build(),
                        CreateServiceResponse.class)
                .service();
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void tasksAreCountedByTheDeploymentThatStartedThem() {
        String deployment = service.deployments().getFirst().id();
        task("s", deployment, TaskStatus.RUNNING);
        task("s", deployment, TaskStatus.PENDING);
        task("s", "ecs-svc/1", TaskStatus.RUNNING);
        task("s", deployment, TaskStatus.DEACTIVATING);
        task("s", deployment, TaskStatus.STOPPED);
        task("t", deployment, TaskStatus.RUNNING);
        Service told = house.call(
                        DescribeServicesRequest.builder()
                                .cluster("c")
                                .services("s")
                                .build(),
                        DescribeServicesResponse.class)
                .services()
                .getFirst();
        assertThat(told.runningCount()).isEqualTo(2);
        assertThat(told.pendingCount()).isEqualTo(1);
        assertThat(told.deployments().getFirst().runningCount()).isEqualTo(1);
        assertThat(told.deployments().getFirst().pendingCount()).isEqualTo(1);
        assertThat(told.currentServiceRevisions().getFirst().runningTaskCount()).isEqualTo(1);
    }

    @Test
    void tasksAreListedByTheirService() {
        String mine = task("s", "ecs-svc/1", TaskStatus.RUNNING);
        task("t", "ecs-svc/2", TaskStatus.RUNNING);
        task(null, "me", TaskStatus.RUNNING);
        for (String name : List.of("s", ARN + "service/c/s")) {
            assertThat(house.call(
                                    ListTasksRequest.builder()
                                            .cluster("c")
                                            .serviceName(name)
                                            .build(),
                                    ListTasksResponse.class)
                            .taskArns())
                    .containsExactly(mine);
        }
        assertThat(house.refusal(ListTasksRequest.builder()
                                .cluster("c")
                                .serviceName("u")
                                .build())
                        .errorType())
                .isEqualTo("ServiceNotFoundException");
    }

    @Test
    void aClusterCountsItsServicesAndIsNotDeletedWithThem() {
        assertThat(cluster().activeServicesCount()).isEqualTo(1);
        AwsException refusal =
                house.refusal(DeleteClusterRequest.builder().cluster("c").build());
        assertThat(refusal.errorType()).isEqualTo("ClusterContainsServicesException");
        assertThat(refusal.text()).isEqualTo("The Cluster cannot be deleted while Services are active.");
        String task = task("s", "ecs-svc/1", TaskStatus.RUNNING);
        assertThat(house.refusal(DeleteClusterRequest.builder().cluster("c").build())
                        .errorType())
                .as("tasks are looked at first, here %s", task)
                .isEqualTo("ClusterContainsTasksException");
        house.call(
                DeleteServiceRequest.builder()
                        .cluster("c")
                        .service("s")
                        .force(true)
                        .build(),
                SdkPojo.class);
        assertThat(cluster().activeServicesCount()).isZero();
        assertThat(cluster().statistics()).anySatisfy(pair -> {
            assertThat(pair.name()).isEqualTo("drainingEC2ServiceCount");
            assertThat(pair.value()).isEqualTo("1");
        });
    }

    @Test
    void aServiceIsTaggedByItsLongArn() {
        String arn = service.serviceArn();
        house.call(
                TagResourceRequest.builder()
                        .resourceArn(arn)
                        .tags(tag("b", "2"))
                        .build(),
                SdkPojo.class);
        house.call(UntagResourceRequest.builder().resourceArn(arn).tagKeys("a").build(), SdkPojo.class);
        assertThat(house.call(
                                ListTagsForResourceRequest.builder()
                                        .resourceArn(arn)
                                        .build(),
                                ListTagsForResourceResponse.class)
                        .tags())
                .containsExactly(tag("b", "2"));
        AwsException refusal = house.refusal(TagResourceRequest.builder()
                .resourceArn(ARN + "service/s")
                .tags(tag("b", "2"))
                .build());
        assertThat(refusal.text())
                .isEqualTo("The new ARN and resource ID format must be enabled to add tags to the service. Opt in to"
                        + " the new format and try again.");
        assertThat(house.refusal(ListTagsForResourceRequest.builder()
                                .resourceArn(ARN + "service/c/t")
                                .build())
                        .text())
                .isEqualTo("Service not found.");
    }

    @Test
    void aServicesTaskIsProtectedForTwoHoursUnlessToldOtherwise() {
        String task = task("s", "ecs-svc/1", TaskStatus.RUNNING);
        UpdateTaskProtectionResponse told = protect(true, null, task);
        assertThat(told.failures()).isEmpty();
        assertThat(told.protectedTasks()).singleElement().satisfies(each -> {
            assertThat(each.taskArn()).isEqualTo(task);
            assertThat(each.protectionEnabled()).isTrue();
            assertThat(each.expirationDate()).isEqualTo(house.now.plus(Duration.ofHours(2)));
        });
        house.now = house.now.plus(Duration.ofHours(1));
        assertThat(protect(true, 2880, task).protectedTasks().getFirst().expirationDate())
                .as("the time begins anew")
                .isEqualTo(house.now.plus(Duration.ofDays(2)));
        house.now = house.now.plus(Duration.ofDays(2));
        assertThat(get(task).protectedTasks()).singleElement().satisfies(each -> {
            assertThat(each.protectionEnabled()).as("it has run out").isFalse();
            assertThat(each.expirationDate()).isNull();
        });
        protect(true, 1, task);
        assertThat(protect(false, null, task).protectedTasks().getFirst().protectionEnabled())
                .isFalse();
        assertThat(get(task).protectedTasks().getFirst().protectionEnabled()).isFalse();
    }

    @Test
    void whatCannotBeProtectedSaysWhy() {
        String alone = task(null, "me", TaskStatus.RUNNING);
        String stopped = task("s", "ecs-svc/1", TaskStatus.STOPPED);
        String unknown = ARN + "task/c/" + "d".repeat(32);
        assertThat(protect(true, null, alone, stopped, unknown).failures())
                .extracting(Failure::reason)
                .containsExactly("TASK_NOT_VALID", "TASK_NOT_VALID", "MISSING");
        assertThat(get(unknown).failures()).extracting(Failure::arn).containsExactly(unknown);
        for (int minutes : new int[] {0, -1, 2881}) {
            assertThat(house.refusal(protecting(true, minutes, alone)).errorType())
                    .isEqualTo("InvalidParameterException");
        }
        assertThat(house.refusal(protecting(true, 1)).text()).isEqualTo("Tasks cannot be empty.");
    }

    @Test
    void moreProtectedTasksThanWantedBlockTheNext() {
        String first = task("s", "ecs-svc/1", TaskStatus.RUNNING);
        String second = task("s", "ecs-svc/1", TaskStatus.RUNNING);
        String third = task("s", "ecs-svc/1", TaskStatus.RUNNING);
        assertThat(protect(true, 5, first, second, third).failures())
                .singleElement()
                .satisfies(failure -> {
                    assertThat(failure.arn()).isEqualTo(third);
                    assertThat(failure.reason()).isEqualTo("DEPLOYMENT_BLOCKED");
                });
        assertThat(protect(true, 9, first).failures())
                .as("one that is protected may stay so")
                .isEmpty();
        protect(false, null, first);
        assertThat(protect(true, 5, third).failures()).isEmpty();
    }

    private UpdateTaskProtectionRequest protecting(boolean enabled, @Nullable Integer minutes, String... tasks) {
        return UpdateTaskProtectionRequest.builder()
                .cluster("c")
                .protectionEnabled(enabled)
                .expiresInMinutes(minutes)
                .tasks(tasks)
                .build();
    }

    private UpdateTaskProtectionResponse protect(boolean enabled, @Nullable Integer minutes, String... tasks) {
        return house.call(protecting(enabled, minutes, tasks), UpdateTaskProtectionResponse.class);
    }

    private GetTaskProtectionResponse get(String... tasks) {
        return house.call(
                GetTaskProtectionRequest.builder().cluster("c").tasks(tasks).build(), GetTaskProtectionResponse.class);
    }

    private Cluster cluster() {
        return house.call(
                        DescribeClustersRequest.builder()
                                .clusters("c")
                                .includeWithStrings("STATISTICS")
                                .build(),
                        DescribeClustersResponse.class)
                .clusters()
                .getFirst();
    }

    /** A task as the scheduler would have started it, in the status given; returns its ARN. */
    private String task(@Nullable String ofService, String startedBy, TaskStatus status) {
        String arn = house.call(
                        RunTaskRequest.builder()
                                .cluster("c")
                                .taskDefinition("f")
                                .startedBy("x")
                                .build(),
                        RunTaskResponse.class)
                .tasks()
                .getFirst()
                .taskArn();
        var key = Keys.task(House.SCOPE, "c", arn.substring(arn.lastIndexOf('/') + 1));
        house.writers.ofCluster(House.SCOPE, "c").submit(draft -> {
            Task run = draft.read(key, Task.class).orElseThrow();
            Task.Observed observed = new Task.Observed(
                    status, HealthStatus.UNKNOWN, run.observed().containers(), null, null, null, null, null, null);
            Task made = new Task(
                    run.scope(),
                    run.cluster(),
                    run.id(),
                    run.family(),
                    run.revision(),
                    run.containerInstanceId(),
                    run.launchType(),
                    run.availabilityZone(),
                    ofService == null ? run.group() : "service:" + ofService,
                    startedBy,
                    run.cpu(),
                    run.memory(),
                    run.overrides(),
                    run.tags(),
                    run.createdAt(),
                    run.version(),
                    run.desired(),
                    observed,
                    null,
                    false);
            draft.put(key, made);
            return made;
        });
        return arn;
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
