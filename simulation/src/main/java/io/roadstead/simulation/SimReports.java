package io.roadstead.simulation;

import io.roadstead.control.gateway.HealthReports;
import io.roadstead.simulation.SimTask.Phase;
import io.roadstead.simulation.SimTask.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import software.amazon.awssdk.services.ecs.model.ContainerStateChange;
import software.amazon.awssdk.services.ecs.model.SubmitTaskStateChangeRequest;

/**
 * What the agent tells of its tasks: each state until it is acknowledged, now and then twice or out of order, and the
 * containers' health. Source: agent-protocol 3, 4.
 */
final class SimReports {
    /** How often all of the containers' health is told. */
    private static final Duration BEAT = Duration.ofSeconds(30);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final SimWorld world;
    private final SimHost host;
    private final SimProcess process;
    private final SimSession session;
    private final String cluster;
    private final Draw draw;

    SimReports(SimWorld world, SimHost host, SimProcess process, SimSession session, String cluster, Draw draw) {
        this.world = world;
        this.host = host;
        this.process = process;
        this.session = session;
        this.cluster = cluster;
        this.draw = draw;
    }

    /** Tells what of a task is not acknowledged yet, unless that is under way. */
    void tell(SimTask task) {
        Faults.OfAgents faults = world.faults().agents();
        boolean hasty = task.reportsUnderWay == 1 && draw.chance(faults.hasty());
        if (!process.running() || (task.reportsUnderWay > 0 && !hasty)) {
            return;
        }
        if (task.ran && task.told == Told.NOTHING && !hasty) {
            report(task, Told.RUNNING, 0);
        } else if (task.phase == Phase.STOPPED && task.told != Told.STOPPED) {
            report(task, Told.STOPPED, 0);
        }
        if (draw.chance(faults.repeat()) && task.told == Told.RUNNING) {
            report(task, Told.RUNNING, 0);
        }
    }

    private void report(SimTask task, Told what, int attempt) {
        task.reportsUnderWay++;
        SubmitTaskStateChangeRequest.Builder request = SubmitTaskStateChangeRequest.builder()
                .cluster(cluster)
                .task(task.arn)
                .status(what.name())
                .reason(what == Told.STOPPED && task.reason != null && task.containers.isEmpty() ? task.reason : null)
                .containers(task.containers.stream()
                        .map(container -> ContainerStateChange.builder()
                                .containerName(container)
                                .status(what.name())
                                .runtimeId(what == Told.RUNNING ? "run-" + task.id() : null)
                                .exitCode(what == Told.STOPPED ? task.exitCode : null)
                                .reason(what == Told.STOPPED ? task.reason : null)
                                .build())
                        .toList());
        int mine = process.number();
        SimSocket open = session.socket();
        SimServer server = open != null && draw.chance(0.9) ? open.server() : world.anyServer(draw);
        world.call(host.name(), server, "SubmitTaskStateChange", request.build(), SimHost.CALL_PATIENCE, answer -> {
            if (process.number() != mine) {
                return;
            }
            task.reportsUnderWay--;
            switch (answer) {
                case Answer.Done _ -> heardOf(task, what);
                case Answer.Refused refused
                when refused.errorType().equals("InvalidParameterException") -> {
                    world.trace("report refused", host.name(), task.id(), refused.message());
                    heardOf(task, what);
                }
                case Answer.Refused _, Answer.Failed _, Answer.Silence _ -> {
                    long millis = Math.min(LONGEST_PAUSE.toMillis(), 100L << Math.min(attempt, 10));
                    task.reportsUnderWay++;
                    process.later(draw.between(Duration.ofMillis(millis), Duration.ofMillis(millis * 6 / 5)), () -> {
                        task.reportsUnderWay--;
                        if (task.told.compareTo(what) < 0) {
                            report(task, what, attempt + 1);
                        } else {
                            tell(task);
                        }
                    });
                }
            }
        });
    }

    private void heardOf(SimTask task, Told what) {
        if (what.compareTo(task.told) > 0) {
            task.told = what;
        }
        tell(task);
    }

    /** Everything again with every beat, so that what was lost on its way is told some time. */
    void telemetry(Collection<SimTask> tasks) {
        process.later(BEAT, () -> {
            tellHealth(tasks.stream()
                    .filter(task -> task.checked && task.phase == Phase.RUNNING)
                    .toList());
            telemetry(tasks);
        });
    }

    /** Tells the health of these tasks' containers, as it is now. */
    void tellHealth(List<SimTask> known) {
        SimSocket open = session.socket();
        String instance = host.instanceArn();
        if (open == null || instance == null || known.isEmpty()) {
            return;
        }
        List<HealthReports.ContainerHealth> told = new ArrayList<>();
        for (SimTask task : known) {
            for (String container : task.containers) {
                told.add(new HealthReports.ContainerHealth(
                        task.arn, container, task.health, world.timeline().now(), null));
            }
        }
        boolean lost = draw.chance(world.faults().calls().requestLost());
        world.timeline().after(world.network().latency(), () -> {
            if (!lost && !world.network().cut(host.name(), open.server().name())) {
                open.server().health(instance, told);
            }
        });
    }
}
