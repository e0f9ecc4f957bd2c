package io.roadstead.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.explain.ServiceExplanation;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Deployment.RolloutState;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceDeployment;
import io.roadstead.core.model.StopCode;
import io.roadstead.core.model.Task;
import io.roadstead.core.reconcile.Action.OfScheduler;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replica services: start, roll, scale, replace, drain, delete. Source: ecs-behaviour 6. */
class ServiceReconcilerTest {
    private static final Duration HEALTHY = SchedulerSettings.DEFAULT.healthyAfter();

    @Test
    void aNewServiceStartsWhatItWantsAndReachesASteadyState() {
        World world = World.fresh(2, World.percent(100, 200));
        world.rounds();
        List<Task> tasks = world.active();
        assertThat(tasks).hasSize(2);
        assertThat(world.lastServiceDeployment().status()).isEqualTo(ServiceDeployment.Status.IN_PROGRESS);
        assertThat(world.primary().rolloutStateReason())
                .isEqualTo("ECS deployment " + world.primary().id() + " in progress.");

        world.agents();
        world.rounds();
        assertThat(world.primary().rolloutState()).isEqualTo(RolloutState.IN_PROGRESS);
        assertThat(world.wake).isEqualTo(world.now.plus(HEALTHY));

        world.pass(HEALTHY);
        world.rounds();
        String id = world.primary().id();
        assertThat(world.primary().rolloutState()).isEqualTo(RolloutState.COMPLETED);
        assertThat(world.primary().rolloutStateReason()).isEqualTo("ECS deployment " + id + " completed.");
        assertThat(world.lastServiceDeployment().status()).isEqualTo(ServiceDeployment.Status.SUCCESSFUL);
        assertThat(world.lastServiceDeployment().finishedAt()).isEqualTo(world.now);
        assertThat(world.events)
                .satisfiesExactly(
                        started -> assertThat(started).startsWith("(service web) has started 2 tasks: (task "),
                        done -> assertThat(done)
                                .isEqualTo("(service web) (deployment " + id + ") deployment completed."),
                        steady -> assertThat(steady).isEqualTo("(service web) has reached a steady state."));
        assertThat(world.newsNames())
                .containsExactly(
                        "SERVICE_DEPLOYMENT_IN_PROGRESS", "SERVICE_DEPLOYMENT_COMPLETED", "SERVICE_STEADY_STATE");
    }

    @Test
    void whatARoundMayNotStartIsStartedByTheNextWhichFollowsAtOnce() {
        World world = World.fresh(100, World.percent(100, 200));
        world.round();
        assertThat(world.active()).hasSize(36);
        assertThat(world.wake).isEqualTo(world.now);
        world.round();
        assertThat(world.active()).hasSize(72);
        assertThat(world.wake).isEqualTo(world.now);
        world.round();
        assertThat(world.active()).hasSize(100);
        assertThat(world.wake).isNotEqualTo(world.now);
    }

    @Test
    void aRoundWhoseTasksFindNoRoomIsNotFollowedAtOnce() {
        World world = new World(SchedulingStrategy.REPLICA, 100, World.percent(100, 200));
        world.instance("small", "us-east-1a", 1024, 1024);
        world.deploy(1);
        world.round();
        assertThat(world.active()).isNotEmpty().hasSizeLessThan(40);
        assertThat(world.wake).isEqualTo(world.now.plus(SchedulerSettings.DEFAULT.placementRetry()));
    }

    @Test
    void theSteadyStateIsToldAgainAfterSixHours() {
        World world = World.steady(1, World.percent(100, 200));
        assertThat(world.wake).isEqualTo(world.now.plus(Duration.ofHours(6)));
        world.pass(Duration.ofHours(6));
        world.rounds();
        assertThat(world.events).containsExactly("(service web) has reached a steady state.");
    }

