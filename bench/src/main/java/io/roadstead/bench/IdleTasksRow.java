package io.roadstead.bench;

import io.roadstead.bench.Measurement.Amount;
import io.roadstead.bench.Measurement.Goal;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What a host spends on a hundred tasks that do nothing: looking at them once a second, and telling what it saw. */
final class IdleTasksRow implements Row {
    private static final int TASKS = 100;
    /** RunTask takes this many at once. Source: ecs-behaviour 2.3. */
    private static final int AT_ONCE = 10;

    private static final Duration SETTLE = Duration.ofSeconds(20);
    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final double GOAL_PERCENT = 2;
    private static final double PERCENT = 100;

    /** The engine's processes, by the names the kernel knows them by. */
    private static final Set<String> ENGINE = Set.of("dockerd", "containerd");

    /** One for each container, whoever started it: told apart, for nobody can spare them. */
    private static final Set<String> SHIMS = Set.of("containerd-shim");

    @Override
    public String name() {
        return "idle-tasks";
    }

    @Override
    public Measurement measure(Consumer<String> progress) throws Exception {
        Engine engine = new Engine();
        engine.ensureImage();
        try (Server server = Server.start(true).awaitAgent();
                Client client = new Client(server.port())) {
            Tasks tasks = new Tasks(client);
            try {
                tasks.define();
                for (int started = 0; started < TASKS; started += AT_ONCE) {
                    tasks.await(tasks.run(AT_ONCE), "RUNNING");
                    progress.accept(started + AT_ONCE + " of " + TASKS + " tasks");
                }
                Thread.sleep(SETTLE);
                progress.accept("idle for " + WINDOW.toSeconds() + " s");
                long began = System.nanoTime();
                double ours = server.cpuSeconds();
                double engines = seconds(ENGINE);
                double shims = seconds(SHIMS);
                Thread.sleep(WINDOW);
                double seconds = Server.millisSince(began) / 1000;
                ours = PERCENT * (server.cpuSeconds() - ours) / seconds;
                engines = PERCENT * (seconds(ENGINE) - engines) / seconds;
                shims = PERCENT * (seconds(SHIMS) - shims) / seconds;
                return new Measurement(
                        name(),
                        "Processor time of server and agent in one process, dockerd and containerd together while "
                                + TASKS + " tasks do nothing, over " + WINDOW.toSeconds() + " s",
                        new Amount(ours + engines, "% of a core"),
                        null,
                        Goal.atMost(GOAL_PERCENT),
                        "Server and agent " + Report.number(ours) + " %, dockerd and containerd "
                                + Report.number(engines) + " %; beside them the containers' shims "
                                + Report.number(shims) + " %. " + Report.number(server.residentMib())
                                + " MiB resident");
            } finally {
                engine.remove(engine.containersOf(tasks.all()));
            }
        }
    }

    /** Processor time of all processes of these names so far. */
    private static double seconds(Set<String> names) throws IOException {
        double seconds = 0;
        for (long pid : processes(names)) {
            seconds += ProcessStat.cpuSeconds(pid);
        }
        return seconds;
    }

    private static List<Long> processes(Set<String> names) throws IOException {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                Path name = process.resolve("comm");
                if (Files.exists(name) && names.contains(Files.readString(name).strip())) {
                    found.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        }
        return found;
    }
}
