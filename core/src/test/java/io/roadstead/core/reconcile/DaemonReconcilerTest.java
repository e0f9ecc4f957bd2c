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
    void newTasksThatFindNoRoomDoNotKeepOldOnesFromMakingIt() {
        World world = new World(SchedulingStrategy.DAEMON, 0, World.percent(0, 200));
        for (int i = 0; i < 100; i++) {
            world.instance("i" + i, "us-east-1a", World.CPU, World.MEMORY);
        }
        world.deploy(1);
        world.reachSteadyState();
        world.deploy(2);
        world.reachSteadyState();
        assertThat(world.active(world.primary())).hasSize(100);
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
    void aRoleThatMayNotBeAssumedIsToldOnceAndTriedAgainUntilItMay() {
        World world = steady(0, 200, 2);
        world.definitions.keySet().forEach(arn -> world.refusals.put(arn, "ECS was unable to assume the role 'r'."));
        world.end(world.active().getFirst());
        world.rounds();
        world.rounds();
        assertThat(world.live()).hasSize(1);
        assertThat(world.events)
                .containsExactly(
                        "(service web) failed to launch a task with (error ECS was unable to assume the role 'r'.).");
        world.refusals.clear();
        world.reachSteadyState();
        assertThat(world.live()).hasSize(2);
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

    @Test
    void percentagesThatLetNothingBeReplacedAreToldOnce() {
        // Of one instance 50 percent is one: the old task must stay, and no other may stand beside it.
        World world = steady(50, 100, 1);
        Deployment next = world.deploy(2);
        world.rounds();
        world.rounds();
        assertThat(world.live()).hasSize(1).noneMatch(each -> next.id().equals(each.startedBy()));
        assertThat(world.events)
                .containsExactly("(service web) was unable to stop or start tasks during a deployment because of the"
                        + " service deployment configuration. Update the minimumHealthyPercent or maximumPercent value"
                        + " and try again.");
        assertThat(world.wake).as("it is told again").isEqualTo(world.now.plus(world.settings.toldAgain()));
        world.instance("i1", "us-east-1b", 4096, 4096);
        world.reachSteadyState();
        assertThat(instancesOf(world.active(next).stream()))
                .as("of two instances 50 percent is one as well")
                .containsExactly("i0", "i1");
    }

    @Test
    void whatIsOnItsWayIsNotToldAsBlocked() {
        World world = steady(50, 100, 2);
        Deployment next = world.deploy(2);
        world.rounds();
        assertThat(world.stopping()).hasSize(1);
        world.stopping().forEach(world::end);
        world.rounds();
        assertThat(world.active(next)).as("neither pending").hasSize(1);
        world.active(next).forEach(world::run);
        world.rounds();
        assertThat(world.events).as("nor unproven").noneMatch(told -> told.contains("was unable to"));
    }

    @Test
    void tasksUnderProtectionAreToldAsWhatHoldsARolloutUp() {
        World world = steady(0, 100, 2);
        world.active().forEach(each -> world.protect(each, Duration.ofMinutes(5)));
        Deployment next = world.deploy(2);
        world.rounds();
        assertThat(world.events)
                .containsExactly("(service web) was unable to reach steady state because (taskSet " + next.id()
                        + ") was unable to scale in due to (reason 2 tasks under protection)");
        assertThat(world.wake).isEqualTo(world.now.plus(Duration.ofMinutes(5)));
        world.pass(Duration.ofMinutes(5));
        world.reachSteadyState();
        assertThat(world.service.told()).doesNotContainKey(RollingUpdate.PROTECTED);
    }

    @Test
    void oldTasksGoFirstWhereTheNewOneIsHealthyAlready() {
        World world = steady(100, 150, 4);
        Deployment next = world.deploy(2);
        world.rounds();
        assertThat(instancesOf(world.active(next).stream())).hasSize(2);
        Task first = world.active(next).getLast();
        world.run(first);
        world.pass(world.settings.healthyAfter());
        world.rounds();
        assertThat(instancesOf(world.stopping().stream())).containsExactly(first.containerInstanceId());
    }

    @Test
    void aFailedRolloutLeavesTheOldTasksAndReplacesWhatTheyLose() {
        World world = new World(SchedulingStrategy.DAEMON, 0, World.breaker(50, 100, false));
        for (int i = 0; i < 4; i++) {
            world.instance("i" + i, "us-east-1a", 4096, 4096);
        }
        world.deploy(1);
        world.reachSteadyState();
        Deployment old = world.primary();
        Deployment bad = world.deploy(2);
        world.rounds();
        world.stopping().forEach(world::end);
        world.rounds();
        while (world.primary().rolloutState() == RolloutState.IN_PROGRESS) {
            assertThat(world.active(bad)).isNotEmpty();
            world.active(bad).forEach(world::end);
            world.rounds();
            world.pass(Duration.ofMinutes(1));
            world.rounds();
        }
        assertThat(world.primary().id()).isEqualTo(bad.id());
        assertThat(world.primary().rolloutState()).isEqualTo(RolloutState.FAILED);
        assertThat(world.active(old)).as("50 % of 4 must stay").hasSize(2);
        assertThat(world.active()).as("the failed one starts no more").hasSize(2);

        world.end(world.active().getFirst());
        world.rounds();
        assertThat(instancesOf(world.active(old).stream()))
                .as("replaced, and no more")
                .hasSize(2);
        world.agents();
        world.pass(world.settings.healthyAfter());
        world.rounds();
        assertThat(world.active(old)).hasSize(2);

        world.deploy(3);
        world.reachSteadyState();
        assertThat(world.active()).hasSize(4);
    }
}
