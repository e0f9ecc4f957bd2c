package io.roadstead.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Deployment.RolloutState;
import io.roadstead.core.model.DeploymentConfiguration;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.ServiceDeployment;
import io.roadstead.core.model.ServiceDeployment.Status;
import io.roadstead.core.model.ServiceDeployment.Watch;
import io.roadstead.core.model.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Throttle, circuit breaker, rollback, alarms and stop requests. Source: ecs-behaviour 6.4 to 6.6, 6.11. */
class FailingDeploymentsTest {
    private static final SchedulerSettings SETTINGS = SchedulerSettings.DEFAULT;

    /** Lets every pending task of the PRIMARY fail to start. */
    private static void failStarts(World world) {
        for (Task each : world.pending()) {
            world.end(each);
        }
        world.rounds();
    }

    private static void waitForThrottle(World world) {
        var next = world.primary().progress().nextStartAt();
        if (next != null) {
            world.now = next;
        }
        world.rounds();
    }

    @Test
    void theThrottleDoublesUpToFifteenMinutesAndCountsTasksStartedTogetherOnce() {
        StartThrottle throttle = new StartThrottle(SETTINGS);
        assertThat(List.of(1, 2, 3, 7, 8, 1_000).stream().map(throttle::delay))
                .containsExactly(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(40),
                        Duration.ofSeconds(640),
                        Duration.ofMinutes(15),
                        Duration.ofMinutes(15));

        World world = World.fresh(5, World.percent(100, 200));
        world.rounds();
        failStarts(world);
        assertThat(world.primary().progress().failedStarts()).isEqualTo(1);
        assertThat(world.primary().progress().failedTasks()).isEqualTo(5);
        assertThat(world.pending()).as("throttled").isEmpty();
        assertThat(world.wake).isEqualTo(world.now.plusSeconds(10));
        waitForThrottle(world);
        failStarts(world);
        assertThat(world.primary().progress().failedStarts()).isEqualTo(2);
        assertThat(world.wake).isEqualTo(world.now.plusSeconds(20));
    }

    @Test
    void aServiceThatCannotStartTasksSaysSoOnceAndRecovers() {
        World world = World.fresh(1, World.percent(100, 200));
        world.rounds();
        for (int i = 0; i < 6; i++) {
            failStarts(world);
            waitForThrottle(world);
        }
        String impaired = "(service web) is unable to consistently start tasks successfully. For more information, see"
                + " the Troubleshooting section of the Amazon ECS Developer Guide.";
        assertThat(world.events).containsOnlyOnce(impaired);
        assertThat(world.newsNames()).containsOnlyOnce("SERVICE_TASK_START_IMPAIRED");
        world.reachSteadyState();
        assertThat(world.primary().progress().failedStarts()).isZero();
        assertThat(world.primary().progress().failedTasks()).isZero();
        assertThat(world.service.told()).doesNotContainKey(Conclusions.IMPAIRED);
    }

    @Test
    void aNewDeploymentResetsTheThrottle() {
        World world = World.fresh(1, World.percent(100, 200));
        world.rounds();
        failStarts(world);
        world.deploy(2);
        world.rounds();
        assertThat(world.pending()).hasSize(1);
    }

