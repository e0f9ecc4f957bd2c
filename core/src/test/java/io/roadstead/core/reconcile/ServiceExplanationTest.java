package io.roadstead.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.explain.ServiceExplanation;
import io.roadstead.core.explain.TaskExplanation;
import io.roadstead.core.explain.Why;
import io.roadstead.core.model.DeploymentConfiguration;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Why a service is where it is. It stands here for the sake of {@link World}. */
class ServiceExplanationTest {
    private static ServiceExplanation explain(World world) {
        return ServiceExplanation.of(world.view(), world.settings, world.now, world.ids);
    }

    private static List<String> codes(World world) {
        return explain(world).why().stream().map(Why::code).toList();
    }

    private interface Story {
        World tell();
    }

    record Case(String name, Story story, String first, String words) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("steady", () -> World.steady(2, World.percent(100, 200)), "AS_WANTED", "it has the 2 tasks"),
                new Case(
                        "on the way",
                        () -> {
                            World world = World.fresh(2, World.percent(100, 200));
                            world.rounds();
                            return world;
                        },
                        "PENDING",
                        "2 tasks are on the way to RUNNING"),
                new Case(
                        "no instance",
                        () -> {
                            World world = new World(SchedulingStrategy.REPLICA, 2, World.percent(100, 200));
                            world.deploy(1);
                            return world;
                        },
                        "NO_PLACE",
                        "2 tasks are to start, and none of 0 container instances takes one"),
                new Case(
                        "full",
                        () -> {
                            World world = new World(SchedulingStrategy.REPLICA, 3, World.percent(100, 200));
                            world.instance("small", "us-east-1a", 300, 300);
                            world.deploy(1);
                            world.rounds();
                            world.agents();
                            world.pass(Duration.ofMinutes(1));
                            world.rounds();
                            return world;
                        },
                        "NO_PLACE",
                        "the closest: small: 256 CPU units wanted, 44 free"),
                new Case(
                        "throttled",
                        () -> {
                            World world = World.fresh(1, World.percent(100, 200));
                            world.rounds();
                            world.pending().forEach(world::end);
                            world.rounds();
                            return world;
                        },
                        "START_THROTTLED",
                        "1 starts in a row came to nothing"),
                new Case(
                        "the percentages admit nothing",
                        () -> {
                            World world = World.steady(1, World.percent(100, 100));
                            world.deploy(2);
                            world.rounds();
                            return world;
                        },
                        "MAXIMUM_REACHED",
                        "1 task is wanted, but 1 live, and maximumPercent 100 of 1 allows 1; with maximumPercent 200"
                                + " another could start"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatHoldsItUpComesFirstWithItsNumbers(Case each) {
        World world = each.story().tell();
        Why first = explain(world).why().getFirst();
        assertThat(first.code()).isEqualTo(each.first());
        assertThat(first.words()).contains(each.words());
    }

    @Test
    void aMinimumThatKeepsTheOldTasksIsToldWithTheOneThatWouldNot() {
        World world = World.steady(1, World.percent(100, 100));
        world.deploy(2);
        world.rounds();
        assertThat(explain(world).why()).contains(new Why.MinimumHolds(1, 1, 1, 100, 1, 0));
        world.configure(World.percent(0, 100));
        assertThat(codes(world)).as("with it one does stop").doesNotContain("MINIMUM_HOLDS");
    }

    @Test
    void aDeploymentThatFailedSaysWhyNothingCameBack() {
        World world = World.fresh(1, World.breaker(100, 200, true));
        world.rounds();
        for (int i = 0; i < 4; i++) {
            world.pending().forEach(world::end);
            world.rounds();
            var next = world.primary().progress().nextStartAt();
            world.now = next == null ? world.now : next;
            world.rounds();
        }
        assertThat(explain(world).why().getFirst().words())
                .contains("circuit breaker: tasks failed to start")
                .contains("no earlier deployment was ever completed that could come back");
    }

    @Test
    void aRollbackIsToldWithItsReasonWhileItGoesOn() {
        World world = World.steady(1, World.breaker(0, 100, true));
        world.deploy(2);
        world.rounds();
        world.live().forEach(world::end);
        world.rounds();
        for (int i = 0; i < 3; i++) {
            world.pending().forEach(world::end);
            world.rounds();
            var next = world.primary().progress().nextStartAt();
            if (next != null) {
                world.now = next;
                world.rounds();
            }
        }
        assertThat(world.primary().revision()).isEqualTo(1);
        assertThat(codes(world)).first().isEqualTo("ROLLING_BACK");
    }

    @Test
    void failuresAreToldAsCountedWhereABreakerCountsThemAlone() {
        World counting = failedOnce(World.breaker(100, 200, false));
        assertThat(explain(counting).why()).contains(new Why.BreakerCounts(1, 3));
        assertThat(codes(failedOnce(World.percent(100, 200)))).doesNotContain("CIRCUIT_BREAKER");
        assertThat(codes(World.fresh(1, World.breaker(100, 200, false))))
                .as("nothing failed yet")
                .doesNotContain("CIRCUIT_BREAKER");
    }

    private static World failedOnce(DeploymentConfiguration configuration) {
        World world = World.fresh(1, configuration);
        world.rounds();
        world.pending().forEach(world::end);
        world.rounds();
        return world;
    }

    @Test
    void aDeploymentBakesUntilItIsCompletedAndNoLonger() {
        World world = World.steady(
                1,
                new DeploymentConfiguration(
                        200,
                        100,
                        DeploymentConfiguration.CircuitBreaker.OFF,
                        new DeploymentConfiguration.Alarms(List.of("errors"), true, false)));
        world.alarms = new Alarms(Map.of("errors", Alarms.State.OK), Duration.ofMinutes(5));
        world.deploy(2);
        world.rounds();
        world.agents();
        world.pass(SchedulerSettings.DEFAULT.healthyAfter());
        world.rounds();
        world.agents();
        world.rounds();
        assertThat(explain(world).why()).contains(new Why.Baking(world.now));
        world.pass(Duration.ofMinutes(5));
        world.rounds();
        assertThat(codes(world)).containsExactly("AS_WANTED");
    }

    @Test
    void explainingChangesNothing() {
        World world = World.steady(2, World.percent(50, 100));
        world.deploy(2);
        ServiceView before = world.view();
        explain(world);
        assertThat(world.view()).isEqualTo(before);
    }

    @Test
    void aTaskWhoseAgentIsAwaySaysSoBeforeAnythingElse() {
        World world = World.fresh(1, World.percent(100, 200));
        world.rounds();
        Task task = world.pending().getFirst();
        world.disconnected.add(task.containerInstanceId());
        TaskExplanation explanation = TaskExplanation.of(
                task,
                world.definitions.get(task.taskDefinitionArn()),
                world.nodes().get(task.containerInstanceId()),
                List.of(task));
        assertThat(explanation.why().getFirst().code()).isEqualTo("AGENT_AWAY");
        world.disconnected.clear();
        assertThat(TaskExplanation.of(
                                task,
                                world.definitions.get(task.taskDefinitionArn()),
                                world.nodes().get(task.containerInstanceId()),
                                List.of(task))
                        .why()
                        .getFirst()
                        .code())
                .isEqualTo("NOT_HEARD");
    }

    @Test
    void aStoppedTaskSaysWhoEndedItAndWhatItsContainersDid() {
        World world = World.steady(1, World.percent(100, 200));
        Task task = world.live().getFirst();
        world.pass(Duration.ofMinutes(1));
        world.end(task);
        TaskExplanation explanation = TaskExplanation.of(world.view().tasks().getFirst(), null, null, List.of());
        assertThat(explanation.why().getFirst().words())
                .isEqualTo("EssentialContainerExited: Essential container in task exited");
    }
}
