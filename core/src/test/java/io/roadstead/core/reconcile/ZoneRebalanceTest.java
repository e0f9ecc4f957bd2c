package io.roadstead.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.Deployment.RolloutState;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Task;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Evening out zones. Source: ecs-behaviour 6.8. */
class ZoneRebalanceTest {
    private static World unbalanced() {
        World world = new World(SchedulingStrategy.REPLICA, 4, World.percent(100, 200));
        world.rebalancing();
        world.instance("i0", "us-east-1a", 10_000, 10_000);
        world.deploy(1);
        world.reachSteadyState();
        world.events.clear();
        return world;
    }

    private static Map<String, Long> zones(World world) {
        Map<String, Long> zones = new TreeMap<>();
        world.active().forEach(each -> zones.merge(each.availabilityZone(), 1L, Long::sum));
        return zones;
    }

    @Test
    void aSteadyServiceMovesTasksToALeanZoneOneHealthyForOne() {
        World world = unbalanced();
        world.instance("i1", "us-east-1b", 10_000, 10_000);
        world.rounds();
        assertThat(world.pending()).hasSize(2).allMatch(each -> each.containerInstanceId()
                .equals("i1"));
        assertThat(world.stopping()).isEmpty();
        assertThat(world.events)
                .contains("(service web) is not AZ balanced with 4 tasks in us-east-1a, 0 tasks in us-east-1b. AZ"
                        + " Rebalancing in progress.")
                .anySatisfy(event -> assertThat(event)
                        .matches("\\(service web\\) has started 2 tasks in us-east-1b to AZ Rebalance: \\(task .*\\)"
                                + " \\(task .*\\)\\."));

        world.agents();
        world.rounds();
        assertThat(world.live()).as("on trial").hasSize(6);
        world.pass(world.settings.healthyAfter());
        world.rounds();
        assertThat(world.stopping()).hasSize(2).allMatch(each -> each.containerInstanceId()
                .equals("i0"));
        assertThat(world.events).anySatisfy(event -> assertThat(event)
                .startsWith("(service web) has stopped 2 running tasks in us-east-1a to AZ Rebalance: (task "));

        world.events.clear();
        world.reachSteadyState();
        assertThat(zones(world)).isEqualTo(Map.of("us-east-1a", 2L, "us-east-1b", 2L));
        assertThat(world.events)
                .containsSubsequence(
                        "(service web) has reached a steady state.",
                        "(service web) is AZ balanced with 2 tasks in us-east-1a, 2 tasks in us-east-1b.");
        assertThat(world.primary().rolloutState()).isEqualTo(RolloutState.COMPLETED);
        assertThat(world.primary().progress().balancing()).isEmpty();
    }

    @Test
    void aZoneWithoutRoomIsTriedAgainLater() {
        World world = unbalanced();
        world.instance("i1", "us-east-1b", 1, 1);
        world.rounds();
        assertThat(world.live()).hasSize(4);
        assertThat(world.wake).isEqualTo(world.now.plus(Duration.ofMinutes(5)));
        int events = world.events.size();
        world.pass(Duration.ofMinutes(5));
        world.rounds();
        assertThat(world.events).hasSize(events);
        assertThat(world.events).noneMatch(each -> each.contains("unable to place"));
    }

    @Test
    void untilThenItIsNotTriedUnlessTheClockJumpedBack() {
        World world = unbalanced();
        world.instance("i1", "us-east-1b", 1, 1);
        world.rounds();
        world.pass(Duration.ofMinutes(5).minusSeconds(1));
        assertThat(world.round()).noneMatch(Action.StartTasks.class::isInstance);
        world.now = world.now.minus(Duration.ofDays(1));
        assertThat(world.round()).anyMatch(Action.StartTasks.class::isInstance);
    }

    @Test
    void aTaskOnTrialThatFailsIsNotCountedAsMissing() {
        World world = unbalanced();
        world.instance("i1", "us-east-1b", 10_000, 10_000);
        world.rounds();
        for (Task each : world.pending()) {
            world.end(each);
        }
        world.rounds();
        assertThat(world.active()).hasSize(4);
        assertThat(world.primary().progress().failedStarts()).isEqualTo(1);
    }
}
