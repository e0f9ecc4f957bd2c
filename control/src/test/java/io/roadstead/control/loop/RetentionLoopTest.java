package io.roadstead.control.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roadstead.control.House;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.index.Records.ClientToken;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceEvent;
import io.roadstead.core.model.Task;
import io.roadstead.core.reconcile.RetentionReconciler;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.SubmitTaskStateChangeRequest;

class RetentionLoopTest {
    private static final RetentionLoop.Settings FAST = new RetentionLoop.Settings(
            RetentionReconciler.Settings.DEFAULT, Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(90));

    @Test
    void aStoppedTaskIsMissingAfterAnHourAndItsTokenAfterADay() {
        try (House house = new House()) {
            house.cluster("default").definition("f", container -> container.memory(16));
            house.instance("default", 1024, 512);
            String task = house.call(
                            RunTaskRequest.builder()
                                    .taskDefinition("f")
                                    .clientToken("t")
                                    .build(),
                            RunTaskResponse.class)
                    .tasks()
                    .getFirst()
                    .taskArn();
            house.call(
                    SubmitTaskStateChangeRequest.builder()
                            .task(task)
                            .status("STOPPED")
                            .build(),
                    SdkPojo.class);
            house.now = house.now.plus(Duration.ofMinutes(59));
            RetentionLoop loop = RetentionLoop.start(
                    house.store, house.index, house.writers, () -> house.now, new House.SeededIds(1), "one", FAST);
            try {
                assertThat(house.index.everywhere(Kind.TASK, Task.class)).hasSize(1);
                house.now = house.now.plus(Duration.ofMinutes(2));
                await().until(() ->
                        house.index.everywhere(Kind.TASK, Task.class).isEmpty());
                assertThat(house.call(DescribeTasksRequest.builder().tasks(task).build(), DescribeTasksResponse.class)
                                .failures()
                                .getFirst()
                                .reason())
                        .isEqualTo("MISSING");
                assertThat(house.index.everywhere(Kind.CLIENT_TOKEN, ClientToken.class))
                        .hasSize(1);
                house.now = house.now.plus(Duration.ofDays(1));
                await().until(() -> house.index
                        .everywhere(Kind.CLIENT_TOKEN, ClientToken.class)
                        .isEmpty());
            } finally {
                loop.close();
            }
        }
    }

    @Test
    void aDeletedServiceIsForgottenAfterAnHourWithAllThatHungOnIt() {
        try (House house = new House()) {
            house.cluster("default");
            Service gone = Services.replica("web", "f", 0, house.now).inactive(house.now);
            for (int part = 0; part < 2; part++) {
                int from = part * 50;
                house.writers.ofCluster(House.SCOPE, "default").submit(draft -> {
                    for (int i = from; i < from + 50; i++) {
                        ServiceEvent event =
                                new ServiceEvent(House.SCOPE, "default", "web", "id" + i, house.now, "message " + i);
                        draft.put(Keys.serviceEvent(event, i), event);
                    }
                    draft.put(Keys.service(House.SCOPE, "default", "web"), gone);
                    return gone;
                });
            }
            RetentionLoop loop = RetentionLoop.start(
                    house.store, house.index, house.writers, () -> house.now, new House.SeededIds(1), "one", FAST);
            try {
                house.now = house.now.plus(Duration.ofMinutes(61));
                await().until(() ->
                        house.index.everywhere(Kind.SERVICE, Service.class).isEmpty());
                assertThat(house.index.everywhere(Kind.SERVICE_EVENT, ServiceEvent.class))
                        .isEmpty();
            } finally {
                loop.close();
            }
        }
    }

    @Test
    void aServicesTaskIsKeptUntilItsSchedulerHasDrawnItsConclusions() {
        try (House house = new House()) {
            house.cluster("default").definition("f", container -> container.memory(16));
            house.instance("default", 1024, 512);
            String arn = house.call(RunTaskRequest.builder().taskDefinition("f").build(), RunTaskResponse.class)
                    .tasks()
                    .getFirst()
                    .taskArn();
            house.call(
                    SubmitTaskStateChangeRequest.builder()
                            .task(arn)
                            .status("STOPPED")
                            .build(),
                    SdkPojo.class);
            Task own = house.index.everywhere(Kind.TASK, Task.class).getFirst().record();
            Task ofService = new Task(
                    own.scope(),
                    own.cluster(),
                    "0123456789abcdef0123456789abcdef",
                    own.family(),
                    own.revision(),
                    own.containerInstanceId(),
                    own.launchType(),
                    own.availabilityZone(),
                    "service:web",
                    "ecs-svc/1",
                    own.cpu(),
                    own.memory(),
                    own.overrides(),
                    own.tags(),
                    own.createdAt(),
                    own.version(),
                    own.desired(),
                    own.observed(),
                    null,
                    false);
            put(house, ofService);
            house.writers.ofCluster(House.SCOPE, "default").submit(draft -> {
                draft.put(Keys.service(House.SCOPE, "default", "web"), Services.replica("web", "f", 1, house.now));
                return own;
            });
            RetentionLoop loop = RetentionLoop.start(
                    house.store, house.index, house.writers, () -> house.now, new House.SeededIds(1), "one", FAST);
            try {
                house.now = house.now.plus(Duration.ofHours(3));
                await().until(() ->
                        house.index.everywhere(Kind.TASK, Task.class).size() == 1);
                assertThat(house.index
                                .everywhere(Kind.TASK, Task.class)
                                .getFirst()
                                .record())
                        .isEqualTo(ofService);
                put(house, ofService.afterAccount());
                await().until(() ->
                        house.index.everywhere(Kind.TASK, Task.class).isEmpty());
            } finally {
                loop.close();
            }
        }
    }

    private static void put(House house, Task task) {
        house.writers.ofCluster(House.SCOPE, "default").submit(draft -> {
            draft.put(Keys.task(House.SCOPE, "default", task.id()), task);
            return task;
        });
    }
}
