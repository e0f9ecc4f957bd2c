package io.roadstead.cli;

import io.roadstead.cli.host.Background;
import io.roadstead.cli.host.DataDirectory;
import io.roadstead.cli.host.PidFile;
import io.roadstead.cli.host.RunningServer;
import io.roadstead.cli.host.TaskContainers;
import io.roadstead.cli.terminal.Terminal;
import io.roadstead.cli.terminal.Words;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.Ecs;
import io.roadstead.wire.client.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Ends the server of a data directory, and its tasks if asked to. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Stops the server. Containers keep running and the next 'up' takes them up again.")
final class DownCommand implements Callable<Integer> {
    /** A container may take its stopTimeout, at most 2 minutes for most, before it is killed. */
    static final Duration TASKS_LIMIT = Duration.ofSeconds(150);

    private static final Duration POLL = Duration.ofMillis(200);

    private final Session session;

    @Mixin
    private final ServerOptions.Data data = new ServerOptions.Data();

    @Option(names = "--tasks", description = "Stop all tasks first, and wait until their containers are gone.")
    private boolean tasks;

    DownCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        return stop(session, data.directory(session.environment()), tasks);
    }

    /** Stops the server of a data directory. */
    static int stop(Session session, DataDirectory directory, boolean withTasks) throws Exception {
        Terminal terminal = session.terminal();
        PidFile pidFile = new PidFile(directory.pidFile());
        Optional<RunningServer> running = pidFile.live();
        if (running.isEmpty()) {
            terminal.line("Roadstead does not run (data directory " + directory.path() + ").");
            return ExitCode.OK;
        }
        RunningServer server = running.get();
        Ecs ecs = Root.ecs(server);
        List<String> known = new ArrayList<>();
        int left = 0;
        try {
            if (withTasks) {
                known.addAll(stopTasks(terminal, ecs));
            } else {
                left = live(ecs).values().stream().mapToInt(List::size).sum();
            }
        } catch (ApiError e) {
            if (withTasks || !e.unreachable()) {
                throw e;
            }
            // A server that answers no more is ended all the same.
        }
        Optional<ProcessHandle> process = server.process();
        if (process.isPresent() && !Background.end(process.get())) {
            terminal.note("The server did not end by itself and was killed; nothing that was acknowledged is lost.");
        }
        pidFile.removeIfOf(server.pid());
        if (withTasks && server.agent()) {
            new TaskContainers(session.environment()).removeStopped(known);
        }
        terminal.line("Roadstead is stopped"
                + (left == 0
                        ? "."
                        : "; " + Words.count(left, "task") + " left as they are (next time: down --tasks)."));
        return ExitCode.OK;
    }

    /** Stops every task and waits until all are STOPPED. Gives all tasks the server still remembers. */
    static List<String> stopTasks(Terminal terminal, Ecs ecs) throws InterruptedException {
        Map<String, List<String>> live = live(ecs);
        int all = live.values().stream().mapToInt(List::size).sum();
        live.forEach((cluster, arns) -> arns.forEach(arn -> ecs.stopTask(cluster, arn, "Stopped by roadstead down")));
        long began = System.nanoTime();
        int left = all;
        while (left > 0) {
            left = live.entrySet().stream()
                    .mapToInt(entry -> (int) ecs.tasks(entry.getKey(), entry.getValue()).stream()
                            .filter(task -> !stopped(task))
                            .count())
                    .sum();
            Duration waited = Duration.ofNanos(System.nanoTime() - began);
            if (left > 0 && waited.compareTo(TASKS_LIMIT) > 0) {
                throw new CommandFailure(
                        Words.count(left, "task") + " of " + all + " did not stop within " + Words.duration(TASKS_LIMIT)
                                + "; the server still runs. Look at them with: aws ecs list-tasks");
            }
            if (left > 0) {
                terminal.progress("Stopping tasks: " + left + " of " + all + " left, " + Words.duration(waited));
                Thread.sleep(POLL);
            }
        }
        terminal.clearProgress();
        if (all > 0) {
            terminal.line("Stopped " + Words.count(all, "task") + ".");
        }
        List<String> known = new ArrayList<>();
        for (String cluster : clusters(ecs)) {
            known.addAll(ecs.taskArns(cluster, "STOPPED"));
        }
        return known;
    }

    private static Map<String, List<String>> live(Ecs ecs) {
        Map<String, List<String>> live = new TreeMap<>();
        for (String cluster : clusters(ecs)) {
            List<String> arns = new ArrayList<>(ecs.taskArns(cluster, "RUNNING"));
            ecs.tasks(cluster, ecs.taskArns(cluster, "STOPPED")).stream()
                    .filter(task -> !stopped(task))
                    .forEach(task -> arns.add(task.path("taskArn").text()));
            if (!arns.isEmpty()) {
                live.put(cluster, arns);
            }
        }
        return live;
    }

    private static List<String> clusters(Ecs ecs) {
        return ecs.clusterArns().stream().map(StatusCommand::afterSlash).toList();
    }

    private static boolean stopped(Json task) {
        return task.path("lastStatus").text().equals("STOPPED");
    }
}
