package io.roadstead.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.Deployment.RolloutState;
import io.roadstead.core.model.DeploymentConfiguration;
import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.PlacementConstraint;
import io.roadstead.core.model.SchedulingStrategy;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskStatus;
import io.roadstead.core.reconcile.Action.OfScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whatever callers, operators, agents and time do to a daemon, in whatever order: the percentages hold of its instances,
 * no instance gets a second task of one deployment, a replay is equal, and when the world behaves again every instance
 * has its one task. A failure names its seed; the same seed fails again.
 */
class DaemonReconcilerPropertyTest {
    private static final int SEEDS = 500;
    private static final int STEPS = 60;
    private static final int INSTANCES = 6;
    private static final Duration LONGEST_QUIET = Duration.ofHours(8);
    private static final PlacementConstraint FIRST_ZONE = new PlacementConstraint(
            PlacementConstraint.Type.MEMBER_OF, "attribute:ecs.availability-zone == us-east-1a");

    @Test
    void thePercentagesHoldAndEveryInstanceEndsWithItsOneTask() {
        int completed = 0;
        int blocked = 0;
        int failed = 0;
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
            if (world.service.status() == Service.Status.ACTIVE) {
                completed += world.primary().rolloutState() == RolloutState.COMPLETED ? 1 : 0;
                failed += world.primary().rolloutState() == RolloutState.FAILED ? 1 : 0;
                blocked += world.service.told().containsKey(RollingUpdate.BLOCKED) ? 1 : 0;
            }
        }
        // The walk would prove little if it never came to these ends.
        assertThat(completed).as("completed").isGreaterThan(SEEDS / 2);
        assertThat(failed).as("failed").isPositive();
        assertThat(blocked).as("blocked by the percentages").isPositive();
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
        World world = new World(SchedulingStrategy.DAEMON, 0, configuration, seed);
        int instances = random.nextInt(INSTANCES);
        for (int i = 0; i < instances; i++) {
            join(random, world, i);
        }
        world.deploy(1);
        return world;
    }

    /** One in eight has room for one task only, and one in eight for none. */
    private static void join(Random random, World world, int number) {
        int tasks = List.of(0, 1, 2, 2, 4, 4, 8, 8).get(random.nextInt(8));
        world.instance("i" + number, "us-east-1" + (char) ('a' + number % 3), World.CPU * tasks, World.MEMORY * tasks);
    }

    /** Something happens. */
    private static void shake(Random random, World world) {
        List<Task> live = world.live();
        Task any = live.isEmpty() ? null : live.get(random.nextInt(live.size()));
        String instance = "i" + random.nextInt(INSTANCES);
        switch (random.nextInt(18)) {
            case 0 -> {
                if (!world.instances.containsKey(instance)) {
                    join(random, world, Integer.parseInt(instance.substring(1)));
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
            case 6, 7 ->
                world.instances.computeIfPresent(
                        instance,
                        (id, each) -> each.withStatus(
                                random.nextBoolean()
                                        ? ContainerInstance.Status.DRAINING
                                        : ContainerInstance.Status.ACTIVE));
            case 8 -> world.othersOn(instance, world.instances.containsKey(instance) && random.nextBoolean());
            case 9 -> {
                if (random.nextInt(4) == 0) {
                    world.definitions.remove(world.define(1 + random.nextInt(3)).arn());
                }
            }
            case 10 -> world.pass(Duration.ofMinutes(random.nextInt(20)));
            case 11 -> world.pass(Duration.ofSeconds(-random.nextInt(30)));
            case 12 -> {
                if (random.nextInt(60) == 0) {
                    world.service = world.service.draining();
                }
            }
            case 13 -> world.disconnected.clear();
            case 14 -> world.disconnected.add(instance);
            case 15 -> {
                if (random.nextInt(8) == 0) {
                    constrain(world, random.nextBoolean());
                }
            }
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

    private static void constrain(World world, boolean toFirstZone) {
        world.constraints(toFirstZone ? List.of(FIRST_ZONE) : List.of());
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

    private static void checkedRound(String where, World world) {
        World.SeededIds ids = new World.SeededIds(7);
        assertThat(world.decide(ids)).as(where).isEqualTo(world.decide(new World.SeededIds(7)));
        boolean kept = world.service.status() == Service.Status.ACTIVE;
        Set<String> places = places(world);
        DeploymentConfiguration configuration = world.service.desired().deploymentConfiguration();
        int min = (places.size() * configuration.minimumHealthyPercent() + 99) / 100;
        int max = places.size() * configuration.maximumPercent() / 100;
        Set<String> before = ids(world.live());
        int healthyBefore = healthy(world, places);

        world.round();

        List<Task> started = world.live().stream()
                .filter(each -> !before.contains(each.id()))
                .toList();
        if (kept && !started.isEmpty()) {
            assertThat(on(world, places).size())
                    .as(where + ": live after a start")
                    .isLessThanOrEqualTo(max);
            assertThat(started)
                    .as(where + ": a start is on an instance that shall have one")
                    .allMatch(each -> places.contains(each.containerInstanceId())
                            && !world.disconnected.contains(each.containerInstanceId()));
        }
        if (kept) {
            started.forEach(task -> assertThat(world.active().stream()
                            .filter(each -> each.containerInstanceId().equals(task.containerInstanceId())
                                    && String.valueOf(each.startedBy()).equals(task.startedBy())))
                    .as(where + ": tasks of one deployment on one instance")
                    .hasSize(1));
            assertThat(healthy(world, places))
                    .as(where + ": healthy after the scheduler's own stops")
                    .isGreaterThanOrEqualTo(Math.min(healthyBefore, min));
        }
        assertThat(world.service.deployments().stream()
                        .filter(each -> each.status() == Deployment.Status.PRIMARY)
                        .count())
                .as(where + ": PRIMARY deployments")
                .isEqualTo(world.service.status() == Service.Status.INACTIVE ? 0 : 1);
    }

    /** The instances that shall have a task, computed by other means than the scheduler's. */
    private static Set<String> places(World world) {
        Set<String> places = new HashSet<>();
        boolean known = world.definitions.containsKey(World.SCOPE.arn("task-definition/app:" + revision(world)));
        boolean zoned = !world.service.desired().placementConstraints().isEmpty();
        for (ContainerInstance each : world.instances.values()) {
            boolean has = world.active().stream()
                    .anyMatch(task -> task.containerInstanceId().equals(each.id()));
            boolean satisfies = !zoned || each.availabilityZone().endsWith("a");
            boolean serves = known && satisfies && !world.disconnected.contains(each.id());
            // With the definition gone nobody knows its constraints: what is there stays.
            boolean stays = has && (satisfies || !known);
            if (each.status() == ContainerInstance.Status.ACTIVE && (serves || stays)) {
                places.add(each.id());
            }
        }
        return places;
    }

    private static int revision(World world) {
        return world.service.primary().map(Deployment::revision).orElse(0);
    }

    private static List<Task> on(World world, Set<String> places) {
        return world.live().stream()
                .filter(each -> places.contains(each.containerInstanceId()))
                .toList();
    }

    private static Set<String> ids(List<Task> tasks) {
        Set<String> ids = new HashSet<>();
        tasks.forEach(each -> ids.add(each.id()));
        return ids;
    }

    /** What counts for the minimum, computed by other means than the scheduler's. */
    private static int healthy(World world, Set<String> places) {
        int healthy = 0;
        for (Task task : on(world, places)) {
            boolean running = task.observed().lastStatus() == TaskStatus.RUNNING
                    && task.desired().status() == DesiredStatus.RUNNING;
            boolean checked = task.observed().healthStatus() != HealthStatus.UNKNOWN;
            Instant startedAt = task.observed().startedAt();
            boolean old = startedAt != null
                    && (!world.now.isBefore(startedAt.plusSeconds(40)) || startedAt.isAfter(world.now.plusSeconds(40)));
            healthy += running && (checked ? task.observed().healthStatus() == HealthStatus.HEALTHY : old) ? 1 : 0;
        }
        return healthy;
    }

    /** The world behaves: everything that is started runs, what is to stop stops, and all instances are there. */
    private static void comesToRest(String where, Random random, World world) {
        world.disconnected.clear();
        world.instances.replaceAll((id, each) -> each.withStatus(ContainerInstance.Status.ACTIVE));
        world.instances.keySet().forEach(id -> world.othersOn(id, false));
        for (int revision = 1; revision <= 3; revision++) {
            world.define(revision);
        }
        int quiet = 0;
        for (int i = 0; i < 400; i++) {
            List<Task> before = world.live();
            world.agents();
            for (Task each : world.live()) {
                if (each.observed().healthStatus() == HealthStatus.UNHEALTHY && random.nextBoolean()) {
                    world.health(each, HealthStatus.HEALTHY);
                }
            }
            checkedRound(where + " at rest " + i, world);
            world.pass(Duration.ofSeconds(45));
            quiet = world.live().equals(before) && noneProtected(world) ? quiet + 1 : 0;
            if (quiet >= 10 && atRest(world)) {
                assertThat(wants(world))
                        .as(where + ": what it still wants after it came to rest")
                        .isEmpty();
                return;
            }
        }
        throw new AssertionError(where + ": it did not come to rest; the last told: "
                + world.events.subList(Math.max(0, world.events.size() - 8), world.events.size())
                + " " + world.service.deployments() + " live " + world.live());
    }

    /** The end of a protection is something that happens. */
    private static boolean noneProtected(World world) {
        return world.live().stream()
                .allMatch(each ->
                        each.protection() == null || each.protection().until().isBefore(world.now));
    }

    private static boolean atRest(World world) {
        if (world.service.status() == Service.Status.INACTIVE) {
            return world.live().isEmpty();
        }
        if (world.service.status() == Service.Status.DRAINING) {
            return false;
        }
        // It says why it is not as it was wished: too little room, or percentages that let nothing be replaced.
        boolean excused = world.service.told().keySet().stream()
                .anyMatch(kind -> kind.equals(RollingUpdate.BLOCKED) || kind.startsWith(Starts.PLACEMENT));
        return world.primary().rolloutState() == RolloutState.FAILED
                || excused
                || (world.primary().rolloutState() == RolloutState.COMPLETED && eachPlaceHasItsTask(world));
    }

    private static boolean eachPlaceHasItsTask(World world) {
        Map<String, Integer> tasks = new HashMap<>();
        for (Task each : world.live()) {
            if (!world.primary().id().equals(each.startedBy())) {
                return false;
            }
            tasks.merge(each.containerInstanceId(), 1, Integer::sum);
        }
        return tasks.keySet().equals(places(world)) && tasks.values().stream().allMatch(count -> count == 1);
    }

    /** What it wants over a long time in which nothing happens, but waiting. */
    private static List<OfScheduler> wants(World world) {
        List<OfScheduler> wants = new ArrayList<>();
        Instant end = world.now.plus(LONGEST_QUIET);
        int told = 0;
        int atOnce = 0;
        int rounds = 0;
        while (rounds++ < 200 && world.now.isBefore(end)) {
            Set<String> before = ids(world.live());
            List<OfScheduler> actions = world.round();
            atOnce += world.wake != null && !world.wake.isAfter(world.now) ? 1 : 0;
            for (OfScheduler each : actions) {
                if (each instanceof Action.StopTasks || each instanceof Action.AccountTasks) {
                    wants.add(each);
                } else if (each instanceof Action.TellService || each instanceof Action.Publish) {
                    told++;
                } else if (each instanceof Action.StartTasks
                        && !ids(world.live()).equals(before)) {
                    // One that finds no room is asked for again and again; one that does is no rest.
                    wants.add(each);
                }
            }
            if (world.wake == null) {
                break;
            }
            world.now = world.wake.isAfter(world.now) ? world.wake : world.now.plusMillis(1);
        }
        assertThat(told).as("told while nothing happens").isLessThanOrEqualTo(12);
        assertThat(atOnce).as("asked to be woken at once").isLessThanOrEqualTo(1);
        return wants;
    }
}