    @Test
    void aRolloutWithFullPercentagesStartsTheNewBeforeItStopsTheOld() {
        World world = World.steady(2, World.percent(100, 200));
        Deployment old = world.primary();
        Deployment next = world.deploy(2);
        world.rounds();
        assertThat(world.active(next)).hasSize(2);
        assertThat(world.active(old)).hasSize(2);

        world.agents();
        world.rounds();
        assertThat(world.active(old))
                .as("new tasks that are not healthy yet replace nothing")
                .hasSize(2);

        world.pass(HEALTHY);
        world.rounds();
        assertThat(world.active(old)).isEmpty();
        assertThat(world.stopping()).allSatisfy(each -> {
            assertThat(each.desired().stopCode()).isEqualTo(StopCode.SERVICE_SCHEDULER_INITIATED);
            assertThat(each.desired().stoppedReason())
                    .isEqualTo("Scaling activity initiated by (deployment " + old.id() + ")");
        });
        assertThat(world.service.deployments()).hasSize(2);

        world.agents();
        world.rounds();
        assertThat(world.service.deployments()).hasSize(1);
        assertThat(world.primary().id()).isEqualTo(next.id());
        assertThat(world.primary().rolloutState()).isEqualTo(RolloutState.COMPLETED);
    }

    @Test
    void aRolloutWithoutRoomAboveStopsWhatTheMinimumDoesNotNeedFirst() {
        World world = World.steady(4, World.percent(50, 100));
        Deployment old = world.primary();
        Deployment next = world.deploy(2);
        world.rounds();
        assertThat(world.active(old)).hasSize(2);
        assertThat(world.active(next)).as("the stopping ones still live").isEmpty();
        world.agents();
        world.rounds();
        assertThat(world.active(next)).hasSize(2);
        world.agents();
        world.pass(HEALTHY);
        world.rounds();
        assertThat(world.active(old)).isEmpty();
        world.reachSteadyState();
        assertThat(world.active(world.primary())).hasSize(4);
    }

    @Test
    void percentagesThatAllowNothingAreToldOnce() {
        World world = World.steady(2, World.percent(100, 100));
        world.deploy(2);
        world.rounds();
        world.rounds();
        assertThat(world.events)
                .containsExactly("(service web) was unable to stop or start tasks during a deployment because of the"
                        + " service deployment configuration. Update the minimumHealthyPercent or maximumPercent value"
                        + " and try again.");
        world.configure(World.percent(50, 100));
        world.reachSteadyState();
        assertThat(world.primary().rolloutState()).isEqualTo(RolloutState.COMPLETED);
    }

    @Test
    void aSecondUpdateDuringARolloutDrainsEverythingButThePrimary() {
        World world = World.steady(2, World.percent(100, 200));
        world.deploy(2);
        world.rounds();
        ServiceDeployment second = world.lastServiceDeployment();
        Deployment third = world.deploy(3);
        world.rounds();
        assertThat(world.service.deployments()).hasSize(3);
        assertThat(world.serviceDeployments)
                .filteredOn(each -> each.id().equals(second.id()))
                .first()
                .extracting(ServiceDeployment::status)
                .isEqualTo(ServiceDeployment.Status.STOPPED);
        world.reachSteadyState();
        assertThat(world.service.deployments()).extracting(Deployment::id).containsExactly(third.id());
        assertThat(world.live()).allMatch(each -> third.id().equals(each.startedBy()));
    }

    @Test
    void aTaskThatEndsIsReplaced() {
        World world = World.steady(2, World.percent(100, 200));
        world.end(world.active().getFirst());
        world.rounds();
        assertThat(world.active()).hasSize(2);
        assertThat(world.primary().progress().failedTasks())
                .as("it had reached RUNNING")
                .isZero();
        assertThat(world.tasks.values().stream().filter(Task::stopped)).allMatch(Task::accounted);
    }

    @Test
    void anUnhealthyTaskStopsOnceItsReplacementIsHealthy() {
        World world = World.steady(2, World.percent(100, 200));
        Task sick = world.active().getFirst();
        world.health(sick, HealthStatus.UNHEALTHY);
        world.rounds();
        Task replacement = world.pending().getFirst();
        assertThat(world.events)
                .containsExactly("(service web) has started 1 tasks: (task " + replacement.id()
                        + "). Amazon ECS replaced 1 tasks due to an unhealthy status.");
        assertThat(world.stopping()).isEmpty();

        world.events.clear();
        world.agents();
        world.pass(HEALTHY);
        world.rounds();
        assertThat(world.stopping()).extracting(Task::id).containsExactly(sick.id());
        assertThat(world.stopping().getFirst().desired().stoppedReason())
                .isEqualTo("Task failed container health checks");
        assertThat(world.events)
                .containsExactly(
                        "(service web) (task " + sick.id() + ") failed container health checks.",
                        "(service web) has stopped 1 running tasks: (task " + sick.id() + ").");
    }

