package io.roadstead.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.event.ServiceNews;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Deployment.RolloutState;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.PlacementConstraint;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Daemon services: one task on every instance that will do. Source: ecs-behaviour 5.4, 6.1 to 6.3, 6.8. */
class DaemonReconcilerTest {
    private static World daemon(int min, int max, int instances) {
        World world = new World(SchedulingStrategy.DAEMON, 0, World.percent(min, max));
        for (int i = 0; i < instances; i++) {
            world.instance("i" + i, "us-east-1" + (char) ('a' + i % 3), 4096, 4096);
        }
        world.deploy(1);
        return world;
    }

    private static World steady(int min, int max, int instances) {
        World world = daemon(min, max, instances);
        world.reachSteadyState();
        world.events.clear();
        world.news.clear();
        return world;
    }

    private static List<String> instancesOf(Stream<Task> tasks) {
        return tasks.map(Task::containerInstanceId).sorted().toList();
    }

    @Test
    void everyInstanceGetsOneTask() {
        World world = steady(0, 100, 3);
        assertThat(instancesOf(world.active().stream())).containsExactly("i0", "i1", "i2");
        assertThat(world.primary().desiredCount()).isEqualTo(3);
        assertThat(world.primary().rolloutState()).isEqualTo(RolloutState.COMPLETED);
    }

    @Test
    void aNewInstanceGetsOneToo() {
        World world = steady(0, 100, 1);
        world.instance("i9", "us-east-1a", 4096, 4096);
        world.rounds();
        assertThat(instancesOf(world.pending().stream())).containsExactly("i9");
        assertThat(world.primary().desiredCount()).isEqualTo(2);
    }

    @Test
    void anInstanceWhoseAgentIsAwayGetsNoneAndKeepsItsOwn() {
        World world = steady(0, 100, 2);
        world.disconnected.add("i0");
        world.instance("i9", "us-east-1a", 4096, 4096);
        world.disconnected.add("i9");
        world.rounds();
        assertThat(instancesOf(world.active().stream())).containsExactly("i0", "i1");
        assertThat(world.primary().desiredCount()).isEqualTo(2);
    }

    @Test
    void aRolloutStopsTheOldTaskOfAnInstanceBeforeItStartsTheNew() {
        World world = steady(50, 100, 4);
        Deployment old = world.primary();
        Deployment next = world.deploy(2);
        world.rounds();
        assertThat(world.stopping()).as("50 % of 4 must stay").hasSize(2);
        assertThat(world.active(next)).isEmpty();
        world.agents();
        world.rounds();
        assertThat(world.active(next)).hasSize(2);
        assertThat(world.active(old)).hasSize(2);
        world.reachSteadyState();
        assertThat(instancesOf(world.active(next).stream())).containsExactly("i0", "i1", "i2", "i3");
        assertThat(world.service.deployments()).hasSize(1);
    }

    @Test
    void aProtectedOldTaskIsReplacedWhenItsProtectionEndsThoughNothingElseHappens() {
        World world = steady(0, 100, 1);
        world.protect(world.active().getFirst(), Duration.ofMinutes(7));
        Instant end = world.now.plus(Duration.ofMinutes(7));
        Deployment next = world.deploy(2);
        world.rounds();
        assertThat(world.stopping()).isEmpty();
        assertThat(world.wake).as("nothing else tells of that instant").isEqualTo(end);
        world.pass(Duration.ofMinutes(7));
        world.reachSteadyState();
        assertThat(world.live()).hasSize(1).allMatch(each -> next.id().equals(each.startedBy()));
    }

    @Test
    void withMoreThanAHundredPercentTheNewTaskStandsBesideTheOld() {
        World world = steady(100, 200, 2);
        Deployment next = world.deploy(2);
        world.rounds();
        assertThat(instancesOf(world.active(next).stream())).containsExactly("i0", "i1");
        assertThat(world.stopping()).isEmpty();
        world.reachSteadyState();
        assertThat(world.live()).hasSize(2).allMatch(each -> next.id().equals(each.startedBy()));
    }

