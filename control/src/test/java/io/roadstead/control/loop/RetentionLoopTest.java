package io.roadstead.control.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roadstead.control.House;
import io.roadstead.control.index.Kind;
import io.roadstead.control.index.Records.ClientToken;
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
}
