package io.roadstead.core.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.Container;
import io.roadstead.core.model.ContainerDefinition;
import io.roadstead.core.model.ContainerStatus;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.LaunchType;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.model.TaskOverride;
import io.roadstead.core.model.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is told of a task that stops: of {@code app}, which is essential, and {@code side}, which is not. */
class TaskExplanationTest {
    private static final Scope SCOPE = new Scope("123456789012", "us-east-1");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void oneThatIsToStopNamesTheContainersThatAreNotStoppedYet() {
        Task task = task(
                TaskStatus.RUNNING,
                container("app", ContainerStatus.RUNNING, null),
                container("side", ContainerStatus.STOPPED, 0));

        assertThat(explain(task, definition()))
                .contains(
                        new Why.Stopping(
                                Optional.of(StopCode.USER_INITIATED), "enough", Optional.of(NOON), List.of("app")),
                        new Why.ContainerEnded("side", Optional.of(0), Optional.empty(), false));
    }

    @Test
    void aContainerThatEndedIsToldAsEssentialWhereTheDefinitionSaysSo() {
        Task task = task(
                TaskStatus.STOPPED,
                container("app", ContainerStatus.STOPPED, 137),
                container("side", ContainerStatus.STOPPED, 0));

        assertThat(explain(task, definition()))
                .containsExactly(
                        new Why.Stopped(Optional.of(StopCode.USER_INITIATED), "enough"),
                        new Why.ContainerEnded("app", Optional.of(137), Optional.empty(), true),
                        new Why.ContainerEnded("side", Optional.of(0), Optional.empty(), false));
        assertThat(explain(task, null))
                .as("nobody knows once the definition is deleted")
                .contains(new Why.ContainerEnded("app", Optional.of(137), Optional.empty(), false));
    }

    private static List<Why> explain(Task task, @Nullable TaskDefinition definition) {
        return TaskExplanation.of(task, definition, null, List.of()).why();
    }

    private static Container container(String name, ContainerStatus status, @Nullable Integer exitCode) {
        return new Container(
                "id-" + name,
                name,
                "busybox",
                null,
                "docker-" + name,
                status,
                exitCode,
                null,
                List.of(),
                HealthStatus.UNKNOWN);
    }

    private static Task task(TaskStatus status, Container... containers) {
        return new Task(
                SCOPE,
                "default",
                "41a16cac43b14382bc4eec8d50ec5cce",
                "web",
                1,
                "00000000000000000000000000000001",
                LaunchType.EC2,
                "us-east-1a",
                "family:web",
                null,
                null,
                null,
                TaskOverride.NONE,
                List.of(),
                NOON,
                1,
                Task.Desired.stop(StopCode.USER_INITIATED, "enough", NOON),
                new Task.Observed(
                        status, HealthStatus.UNKNOWN, List.of(containers), NOON, null, null, NOON, null, null),
                null,
                false);
    }

    private static TaskDefinition definition() {
        return new TaskDefinition(
                SCOPE,
                "web",
                1,
                TaskDefinition.Status.ACTIVE,
                List.of(defined("app", true), defined("side", false)),
                null,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of("EC2"),
                List.of(),
                List.of(),
                NOON,
                "arn:aws:iam::123456789012:root",
                null);
    }

    private static ContainerDefinition defined(String name, boolean essential) {
        return new ContainerDefinition(
                name, "busybox", 0, 16, null, essential, List.of(), null, null, List.of(), null, null, null, null,
                Map.of());
    }
}