    @Test
    void onADrainingInstanceItIsTheLastToStop() {
        World world = steady(0, 100, 2);
        world.othersOn("i0", true);
        world.drain("i0");
        world.rounds();
        assertThat(world.stopping()).isEmpty();
        world.othersOn("i0", false);
        world.rounds();
        assertThat(instancesOf(world.stopping().stream())).containsExactly("i0");
        world.reachSteadyState();
        assertThat(instancesOf(world.live().stream())).containsExactly("i1");
    }

    @Test
    void aTaskWhoseInstanceViolatesTheConstraintsStops() {
        World world = steady(0, 100, 2);
        world.constrain(new PlacementConstraint(
                PlacementConstraint.Type.MEMBER_OF, "attribute:ecs.availability-zone == us-east-1a"));
        world.rounds();
        assertThat(instancesOf(world.stopping().stream())).containsExactly("i1");
        assertThat(world.news)
                .filteredOn(ServiceNews.ServiceAction.class::isInstance)
                .map(ServiceNews.ServiceAction.class::cast)
                .filteredOn(each -> each.eventName().equals("SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.eventType()).isEqualTo(ServiceNews.Level.ERROR);
                    assertThat(each.containerInstanceArns()).singleElement().satisfies(arn -> assertThat(arn)
                            .endsWith("container-instance/default/i1"));
                });
        world.reachSteadyState();
        assertThat(world.live()).hasSize(1);
    }

    @Test
    void anUnhealthyTaskMakesRoomForItsReplacement() {
        World world = steady(0, 100, 2);
        Task sick = world.active().getFirst();
        world.health(sick, HealthStatus.UNHEALTHY);
        world.rounds();
        assertThat(world.stopping()).extracting(Task::id).containsExactly(sick.id());
        world.reachSteadyState();
        assertThat(world.live()).hasSize(2).noneMatch(each -> each.id().equals(sick.id()));
    }

    @Test
    void anInstanceWithoutRoomIsTold() {
        World world = steady(0, 100, 1);
        world.instance("i9", "us-east-1a", 1, 1);
        world.rounds();
        world.rounds();
        assertThat(world.events)
                .containsExactly("(service web) was unable to place a task because no container instance met all of"
                        + " its requirements. The closest matching (container-instance i9) has"
                        + " insufficient CPU units available. For more information, see the"
                        + " Troubleshooting section of the Amazon ECS Developer Guide.");
    }

    @Test
    void aTaskOnAnInstanceThatIsActiveAgainStays() {
        World world = steady(0, 100, 2);
        world.othersOn("i0", true);
        world.drain("i0");
        world.rounds();
        world.instances.computeIfPresent("i0", (id, each) -> each.withStatus(ContainerInstance.Status.ACTIVE));
        world.rounds();
        assertThat(instancesOf(world.active().stream())).containsExactly("i0", "i1");
        assertThat(world.primary().desiredCount()).isEqualTo(2);
    }

    @Test
    void aDefinitionDeletedUnderneathIsToldOnceAndStopsNothing() {
        World world = steady(0, 200, 2);
        world.definitions.clear();
        world.end(world.active().getFirst());
        world.rounds();
        world.rounds();
        assertThat(world.live()).hasSize(1);
        assertThat(world.events)
                .containsExactly("(service web) failed to launch a task with (error TaskDefinition not found.).");
        world.define(1);
        world.reachSteadyState();
        assertThat(world.live()).hasSize(2);
    }

    @Test
    void manyInstancesWithoutRoomDoNotKeepTheOthersFromTheirTasks() {
        World world = steady(0, 100, 0);
        for (int i = 0; i < 60; i++) {
            world.instance("a" + i, "us-east-1a", 1, 1);
        }
        world.instance("z", "us-east-1a", 4096, 4096);
        world.rounds();
        assertThat(instancesOf(world.active().stream())).containsExactly("z");
    }

    @Test
    void aDeletedDaemonEnds() {
        World world = steady(0, 100, 2);
        world.service = world.service.draining();
        world.rounds();
        world.agents();
        world.rounds();
        assertThat(world.service.status()).isEqualTo(Service.Status.INACTIVE);
    }

    @Test
    void withoutInstancesItIsContent() {
        World world = steady(0, 100, 0);
        assertThat(world.primary().rolloutState()).isEqualTo(RolloutState.COMPLETED);
        assertThat(world.round()).hasSize(1).first().isInstanceOf(Action.WakeAt.class);
    }
}