    @Test
    void aTaskThatNeverReportedRunningCountsTowardsTheCircuitBreaker() {
        World world = World.steady(1, World.breaker(100, 200, false));
        Deployment old = world.primary();
        Deployment bad = world.deploy(2);
        world.rounds();
        failStarts(world);
        waitForThrottle(world);
        failStarts(world);
        waitForThrottle(world);
        assertThat(world.primary().rolloutState()).isEqualTo(RolloutState.IN_PROGRESS);
        assertThat(world.lastServiceDeployment().circuitBreaker())
                .isEqualTo(new ServiceDeployment.CircuitBreaker(Watch.MONITORING, 2, 3));
        failStarts(world);

        assertThat(world.primary().id()).isEqualTo(bad.id());
        assertThat(world.primary().rolloutState()).isEqualTo(RolloutState.FAILED);
        assertThat(world.primary().rolloutStateReason())
                .isEqualTo("ECS deployment circuit breaker: tasks failed to start.");
        assertThat(world.lastServiceDeployment().status()).isEqualTo(Status.STOPPED);
        assertThat(world.lastServiceDeployment().stoppedAt()).isEqualTo(world.now);
        assertThat(world.lastServiceDeployment().circuitBreaker())
                .isEqualTo(new ServiceDeployment.CircuitBreaker(Watch.TRIGGERED, 3, 3));
        assertThat(world.events)
                .contains("(service web) (deployment " + bad.id() + ") deployment failed: tasks failed to start.");
        assertThat(world.newsNames()).contains("SERVICE_DEPLOYMENT_FAILED");

        waitForThrottle(world);
        world.pass(Duration.ofHours(1));
        world.rounds();
        assertThat(world.active(old)).as("the old tasks keep running").hasSize(1);
        assertThat(world.active(bad)).as("no more launches").isEmpty();
        world.end(world.active(old).getFirst());
        world.rounds();
        assertThat(world.active(old)).as("and are kept up").hasSize(1);
    }

    @Test
    void aTaskThatRanAndExitedDoesNotCount() {
        World world = World.steady(1, World.breaker(100, 200, true));
        Deployment bad = world.deploy(2);
        world.rounds();
        for (int i = 0; i < 10; i++) {
            for (Task each : world.active(bad)) {
                world.run(each);
                world.rounds();
                world.end(each);
            }
            world.pass(Duration.ofSeconds(5));
            world.rounds();
        }
        assertThat(world.primary().id()).isEqualTo(bad.id());
        assertThat(world.primary().progress().breakerFailures()).isZero();
        assertThat(world.active(bad)).as("restarted without a throttle").hasSize(1);
    }

    @Test
    void inTheSecondStageOnlyFailedHealthChecksCount() {
        World world = World.steady(1, World.breaker(100, 200, true));
        Deployment bad = world.deploy(2);
        world.rounds();
        world.run(world.active(bad).getFirst());
        world.rounds();
        assertThat(world.primary().progress().reachedRunning()).isTrue();
        for (int i = 1; i <= 3; i++) {
            for (Task each : world.active(bad)) {
                world.run(each);
                world.health(each, HealthStatus.UNHEALTHY);
            }
            world.rounds();
            world.stopping().forEach(world::end);
            world.rounds();
        }
        assertThat(world.primary().id()).isNotEqualTo(bad.id());
    }

    @Test
    void aRollbackBringsTheLastCompletedDeploymentBackUnderItsOwnId() {
        World world = World.steady(2, World.breaker(100, 200, true));
        Deployment good = world.primary();
        List<Task> survivors = world.active();
        Deployment bad = world.deploy(2);
        world.rounds();
        failStarts(world);
        waitForThrottle(world);
        failStarts(world);
        assertThat(world.primary().id()).isEqualTo(good.id());
        assertThat(world.reasons())
                .contains("ECS deployment circuit breaker: rolling back to deploymentId " + good.id() + ".");
        assertThat(world.events)
                .contains(
                        "(service web) (deployment " + bad.id() + ") deployment failed: tasks failed to start.",
                        "(service web) rolling back to deployment " + good.id() + ".");
        ServiceDeployment undone = world.lastServiceDeployment();
        assertThat(undone.status()).isIn(Status.ROLLBACK_IN_PROGRESS, Status.ROLLBACK_SUCCESSFUL);
        assertThat(undone.rollback()).isNotNull();
        assertThat(undone.targetRevision()).isEqualTo(bad.number());

        world.reachSteadyState();
        assertThat(world.lastServiceDeployment().status()).isEqualTo(Status.ROLLBACK_SUCCESSFUL);
        assertThat(world.lastServiceDeployment().circuitBreaker().state()).isEqualTo(Watch.TRIGGERED);
        assertThat(world.service.deployments()).extracting(Deployment::id).containsExactly(good.id());
        assertThat(world.live())
                .extracting(Task::id)
                .containsExactlyElementsOf(survivors.stream().map(Task::id).toList());
    }

