package io.roadstead.simulation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Predicate;

/**
 * Runs worlds of following seeds in some processes at once, each one world after another. Not in threads: two worlds in
 * one process would wait for each other inside libraries that both use, and such waiting follows from no seed.
 */
final class Seeds {
    /** What a process that simulates is started with. */
    private static final List<String> OPTIONS = List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-Djdk.trackAllThreads=false",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            // A worker lives for a minute or two: the optimizing compiler does not earn what it takes. Sixty worlds
            // took
            // 74 s of processor time with it, 51 s without.
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            // Of a world little lives long: with the JVM's choice of what is young, collecting took an eighth of the
            // time.
            "-Xmn200m");

    private static final int WAITING = 1_000;

    private Seeds() {}

    /** What a worker tells: of a world, or that it ended. */
    private sealed interface News {
        record World(Summary summary) implements News {}

        record End(int status) implements News {}
    }

    /**
     * @param first the first seed
     * @param count how many; they are all told of unless {@code enough} says so before
     * @param enough is told of each world that ended, one at a time, and says whether to stop
     */
    static void run(long first, long count, Predicate<Summary> enough) throws IOException, InterruptedException {
        int processes = (int) Math.min(count, Runtime.getRuntime().availableProcessors());
        BlockingQueue<News> news = new ArrayBlockingQueue<>(WAITING);
        List<Process> workers = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                long share = (count - i + processes - 1) / processes;
                workers.add(begin(first + i, processes, share, news));
            }
            int left = processes;
            while (left > 0) {
                switch (news.take()) {
                    case News.World(Summary summary) -> {
                        if (enough.test(summary)) {
                            return;
                        }
                    }
                    case News.End(int status) -> {
                        left--;
                        if (status != 0) {
                            throw new IOException("a process that simulates ended with status " + status);
                        }
                    }
                }
            }
        } finally {
            workers.forEach(Process::destroyForcibly);
        }
    }

    private static Process begin(long first, int step, long count, BlockingQueue<News> news) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
        command.addAll(List.of(Long.toString(first), Integer.toString(step), Long.toString(count)));
        Process worker = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread.ofVirtual().name("worker " + first).start(() -> {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(worker.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    news.put(new News.World(Summary.read(line)));
                }
                news.put(new News.End(worker.waitFor()));
            } catch (IOException | InterruptedException ended) {
                // The worker was ended by us: nobody listens any more.
                worker.destroyForcibly();
            }
        });
        return worker;
    }

    /** Sums what worlds say of themselves. */
    static final class Sum {
        private long worlds;
        private long events;
        private long commits;
        private long tasks;
        private Duration simulated = Duration.ZERO;

        void add(Summary world) {
            worlds++;
            events += world.events();
            commits += world.commits();
            tasks += world.tasks();
            simulated = simulated.plus(world.simulated());
        }

        Duration simulated() {
            return simulated;
        }

        /** One line: what was simulated, and how fast. */
        String line(Duration took) {
            double seconds = Math.max(0.001, took.toMillis() / 1_000.0);
            double hours = simulated.toMillis() / 3_600_000.0;
            return String.format(
                    "%,d worlds, %,.1f simulated hours, %,d events, %,d commits, %,d tasks in %,.1f s:"
                            + " %,.2f simulated hours/s, %,.0f events/s, %,.0f tasks/s",
                    worlds, hours, events, commits, tasks, seconds, hours / seconds, events / seconds, tasks / seconds);
        }
    }
}
