package io.roadstead.cli;

import io.roadstead.cli.host.PidFile;
import io.roadstead.cli.host.RunningServer;
import io.roadstead.cli.host.TaskContainers;
import io.roadstead.wire.client.Ecs;
import io.roadstead.wire.client.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/**
 * Starts tasks on a server that the launcher has for this alone, so that the JVM learns what a task's start needs and the
 * cache for starts holds it; then removes them. The server is left to the launcher, which waits for its cache.
 *
 * <p>What it runs is the image that the agent makes itself: no registry is asked.
 */
@Command(
        name = "rehearse",
        hidden = true,
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Starts and stops tasks so that the JVM learns how.")
final class RehearseCommand implements Callable<Integer> {
    static final int ROUNDS = 10;
    static final int TASKS_A_ROUND = 3;

    private static final String CLUSTER = "default";
    private static final Duration ROUND_LIMIT = Duration.ofSeconds(15);
    /** Short, for answering calls is to be learned as well. */
    private static final Duration POLL = Duration.ofMillis(1);

    private final Session session;

    @Mixin
    private final ServerOptions.Data data = new ServerOptions.Data();

    RehearseCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        RunningServer server = new PidFile(data.directory(session.environment()).pidFile())
                .live()
                .orElseThrow(() -> new CommandFailure("There is no server to rehearse with."));
        Ecs ecs = Root.ecs(server);
        try {
            String definition = define(ecs);
            for (int round = 0; round < ROUNDS && run(ecs, definition); round++) {
                session.terminal().progress("Rehearsed " + (round + 1) + " of " + ROUNDS + " rounds");
            }
        } finally {
            List<String> stopped = DownCommand.stopTasks(session.terminal(), ecs);
            new TaskContainers(session.environment()).removeStopped(stopped);
        }
        return ExitCode.OK;
    }

    private static String define(Ecs ecs) {
        Json container = Json.object()
                .put("name", "rehearsal")
                .put("image", "roadstead-pause:1")
                .put("memory", 16)
                .put("cpu", 1)
                .put("stopTimeout", 2);
        return ecs.call(
                        "RegisterTaskDefinition",
                        Json.object().put("family", "rehearsal").putItems("containerDefinitions", List.of(container)))
                .path("taskDefinition")
                .path("taskDefinitionArn")
                .text();
    }

    /** A round of tasks. @return whether all of them ran: without an engine the first finds no place */
    private static boolean run(Ecs ecs, String definition) throws InterruptedException {
        Json answer = ecs.call(
                "RunTask",
                Json.object()
                        .put("cluster", CLUSTER)
                        .put("taskDefinition", definition)
                        .put("count", TASKS_A_ROUND));
        List<String> arns = new ArrayList<>();
        answer.path("tasks").forEach(task -> arns.add(task.path("taskArn").text()));
        boolean ran = arns.size() == TASKS_A_ROUND && await(ecs, arns);
        arns.forEach(arn -> ecs.stopTask(CLUSTER, arn, "The rehearsal is over"));
        return ran;
    }

    private static boolean await(Ecs ecs, List<String> arns) throws InterruptedException {
        long end = System.nanoTime() + ROUND_LIMIT.toNanos();
        while (System.nanoTime() < end) {
            if (ecs.tasks(CLUSTER, arns).stream()
                    .allMatch(task -> task.path("lastStatus").text().equals("RUNNING"))) {
                return true;
            }
            Thread.sleep(POLL);
        }
        return false;
    }
}