    @Test
    void withoutRoomForAReplacementAnUnhealthyTaskStopsFirst() {
        World world = World.steady(2, World.percent(100, 100));
        world.active().forEach(each -> world.health(each, HealthStatus.UNHEALTHY));
        world.rounds();
        assertThat(world.stopping()).as("one after the other").hasSize(1);
        world.agents();
        world.rounds();
        assertThat(world.pending()).hasSize(1);
    }

    @Test
    void inItsGracePeriodAnUnhealthyTaskIsLeftAlone() {
        World world = World.fresh(1, World.percent(100, 200));
        world.grace(120);
        world.rounds();
        world.agents();
        world.health(world.active().getFirst(), HealthStatus.UNHEALTHY);
        world.rounds();
        assertThat(world.live()).hasSize(1);
        assertThat(world.wake).isEqualTo(world.now.plusSeconds(120));
        world.pass(Duration.ofMinutes(2));
        world.rounds();
        assertThat(world.live()).as("the grace is over").hasSize(2);
    }

    @Test
    void scaleInTakesPendingTasksFirstAndProtectedOnesNever() {
        World world = World.steady(3, World.percent(100, 200));
        world.protect(world.active().get(0), Duration.ofHours(1));
        world.protect(world.active().get(1), Duration.ofHours(1));
        world.desiredCount(4);
        world.rounds();
        String pending = world.pending().getFirst().id();
        world.events.clear();
        world.desiredCount(1);
        world.rounds();
        assertThat(world.active()).hasSize(2);
        assertThat(world.active()).noneMatch(each -> each.id().equals(pending));
        assertThat(world.events)
                .contains(
                        "(service web) stopped 1 pending tasks.",
                        "(service web) was unable to reach steady state because (taskSet "
                                + world.primary().id()
                                + ") was unable to scale in due to (reason 1 tasks under protection)");
        assertThat(world.wake).isEqualTo(world.now.plus(Duration.ofHours(1)));
        world.agents();
        world.pass(Duration.ofHours(1));
        world.rounds();
        assertThat(world.active()).hasSize(1);
    }

    @Test
    void aSmallerServiceKeepsATaskThatRunsBesideAProtectedOneThatDoesNotYet() {
        World world = World.fresh(4, World.percent(50, 200));
        world.rounds();
        Task slow = world.pending().getFirst();
        world.pending().stream().skip(1).forEach(world::run);
        world.protect(slow, Duration.ofHours(1));
        world.desiredCount(1);
        world.rounds();
        assertThat(world.active())
                .as("the protected one, and the one that runs")
                .hasSize(2);
        assertThat(world.active())
                .filteredOn(each -> !world.pending().contains(each))
                .hasSize(1);
        world.agents();
        world.pass(HEALTHY);
        world.rounds();
        assertThat(world.active()).extracting(Task::id).containsExactly(slow.id());
    }

    @Test
    void newTasksThatFindNoRoomDoNotKeepOldOnesFromMakingIt() {
        World world = new World(SchedulingStrategy.REPLICA, 100, World.percent(0, 200));
        world.instance("i0", "us-east-1a", 100 * World.CPU, 100 * World.MEMORY);
        world.deploy(1);
        world.reachSteadyState();
        world.deploy(2);
        world.reachSteadyState();
        assertThat(world.active(world.primary())).hasSize(100);
    }

    @Test
    void aDrainingInstanceIsEmptiedWithinThePercentages() {
        World world = World.fresh(4, World.percent(100, 200));
        world.reachSteadyState();
        world.drain("i0");
        world.rounds();
        assertThat(world.stopping()).isEmpty();
        assertThat(world.pending()).hasSize(1).noneMatch(each -> each.containerInstanceId()
                .equals("i0"));
        world.agents();
        world.pass(HEALTHY);
        world.rounds();
        assertThat(world.stopping()).hasSize(1).allMatch(each -> each.containerInstanceId()
                .equals("i0"));
        world.reachSteadyState();
        assertThat(world.live()).hasSize(4).noneMatch(each -> each.containerInstanceId()
                .equals("i0"));
    }

    @Test
    void pendingTasksOnADrainingInstanceStopAtOnce() {
        World world = World.fresh(4, World.percent(100, 100));
        world.rounds();
        world.drain("i0");
        world.rounds();
        assertThat(world.stopping()).hasSize(1).allMatch(each -> each.containerInstanceId()
                .equals("i0"));
    }

