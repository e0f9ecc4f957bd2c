package io.roadstead.simulation;

import io.roadstead.core.model.HealthStatus;
import io.roadstead.simulation.SimTask.Phase;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The engine of a host: pulls images, runs containers as long as they live and checks their health, whether the agent is
 * there or not. What it was told to pull or to stop by an agent that is gone, it does not go on with.
 */
final class SimEngine {
    private static final int SIGKILLED = 137;
    private static final Duration LONGEST_RECOVERY = Duration.ofMinutes(2);

    private final SimWorld world;
    private final SimProcess process;
    private final Draw draw;
    private final Predicate<SimTask> here;
    private final Consumer<SimTask> progress;
    private final Consumer<SimTask> health;

    /**
     * @param here whether the task is still on the machine
     * @param progress hears of a task that runs or has ended, as long as there is an agent
     * @param health hears of a task whose health has become another, as long as there is an agent
     */
    SimEngine(
            SimWorld world,
            SimProcess process,
            Draw draw,
            Predicate<SimTask> here,
            Consumer<SimTask> progress,
            Consumer<SimTask> health) {
        this.world = world;
        this.process = process;
        this.draw = draw;
        this.here = here;
        this.progress = progress;
        this.health = health;
    }

    /** Pulls the image of a task and runs it. */
    void pull(SimTask task) {
        Faults.OfAgents faults = world.faults().agents();
        Duration time = draw.chance(faults.slowPull())
                ? draw.between(Duration.ofSeconds(1), faults.slowestPull())
                : draw.between(Duration.ofMillis(50), Duration.ofSeconds(2));
        process.later(time, () -> {
            if (task.phase != Phase.PULLING) {
                return;
            }
            if (task.stopWanted) {
                task.phase = Phase.STOPPED;
            } else if (!task.behaviour.pullable()) {
                task.phase = Phase.STOPPED;
                task.reason = "CannotPullContainerError: pull access denied";
            } else {
                task.phase = Phase.RUNNING;
                task.ran = true;
                live(task);
            }
            progress.accept(task);
        });
    }

    private void live(SimTask task) {
        check(task);
        Duration life = task.behaviour.lives();
        int code = task.behaviour.exitCode();
        if (life.isZero() && draw.chance(world.faults().agents().crash())) {
            life = draw.between(Duration.ofSeconds(1), Duration.ofMinutes(10));
            code = draw.between(1, 3);
        }
        if (!life.isZero()) {
            int exit = code;
            // The engine's, not the agent's: it happens whether the agent is there or not.
            world.timeline().after(life, () -> ended(task, exit));
        }
    }

    /** The checks' verdicts over a task's life: the engine's, like its containers. */
    private void check(SimTask task) {
        if (!task.checked) {
            return;
        }
        Faults.OfAgents faults = world.faults().agents();
        boolean sick = draw.chance(faults.sick());
        boolean everGood = !sick || draw.chance(0.6);
        if (everGood) {
            becomes(task, HealthStatus.HEALTHY, draw.between(Duration.ofSeconds(1), Duration.ofSeconds(30)));
        }
        if (sick) {
            Duration until = draw.between(Duration.ofSeconds(20), Duration.ofMinutes(8));
            becomes(task, HealthStatus.UNHEALTHY, until);
            if (draw.chance(0.4)) {
                becomes(task, HealthStatus.HEALTHY, until.plus(draw.between(Duration.ofSeconds(1), LONGEST_RECOVERY)));
            }
        }
    }

    private void becomes(SimTask task, HealthStatus verdict, Duration after) {
        world.timeline().after(after, () -> {
            if (task.phase == Phase.RUNNING && here.test(task)) {
                task.health = verdict;
                if (process.running()) {
                    health.accept(task);
                }
            }
        });
    }

    /** Stops a task that runs, sooner or later. */
    void stop(SimTask task) {
        process.later(
                draw.between(Duration.ofMillis(20), Duration.ofSeconds(draw.chance(0.1) ? 30 : 3)),
                () -> ended(task, SIGKILLED));
    }

    private void ended(SimTask task, int code) {
        if (task.phase == Phase.RUNNING && here.test(task)) {
            task.phase = Phase.STOPPED;
            task.exitCode = code;
            if (process.running()) {
                progress.accept(task);
            }
        }
    }
}
