package io.roadstead.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.Container;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.LaunchType;
import io.roadstead.core.model.Protection;
import io.roadstead.core.model.Resources;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.ServiceKey;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Tag;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskOverride;
import io.roadstead.core.model.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventRulesTest {
    private static final Scope SCOPE = new Scope("123456789012", "us-east-1");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    static Stream<Arguments> tasks() {
        Task task = task();
        Task running = task.withObserved(seen(TaskStatus.RUNNING, HealthStatus.UNKNOWN));
        return Stream.of(
                Arguments.of("placed", null, task, true),
                Arguments.of("running", task, running, true),
                Arguments.of("told to stop", running, running.withDesired(stop()), true),
                Arguments.of(
                        "healthy", running, running.withObserved(seen(TaskStatus.RUNNING, HealthStatus.HEALTHY)), true),
                Arguments.of(
                        "stopped", running, running.with(stop(), seen(TaskStatus.STOPPED, HealthStatus.UNKNOWN)), true),
                Arguments.of("tagged", running, running.withTags(List.of(new Tag("a", "b"))), false),
                Arguments.of("protected", running, running.withProtection(new Protection(NOON)), false),
                Arguments.of("accounted", running, running.afterAccount(), false),
                Arguments.of("written again", running, running, false),
                Arguments.of("told by an older record", running, task, false),
                Arguments.of("forgotten", running, null, false));
    }

    @ParameterizedTest(name = "a task {0}: {3}")
    @MethodSource("tasks")
    void aTasksChangeIsAnEventWhenItsStateChanged(
            String what, @Nullable Task before, @Nullable Task after, boolean event) {
        assertThat(EventRules.tells(before, after)).as(what).isEqualTo(event);
    }

    static Stream<Arguments> instances() {
        ContainerInstance instance = instance();
        return Stream.of(
                Arguments.of("registered", null, instance, true),
                Arguments.of("draining", instance, instance.withStatus(ContainerInstance.Status.DRAINING), true),
                Arguments.of("deregistered", instance, instance.deregistered(NOON), true),
                Arguments.of(
                        "attributes", instance, instance.withCustomAttributes(List.of(new Attribute("a", "b"))), true),
                Arguments.of("again", instance, instance.reregistered(instance.registered(), List.of()), true),
                Arguments.of("tagged", instance, instance.withTags(List.of(new Tag("a", "b"))), false),
                Arguments.of("forgotten", instance, null, false));
    }

    @ParameterizedTest(name = "an instance {0}: {3}")
    @MethodSource("instances")
    void anInstancesChangeIsAnEventWhenAnythingButItsTagsChanged(
            String what, @Nullable ContainerInstance before, @Nullable ContainerInstance after, boolean event) {
        assertThat(EventRules.tells(before, after)).as(what).isEqualTo(event);
    }

    static Stream<Arguments> connections() {
        AgentConnection never = AgentConnection.never(SCOPE, "default", "i", NOON);
        AgentConnection first = connection("1.0", "local/1");
        return Stream.of(
                Arguments.of("made with its instance", null, never, true),
                Arguments.of("connected", never, first, true),
                Arguments.of("disconnected", first, first.ended(NOON.plusSeconds(9)), true),
                Arguments.of("another session", first, connection("1.0", "local/2"), false),
                Arguments.of("a newer agent", first, connection("1.1", "local/2"), true),
                Arguments.of("forgotten", first, null, false));
    }

    @ParameterizedTest(name = "a connection {0}: {3}")
    @MethodSource("connections")
    void anAgentThatComesOrGoesOrIsAnotherIsAnEvent(
            String what, @Nullable AgentConnection before, @Nullable AgentConnection after, boolean event) {
        assertThat(EventRules.tells(before, after)).as(what).isEqualTo(event);
    }

    @Test
    void aPlacementAndAnEndAreEventsOfTheInstance() {
        Allocation none = Allocation.none(SCOPE, "default", "i");
        Allocation one = none.with("t", new Claim(1, 2, Set.of(), Set.of(), "family:f"));
        assertThat(EventRules.tells(none, one)).isTrue();
        assertThat(EventRules.tells(one, one.without("t"))).isTrue();
        assertThat(EventRules.tells(one, none.with("t", new Claim(1, 2, Set.of(), Set.of(), "family:f"))))
                .isFalse();
        assertThat(EventRules.tells(one, (Allocation) null)).isFalse();
    }

    @Test
    void theSameOccurrenceHasTheSameIdAndAnotherOneAnother() {
        Task task = task();
        Occurrence told = new Occurrence.OfTask(task);
        assertThat(told.id()).isEqualTo(new Occurrence.OfTask(task).id()).matches("[0-9a-f-]{36}");
        assertThat(new Occurrence.OfTask(task.withDesired(stop())).id()).isNotEqualTo(told.id());
        assertThat(new Occurrence.OfInstance(instance(), null, null, 7).id())
                .isEqualTo(new Occurrence.OfInstance(instance(), connection("1", "s"), null, 7).id())
                .isNotEqualTo(new Occurrence.OfInstance(instance(), null, null, 8).id());
    }

    @Test
    void aServicesNewsGoUnderTheTypeOfWhatTheyAre() {
        ServiceKey web = new ServiceKey(SCOPE, "default", "web");
        Occurrence action = new Occurrence.OfService(
                "id",
                web,
                new ServiceNews.ServiceAction(ServiceNews.Level.INFO, "SERVICE_STEADY_STATE", NOON, null, List.of()),
                NOON);
        Occurrence deployment = new Occurrence.OfService(
                "id",
                web,
                new ServiceNews.DeploymentStateChange(
                        ServiceNews.Level.INFO, "SERVICE_DEPLOYMENT_COMPLETED", "ecs-svc/1", NOON, "done"),
                NOON);
        assertThat(action.detailType()).isEqualTo("ECS Service Action");
        assertThat(deployment.detailType()).isEqualTo("ECS Deployment State Change");
        assertThat(deployment.arn()).isEqualTo("arn:aws:ecs:us-east-1:123456789012:service/default/web");
    }

    @Test
    void theLatestInstantOfATaskIsTheOneItLastSpokeOf() {
        assertThat(EventRules.latest(task())).isEqualTo(NOON);
        assertThat(EventRules.latest(task().withDesired(stop()))).isEqualTo(NOON.plusSeconds(30));
    }

    private static Task.Desired stop() {
        return Task.Desired.stop(StopCode.USER_INITIATED, "enough", NOON.plusSeconds(30));
    }

    private static Task.Observed seen(TaskStatus status, HealthStatus health) {
        return new Task.Observed(status, health, List.of(), NOON, null, null, NOON, null, null);
    }

    private static Task task() {
        return new Task(
                SCOPE,
                "default",
                "t",
                "f",
                1,
                "i",
                LaunchType.EC2,
                "us-east-1a",
                "family:f",
                null,
                null,
                null,
                TaskOverride.NONE,
                List.of(),
                NOON,
                1,
                Task.Desired.RUN,
                Task.Observed.pending(List.of(Container.pending("c", "main", "busybox"))),
                null,
                false);
    }

    private static ContainerInstance instance() {
        return new ContainerInstance(
                SCOPE,
                "default",
                "i",
                null,
                ContainerInstance.Status.ACTIVE,
                new Resources(1024, 2048, Set.of(22), Set.of()),
                List.of(),
                List.of(),
                List.of(),
                NOON,
                null,
                1);
    }

    private static AgentConnection connection(String version, String session) {
        return new AgentConnection(SCOPE, "default", "i", true, NOON, version, "hash", "20.10", session);
    }
}
