package io.roadstead.cli;

import io.roadstead.cli.host.DataDirectory;
import io.roadstead.cli.host.PidFile;
import io.roadstead.cli.host.RunningServer;
import io.roadstead.cli.terminal.Terminal;
import io.roadstead.cli.terminal.Terminal.Row;
import io.roadstead.cli.terminal.Words;
import io.roadstead.wire.client.Ecs;
import io.roadstead.wire.client.Json;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** What runs, since when, with how many tasks. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Says what runs, since when, with how many tasks. The exit status is 3 when nothing runs.")
final class StatusCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final ServerOptions.Data data = new ServerOptions.Data();

    StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        Terminal terminal = session.terminal();
        DataDirectory directory = data.directory(session.environment());
        Optional<RunningServer> running = new PidFile(directory.pidFile()).live();
        if (running.isEmpty()) {
            terminal.line("Roadstead does not run (data directory " + directory.path() + ").");
            return Main.NOT_RUNNING;
        }
        RunningServer server = running.get();
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("process", Long.toString(server.pid())));
        rows.add(new Row(
                "since",
                server.readySince() == null
                        ? "still starting"
                        : Words.since(server.readySince(), session.clock().instant(), ZoneId.systemDefault())));
        rows.add(new Row("data", directory.path().toString()));
        Ecs ecs = Root.ecs(server);
        for (String cluster : ecs.clusterArns()) {
            String name = afterSlash(cluster);
            rows.add(new Row("cluster", name + ": " + tasks(ecs, name)));
            for (Json instance : ecs.instances(name)) {
                rows.add(new Row("instance", instance(instance)));
            }
        }
        terminal.line(terminal.green("Roadstead runs") + " at "
                + terminal.bold(server.endpoint().toString()));
        terminal.table(rows);
        return ExitCode.OK;
    }

    private static String tasks(Ecs ecs, String cluster) {
        List<String> arns = new ArrayList<>(ecs.taskArns(cluster, "RUNNING"));
        arns.addAll(ecs.taskArns(cluster, "STOPPED"));
        return byStatus(ecs.tasks(cluster, arns));
    }

    /** {@code 2 RUNNING, 1 STOPPED}; {@code no tasks}. */
    static String byStatus(List<Json> tasks) {
        Map<String, Integer> counts = new TreeMap<>();
        tasks.forEach(task -> counts.merge(task.path("lastStatus").text(), 1, Integer::sum));
        if (counts.isEmpty()) {
            return "no tasks";
        }
        return String.join(
                ", ",
                counts.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .toList());
    }

    /** {@code 0f3a… ACTIVE, agent connected, free: 1024 of 2048 CPU units, 3011 of 3911 MiB}. */
    static String instance(Json instance) {
        return afterSlash(instance.path("containerInstanceArn").text())
                + " " + instance.path("status").text()
                + (instance.path("agentConnected").truth() ? ", agent connected" : ", agent NOT connected")
                + ", free: " + free(instance, "CPU") + " CPU units, " + free(instance, "MEMORY") + " MiB";
    }

    static String free(Json instance, String resource) {
        return amount(instance.path("remainingResources"), resource) + " of "
                + amount(instance.path("registeredResources"), resource);
    }

    private static long amount(Json resources, String name) {
        for (Json resource : resources) {
            if (resource.path("name").text().equals(name)) {
                return resource.path("integerValue").number();
            }
        }
        return 0;
    }

    static String afterSlash(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }
}
