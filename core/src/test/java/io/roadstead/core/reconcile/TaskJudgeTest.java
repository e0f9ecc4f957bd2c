package io.roadstead.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Task;
import io.roadstead.core.placement.Node;
import io.roadstead.core.reconcile.Judged.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a task is healthy. Source: ecs-behaviour 6.2, 6.7. */
class TaskJudgeTest {
    private final World world = World.fresh(1, World.percent(100, 200));
    private final Wake wake = new Wake();

    private Task running() {
        world.rounds();
        world.agents();
        return world.active().getFirst();
    }

    private Standing standing(Task task, boolean checked) {
        TaskJudge judge = new TaskJudge(world.view(), world.settings, world.now, wake);
        return judge.judge(World.of(world.tasks, task.id()), checked).standing();
    }

    private void target(Task task, TargetHealth.State state) {
        world.targets.put(task.id(), new TargetHealth(state, "tg", 80, null));
    }

    @Test
    void withoutAnyCheckItIsHealthyAfterFortySeconds() {
        Task task = running();
        Instant healthy = world.now.plusSeconds(40);
        assertThat(standing(task, false)).isEqualTo(Standing.UNPROVEN);
        assertThat(wake.earliest()).isEqualTo(Optional.of(healthy));
        world.now = healthy.minusMillis(1);
        assertThat(standing(task, false)).isEqualTo(Standing.UNPROVEN);
        world.now = healthy;
        assertThat(standing(task, false)).isEqualTo(Standing.HEALTHY);
    }

    @Test
    void withAContainerCheckItIsWhatTheCheckSays() {
        Task task = running();
        world.pass(Duration.ofHours(1));
        assertThat(standing(task, true)).as("nothing told yet").isEqualTo(Standing.UNPROVEN);
        world.health(task, HealthStatus.HEALTHY);
        assertThat(standing(task, true)).isEqualTo(Standing.HEALTHY);
        world.health(task, HealthStatus.UNHEALTHY);
        assertThat(standing(task, true)).isEqualTo(Standing.UNHEALTHY);
    }

    @Test
    void behindATargetBothMustBeHealthy() {
        Task task = running();
        target(task, TargetHealth.State.INITIAL);
        assertThat(standing(task, false)).isEqualTo(Standing.UNPROVEN);
        target(task, TargetHealth.State.HEALTHY);
        assertThat(standing(task, false)).as("no need to wait for 40 s").isEqualTo(Standing.HEALTHY);
        assertThat(standing(task, true)).isEqualTo(Standing.UNPROVEN);
        world.health(task, HealthStatus.HEALTHY);
        assertThat(standing(task, true)).isEqualTo(Standing.HEALTHY);
        target(task, TargetHealth.State.UNHEALTHY);
        assertThat(standing(task, true)).isEqualTo(Standing.UNHEALTHY);
        target(task, TargetHealth.State.DRAINING);
        assertThat(standing(task, true)).isEqualTo(Standing.UNPROVEN);
    }

    @Test
    void theGraceBeginsWithTheTasksStart() {
        world.grace(60);
        Task task = running();
        world.health(task, HealthStatus.UNHEALTHY);
        world.pass(Duration.ofSeconds(59));
        assertThat(standing(task, true)).isEqualTo(Standing.UNPROVEN);
        world.pass(Duration.ofSeconds(1));
        assertThat(standing(task, true)).isEqualTo(Standing.UNHEALTHY);
    }

    @Test
    void aClockThatJumpedBackFarHoldsNobodyUp() {
        Task task = running();
        world.pass(Duration.ofHours(-1));
        assertThat(standing(task, false)).isEqualTo(Standing.HEALTHY);
    }

    @Test
    void aTaskStoppedForItsTargetSaysWhichAndWhy() {
        World other = World.steady(1, World.percent(0, 100));
        Task task = other.active().getFirst();
        other.targets.put(
                task.id(),
                new TargetHealth(
                        TargetHealth.State.UNHEALTHY, "arn:tg", 8080, "Health checks failed with these codes: [503]"));
        other.rounds();
        assertThat(other.events)
                .startsWith(
                        "(service web) (task " + task.id() + ") (port 8080) is unhealthy in (target-group arn:tg) due"
                                + " to (reason Health checks failed with these codes: [503]).");
        assertThat(other.stopping().getFirst().desired().stoppedReason())
                .isEqualTo("Task failed ELB health checks in (target-group arn:tg)");
    }

    @Test
    void whatIsAskedOfTheNodesGrowsWithTheTasks() {
        long few = lookups(1_000);
        long many = lookups(10_000);
        assertThat(many).isLessThanOrEqualTo(11 * few);
    }

    /** How often one round of a rollout that has just begun looks an instance up. */
    private static long lookups(int tasks) {
        World world = new World(SchedulingStrategy.REPLICA, tasks, World.percent(50, 200));
        world.instance("i0", "us-east-1a", 4096, 4096);
        world.deploy(1);
        for (int i = 0; i < tasks; i++) {
            Task task = world.task(world.primary(), "i0");
            world.tasks.put(task.id(), task);
            world.run(task);
        }
        world.pass(world.settings.healthyAfter());
        world.deploy(2);
        ServiceView view = world.view();
        CountingMap<Node> nodes = new CountingMap<>(view.nodes());
        new ServiceReconciler(world.settings)
                .decide(
                        new ServiceView(
                                view.service(),
                                view.definitions(),
                                view.serviceDeployments(),
                                view.revisions(),
                                view.tasks(),
                                nodes,
                                view.daemons(),
                                view.targets(),
                                view.alarms()),
                        world.now,
                        world.ids);
        return nodes.lookups;
    }

    /** A map that counts what it is asked for. */
    private static final class CountingMap<V> extends AbstractMap<String, V> {
        private final Map<String, V> map;
        private long lookups;

        CountingMap(Map<String, V> map) {
            this.map = map;
        }

        @Override
        public Set<Entry<String, V>> entrySet() {
            lookups += map.size();
            return map.entrySet();
        }

        @Override
        public V get(Object key) {
            lookups++;
            return Objects.requireNonNull(map.get(key));
        }
    }
}