    @Test
    void aRollbackThatFailsItselfStaysFailed() {
        World world = World.steady(1, World.breaker(0, 100, true));
        Deployment good = world.primary();
        world.deploy(2);
        world.rounds();
        world.agents();
        world.stopping().forEach(world::end);
        world.rounds();
        for (int i = 0; i < 12; i++) {
            failStarts(world);
            waitForThrottle(world);
            world.stopping().forEach(world::end);
            world.rounds();
        }
        assertThat(world.primary().id()).isEqualTo(good.id());
        assertThat(world.primary().rolloutState()).isEqualTo(RolloutState.FAILED);
        assertThat(world.lastServiceDeployment().status()).isEqualTo(Status.ROLLBACK_FAILED);
        assertThat(world.pending()).isEmpty();
    }

    @Test
    void withoutACompletedDeploymentThereIsNothingToRollBackTo() {
        World world = World.fresh(1, World.breaker(100, 200, true));
        world.rounds();
        for (int i = 0; i < 3; i++) {
            failStarts(world);
            waitForThrottle(world);
        }
        assertThat(world.primary().rolloutState()).isEqualTo(RolloutState.FAILED);
        assertThat(world.lastServiceDeployment().status()).isEqualTo(Status.STOPPED);
        assertThat(world.service.deployments()).hasSize(1);
        assertThat(world.pending()).isEmpty();
    }

    @Test
    void aRequestedRollbackNeedsNoCircuitBreaker() {
        World world = World.steady(2, World.percent(100, 200));
        Deployment good = world.primary();
        world.deploy(2);
        world.rounds();
        world.request(Status.ROLLBACK_REQUESTED);
        world.rounds();
        assertThat(world.primary().id()).isEqualTo(good.id());
        world.reachSteadyState();
        assertThat(world.lastServiceDeployment().status()).isEqualTo(Status.ROLLBACK_SUCCESSFUL);
    }

    @Test
    void aRequestedStopEndsTheRolloutWhereItIs() {
        World world = World.steady(2, World.percent(100, 200));
        Deployment old = world.primary();
        Deployment next = world.deploy(2);
        world.rounds();
        world.request(Status.STOP_REQUESTED);
        world.rounds();
        assertThat(world.lastServiceDeployment().status()).isEqualTo(Status.STOPPED);
        assertThat(world.primary().id()).isEqualTo(next.id());
        assertThat(world.primary().rolloutState()).isEqualTo(RolloutState.FAILED);
        world.agents();
        world.pass(Duration.ofHours(1));
        world.rounds();
        assertThat(world.active(old)).hasSize(2);
    }

    private static DeploymentConfiguration alarms(boolean rollback) {
        return new DeploymentConfiguration(
                200,
                100,
                DeploymentConfiguration.CircuitBreaker.OFF,
                new DeploymentConfiguration.Alarms(List.of("errors"), true, rollback));
    }

    private static Alarms ringing(Alarms.State state) {
        return new Alarms(Map.of("errors", state), Duration.ofMinutes(5));
    }

    @Test
    void anAlarmFailsTheDeploymentAndRollsItBack() {
        World world = World.steady(1, alarms(true));
        Deployment good = world.primary();
        world.alarms = ringing(Alarms.State.OK);
        world.deploy(2);
        world.rounds();
        world.alarms = ringing(Alarms.State.ALARM);
        world.rounds();
        assertThat(world.primary().id()).isEqualTo(good.id());
        assertThat(world.lastServiceDeployment().alarms())
                .isEqualTo(new ServiceDeployment.AlarmWatch(Watch.TRIGGERED, List.of("errors")));
    }

    @Test
    void anAlarmThatRangAlreadyIsIgnoredForThatDeployment() {
        World world = World.steady(1, alarms(true));
        world.alarms = ringing(Alarms.State.ALARM);
        Deployment next = world.deploy(2);
        world.reachSteadyState();
        assertThat(world.primary().id()).isEqualTo(next.id());
        assertThat(world.lastServiceDeployment().alarms().state()).isEqualTo(Watch.DISABLED);
    }