    @Test
    void aDeletedServiceStopsEverythingAndThenIsInactive() {
        World world = World.steady(50, World.percent(100, 200));
        world.protect(world.active().getFirst(), Duration.ofHours(1));
        world.service = world.service.draining();
        world.rounds();
        assertThat(world.active()).isEmpty();
        assertThat(world.service.status()).isEqualTo(Service.Status.DRAINING);
        world.agents();
        world.rounds();
        assertThat(world.service.status()).isEqualTo(Service.Status.INACTIVE);
        assertThat(world.service.endedAt()).isEqualTo(world.now);
        assertThat(world.service.deployments()).isEmpty();
        assertThat(world.round()).isEmpty();
    }

    @Test
    void withoutInstancesItSaysSoOnceAndTriesAgainWhenThereAreSome() {
        World world = new World(SchedulingStrategy.REPLICA, 1, World.percent(100, 200));
        world.deploy(1);
        world.rounds();
        world.rounds();
        assertThat(world.events)
                .containsExactly("(service web) was unable to place a task because no container instance met all of its"
                        + " requirements. Reason: No Container Instances were found in your cluster. For more"
                        + " information, see the Troubleshooting section of the Amazon ECS Developer Guide.");
        assertThat(world.newsNames()).contains("SERVICE_TASK_PLACEMENT_FAILURE");
        world.instance("i0", "us-east-1a", 1024, 1024);
        world.reachSteadyState();
        assertThat(world.live()).hasSize(1);
    }

    @Test
    void aMillionTasksAreWantedInVain() {
        World world = new World(SchedulingStrategy.REPLICA, 1_000_000, World.percent(100, 200));
        world.instance("i0", "us-east-1a", 256 * 100, 256 * 100);
        world.deploy(1);
        world.rounds();
        assertThat(world.live()).hasSize(100);
        assertThat(world.events.getLast()).contains("has insufficient CPU units available.");
        assertThat(world.wake).isAfter(world.now);
    }

    @Test
    void aRoleThatMayNotBeAssumedIsToldOnceAndTriedAgainUntilItMay() {
        World world = World.steady(2, World.percent(100, 200));
        world.definitions.keySet().forEach(arn -> world.refusals.put(arn, "ECS was unable to assume the role 'r'."));
        world.end(world.active().getFirst());
        world.rounds();
        world.rounds();
        assertThat(world.events)
                .containsExactly(
                        "(service web) failed to launch a task with (error ECS was unable to assume the role 'r'.).");
        assertThat(world.newsNames()).containsOnlyOnce("SERVICE_TASK_CONFIGURATION_FAILURE");
        assertThat(world.live()).hasSize(1);
        assertThat(world.wake).isEqualTo(world.now.plus(SchedulerSettings.DEFAULT.placementRetry()));
        assertThat(ServiceExplanation.of(world.view(), SchedulerSettings.DEFAULT, world.now, new World.SeededIds(1))
                        .why())
                .anySatisfy(why -> assertThat(why.words()).contains("ECS was unable to assume the role 'r'."));
        world.refusals.clear();
        world.reachSteadyState();
        assertThat(world.live()).hasSize(2);
        assertThat(world.events.getLast()).contains("has reached a steady state");
    }

    @Test
    void aDefinitionDeletedUnderneathIsToldAndNotSpunOn() {
        World world = World.steady(2, World.percent(100, 200));
        world.definitions.clear();
        world.end(world.active().getFirst());
        world.rounds();
        world.rounds();
        assertThat(world.events)
                .containsExactly("(service web) failed to launch a task with (error TaskDefinition not found.).");
        assertThat(world.live()).hasSize(1);
        world.define(1);
        world.reachSteadyState();
        assertThat(world.live()).hasSize(2);
    }

    @Test
    void aSteadyServiceWantsNothingButToBeWoken() {
        World world = World.steady(3, World.percent(100, 200));
        List<OfScheduler> actions = world.round();
        assertThat(actions).hasSize(1).first().isInstanceOf(Action.WakeAt.class);
    }

    @Test
    void theServiceRevisionGetsTheDigestsOfTheFirstTaskThatPulled() {
        World world = World.fresh(1, World.percent(100, 200));
        world.rounds();
        Task task = world.active().getFirst();
        world.pulled(task, "sha256:abc");
        world.rounds();
        assertThat(World.of(world.revisions, world.primary().number()).containerImages())
                .singleElement()
                .satisfies(image -> assertThat(image.imageDigest()).isEqualTo("sha256:abc"));
    }
}
