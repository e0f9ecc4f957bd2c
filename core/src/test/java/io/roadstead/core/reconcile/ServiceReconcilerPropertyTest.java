package io.roadstead.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.DeploymentConfiguration;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskStatus;
import io.roadstead.core.reconcile.Action.OfScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever callers, agents and time do, in whatever order: the percentages hold, rounds are bounded, a replay is equal,
 * and when the world behaves again the service comes to rest. A failure names its seed; the same seed fails again.
 */
class ServiceReconcilerPropertyTest {
    private static final int SEEDS = 500;
    private static final int STEPS = 60;
    private static final int TRANSACTION = 100;
    private static final Duration LONGEST_QUIET = Duration.ofHours(8);

    @Test
    void thePercentagesHoldAndItComesToRest() {
        int completed = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            World world = world(random, seed);
            for (int step = 0; step < STEPS; step++) {
                shake(random, world);
                if (random.nextInt(3) > 0) {
                    checkedRound("seed " + seed + " step " + step, world);
                }
            }
            comesToRest("seed " + seed, random, world);
            completed += world.service.status() == Service.Status.ACTIVE
                            && world.primary().rolloutState() == Deployment.RolloutState.COMPLETED
                    ? 1
                    : 0;
        }
        // The walk would prove little if deployments never got through.
        assertThat(completed).isGreaterThan(SEEDS / 2);
    }

    private static World world(Random random, long seed) {
        int min = List.of(0, 50, 100).get(random.nextInt(3));
        int max = List.of(100, 150, 200).get(random.nextInt(3));
        DeploymentConfiguration configuration =
                switch (random.nextInt(3)) {
                    case 0 -> World.percent(min, max);
                    case 1 -> World.breaker(min, max, false);
                    default -> World.breaker(min, max, true);
                };
        World world = new World(SchedulingStrategy.REPLICA, random.nextInt(7), configuration, seed);
        for (int i = 0; i < 4; i++) {
            world.instance("i" + i, "us-east-1" + (char) ('a' + i % 3), 256 * 8, 256 * 8);
        }
        if (random.nextBoolean()) {
            world.rebalancing();
        }
        world.deploy(1);
        return world;
    }

    /** Something happens. */
    private static void shake(Random random, World world) {
        List<Task> live = world.live();
        Task any = live.isEmpty() ? null : live.get(random.nextInt(live.size()));
        switch (random.nextInt(16)) {
            case 0 -> {
                if (random.nextInt(4) == 0) {
                    world.desiredCount(random.nextInt(9));
                }
            }
            case 1 -> {
                if (random.nextInt(3) == 0 && world.service.status() == Service.Status.ACTIVE) {
                    world.deploy(1 + random.nextInt(3));
                }
            }
            case 2 -> {
                if (any != null && random.nextInt(3) == 0) {
                    world.stopByUser(any);
                }
            }
            case 3 -> {
                if (any != null) {
                    world.end(any);
                }
            }
            case 4 -> {
                if (any != null) {
                    world.protect(any, Duration.ofMinutes(1 + random.nextInt(20)));
                }
            }
            case 5 -> {
                if (any != null && any.observed().lastStatus() == TaskStatus.RUNNING) {
                    world.health(any, random.nextBoolean() ? HealthStatus.HEALTHY : HealthStatus.UNHEALTHY);
                }
            }
            case 6 ->
                world.instances.computeIfPresent(
                        "i" + random.nextInt(4),
                        (id, each) -> each.withStatus(
                                random.nextBoolean()
                                        ? ContainerInstance.Status.DRAINING
                                        : ContainerInstance.Status.ACTIVE));
            case 7 -> {
                if (random.nextInt(4) == 0) {
                    world.definitions.remove(world.define(1 + random.nextInt(3)).arn());
                }
            }
            case 8 -> world.pass(Duration.ofMinutes(random.nextInt(20)));
            case 9 -> world.pass(Duration.ofSeconds(-random.nextInt(30)));
            case 10 -> {
                if (random.nextInt(60) == 0) {
                    world.service = world.service.draining();
                }
            }
            case 11 -> world.disconnected.clear();
            case 12 -> world.disconnected.add("i" + random.nextInt(4));
            default -> {
                live.forEach(each -> {
                    if (random.nextInt(3) > 0) {
                        progress(random, world, each);
                    }
                });
                world.pass(Duration.ofSeconds(random.nextInt(50)));
            }
        }
    }

    private static void progress(Random random, World world, Task task) {
        if (task.desired().status() == DesiredStatus.STOPPED) {
            world.end(task);
        } else if (task.observed().lastStatus() == TaskStatus.PENDING) {
            if (random.nextInt(6) == 0) {
                world.end(task);
            } else {
                world.run(task);
            }
        }
    }

    private static List<OfScheduler> checkedRound(String where, World world) {
        World.SeededIds ids = new World.SeededIds(7);
        assertThat(world.decide(ids)).as(where).isEqualTo(world.decide(new World.SeededIds(7)));
        boolean kept = world.service.status() == Service.Status.ACTIVE;
        int desired = world.service.desired().desiredCount();
        DeploymentConfiguration configuration = world.service.desired().deploymentConfiguration();
        int min = (desired * configuration.minimumHealthyPercent() + 99) / 100;
        int max = desired * configuration.maximumPercent() / 100;
        int liveBefore = world.live().size();
        int healthyBefore = healthy(world);

        List<OfScheduler> actions = world.round();

        if (kept) {
            if (world.live().size() > liveBefore) {
                assertThat(world.live().size())
                        .as(where + ": live after a start")
                        .isLessThanOrEqualTo(max);
            }
            assertThat(healthy(world))
                    .as(where + ": healthy after the scheduler's own stops")
                    .isGreaterThanOrEqualTo(Math.min(healthyBefore, min));
        }
        assertThat(writes(actions)).as(where + ": writes of one round").isLessThanOrEqualTo(TRANSACTION);
        assertThat(world.service.deployments().stream()
                        .filter(each -> each.status() == Deployment.Status.PRIMARY)
                        .count())
                .as(where + ": PRIMARY deployments")
                .isEqualTo(world.service.status() == Service.Status.INACTIVE ? 0 : 1);
        return actions;
    }

    /** What counts for the minimum, computed by other means than the scheduler's. */
    private static int healthy(World world) {
        int healthy = 0;
        for (Task task : world.active()) {
            boolean running = task.observed().lastStatus() == TaskStatus.RUNNING;
            boolean checked = task.observed().healthStatus() != HealthStatus.UNKNOWN;
            boolean old = task.observed().startedAt() != null
                    && (!world.now.isBefore(task.observed().startedAt().plusSeconds(40))
                            || task.observed().startedAt().isAfter(world.now.plusSeconds(40)));
            healthy += running && (checked ? task.observed().healthStatus() == HealthStatus.HEALTHY : old) ? 1 : 0;
        }
        return healthy;
    }

    private static int writes(List<OfScheduler> actions) {
        int writes = 0;
        for (OfScheduler action : actions) {
            writes += switch (action) {
                case Action.StartTasks start -> 2 * start.count() + 1;
                case Action.StopTasks stop -> stop.taskIds().size();
                case Action.AccountTasks account -> account.taskIds().size();
                case Action.PutService put -> 1;
                case Action.PutServiceDeployment put -> 1;
                case Action.PutServiceRevision put -> 1;
                case Action.TellService tell -> 1;
                case Action.Publish publish -> 1;
                case Action.LoseInstance lose -> 1;
                case Action.WakeAt wake -> 0;
            };
        }
        return writes;
    }

    /** The world behaves: everything that is started runs, what is to stop stops, and all instances are there. */
    private static void comesToRest(String where, Random random, World world) {
        world.disconnected.clear();
        world.instances.replaceAll((id, each) -> each.withStatus(ContainerInstance.Status.ACTIVE));
        for (int revision = 1; revision <= 3; revision++) {
            world.define(revision);
        }
        for (int i = 0; i < 400; i++) {
            world.agents();
            for (Task each : world.live()) {
                if (each.observed().healthStatus() == HealthStatus.UNHEALTHY && random.nextBoolean()) {
                    world.health(each, HealthStatus.HEALTHY);
                }
            }
            checkedRound(where + " at rest " + i, world);
            world.pass(Duration.ofSeconds(45));
            if (i % 10 == 9 && atRest(world)) {
                assertThat(restful(world))
                        .as(where + ": what it still wants after it came to rest")
                        .isEmpty();
                return;
            }
        }
        throw new AssertionError(where + ": it did not come to rest; the last told: "
                + world.events.subList(Math.max(0, world.events.size() - 8), world.events.size())
                + " " + world.service.deployments() + " live " + world.live().size());
    }

    private static boolean atRest(World world) {
        if (world.service.status() == Service.Status.INACTIVE) {
            return world.live().isEmpty();
        }
        if (world.service.status() == Service.Status.DRAINING) {
            return false;
        }
        boolean failed = world.primary().rolloutState() == Deployment.RolloutState.FAILED;
        return failed
                // Of 1 task 50 % must stay and 100 % may live: then nothing can be replaced.
                || world.service.told().containsKey(RollingUpdate.BLOCKED)
                || (world.primary().rolloutState() == Deployment.RolloutState.COMPLETED
                        && world.live().size() == world.service.desired().desiredCount()
                        && world.service.deployments().size() == 1);
    }

    /** What it wants over a long time in which nothing happens, but waiting. */
    private static List<OfScheduler> restful(World world) {
        List<OfScheduler> wants = new ArrayList<>();
        List<OfScheduler> told = new ArrayList<>();
        var end = world.now.plus(LONGEST_QUIET);
        int atOnce = 0;
        for (int i = 0; i < 100 && world.now.isBefore(end); i++) {
            List<OfScheduler> actions = world.round();
            atOnce += world.wake != null && !world.wake.isAfter(world.now) ? 1 : 0;
            for (OfScheduler each : actions) {
                switch (each) {
                    case Action.StartTasks start -> wants.add(start);
                    case Action.StopTasks stop -> wants.add(stop);
                    case Action.AccountTasks account -> wants.add(account);
                    case Action.LoseInstance lose -> wants.add(lose);
                    case Action.PutServiceRevision put -> wants.add(put);
                    case Action.PutServiceDeployment put -> wants.add(put);
                    case Action.PutService put -> told.add(put);
                    case Action.TellService tell -> told.add(tell);
                    case Action.Publish publish -> told.add(publish);
                    case Action.WakeAt wake -> {}
                }
            }
            if (world.wake == null) {
                break;
            }
            world.now = world.wake.isAfter(world.now) ? world.wake : world.now.plusMillis(1);
        }
        if (told.size() > 12) {
            wants.addAll(told);
        }
        assertThat(atOnce).as("asked to be woken at once").isLessThanOrEqualTo(1);
        return wants;
    }
}