    @Test
    void aDeploymentWithAlarmsBakesBeforeItIsCompleted() {
        World world = World.steady(1, alarms(true));
        world.alarms = ringing(Alarms.State.OK);
        Deployment next = world.deploy(2);
        world.rounds();
        world.agents();
        world.pass(SETTINGS.healthyAfter());
        world.rounds();
        world.agents();
        world.rounds();
        assertThat(world.active()).allMatch(each -> next.id().equals(each.startedBy()));
        assertThat(world.primary().rolloutState()).isEqualTo(RolloutState.IN_PROGRESS);
        assertThat(world.wake).isEqualTo(world.now.plus(Duration.ofMinutes(5)));
        world.pass(Duration.ofMinutes(5));
        world.rounds();
        assertThat(world.primary().rolloutState()).isEqualTo(RolloutState.COMPLETED);
    }

    @Test
    void aDeploymentThatIsGivenUpAfterTheServiceWasMadeSmallerLeavesTheOldTasksItNeeds() {
        World world = World.fresh(8, World.percent(100, 100));
        Deployment old = world.primary();
        world.rounds();
        world.agents();
        world.desiredCount(4);
        world.deploy(2);
        world.rounds();
        assertThat(world.active(old))
                .as("none has proven healthy, and 4 must stay")
                .hasSize(4);
        world.request(Status.STOP_REQUESTED);
        world.rounds();
        world.agents();
        world.rounds();
        assertThat(world.primary().rolloutState()).isEqualTo(RolloutState.FAILED);
        assertThat(world.active(old)).hasSize(4);
    }

    @Test
    void aDeploymentThatIsGivenUpAfterTheServiceWasMadeLargerLeavesEveryOldTask() {
        World world = World.fresh(6, World.percent(100, 100));
        Deployment old = world.primary();
        world.rounds();
        world.agents();
        world.desiredCount(3);
        world.deploy(2);
        world.round();
        world.desiredCount(7);
        world.request(Status.STOP_REQUESTED);
        int left = world.active(old).size();
        world.rounds();
        assertThat(world.primary().rolloutState()).isEqualTo(RolloutState.FAILED);
        assertThat(left).isPositive();
        assertThat(world.active(old)).as("the service wants 7").hasSize(left);
    }

    @Test
    void aDeploymentThatLacksNothingDoesNotKeepAnotherFromWhatItLost() {
        World world = World.steady(1, World.percent(100, 200));
        Deployment whole = world.primary();
        Deployment lacking = sibling(whole, "ecs-svc/0000000000000000001");
        world.desiredCount(2);
        Deployment next = world.deploy(2);
        world.service = world.service.with(
                world.service.desired(), List.of(next, whole.withStatus(Deployment.Status.ACTIVE, world.now), lacking));
        world.definitions.remove(World.SCOPE.arn("task-definition/app:2"));

        assertThat(world.round())
                .filteredOn(Action.StartTasks.class::isInstance)
                .extracting(each -> ((Action.StartTasks) each).deploymentId())
                .containsExactly(lacking.id());
    }

    /** An ACTIVE deployment of the same revision that has no tasks. */
    private static Deployment sibling(Deployment of, String id) {
        return new Deployment(
                id,
                Deployment.Status.ACTIVE,
                of.family(),
                of.revision(),
                of.launchType(),
                of.serviceDeploymentId(),
                of.desiredCount(),
                of.rolloutState(),
                of.rolloutStateReason(),
                of.createdAt(),
                of.updatedAt(),
                of.progress());
    }

    @Test
    void whatIsLeftAfterADeploymentWasGivenUpFollowsASmallerService() {
        World world = World.steady(4, World.percent(100, 100));
        Deployment old = world.primary();
        world.deploy(2);
        world.request(Status.STOP_REQUESTED);
        world.rounds();
        assertThat(world.primary().rolloutState()).isEqualTo(RolloutState.FAILED);
        assertThat(world.active(old)).hasSize(4);
        world.desiredCount(2);
        world.rounds();
        assertThat(world.active(old)).hasSize(2);
    }
}
