package io.roadstead.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The process of the simulated agents: apart from the server's and from ours, so that each tells its own time. */
final class AgentFleet implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofMinutes(2);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 20;

    private final Process process;
    private final OutputStream questions;
    private final BufferedReader answers;
    private final int agents;

    private AgentFleet(Process process, int agents) {
        this.process = process;
        this.agents = agents;
        questions = process.getOutputStream();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** What the agents have done so far. */
    record Counts(int registered, int connected, int running, int stopped, int retried, int failed) {
        /** Of {@code registered=2000 connected=2000 ...}. */
        static Counts read(String line) throws IOException {
            Map<String, Integer> counts = new HashMap<>();
            for (String word : line.split(" ")) {
                int equals = word.indexOf('=');
                if (equals > 0) {
                    counts.put(word.substring(0, equals), Integer.valueOf(word.substring(equals + 1)));
                }
            }
            return new Counts(
                    count(counts, "registered", line),
                    count(counts, "connected", line),
                    count(counts, "running", line),
                    count(counts, "stopped", line),
                    count(counts, "retried", line),
                    count(counts, "failed", line));
        }

        private static int count(Map<String, Integer> counts, String name, String line) throws IOException {
            Integer count = counts.get(name);
            if (count == null) {
                throw new IOException("the agents did not tell " + name + ", but '" + line + "'");
            }
            return count;
        }
    }

    /**
     * Starts the process, whose agents begin to register.
     *
     * @param cpu CPU units each registers with
     * @param memory MiB each registers with
     */
    static AgentFleet start(int port, int agents, String cluster, int cpu, int memory) throws IOException {
        return new AgentFleet(
                new ProcessBuilder(List.of(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-XX:+UseSerialGC",
                                "-Xmx512m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                io.roadstead.bench.agents.Main.class.getName(),
                                Integer.toString(port),
                                Integer.toString(agents),
                                cluster,
                                Integer.toString(cpu),
                                Integer.toString(memory),
                                "0"))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start(),
                agents);
    }

    /** Waits until every agent's session stands. */
    void awaitConnected() throws IOException, InterruptedException {
        long began = System.nanoTime();
        Counts now = counts();
        while (now.connected() < agents) {
            if (Server.millisSince(began) > CONNECT_LIMIT.toMillis() || now.failed() > 0) {
                throw new IOException("of " + agents + " agents " + now.connected() + " are connected after "
                        + Math.round(Server.millisSince(began)) + " ms: " + now);
            }
            Thread.sleep(POLL_MILLIS);
            now = counts();
        }
    }

    Counts counts() throws IOException {
        questions.write('\n');
        questions.flush();
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the process of the agents ended");
        }
        return Counts.read(line);
    }

    double cpuSeconds() throws IOException {
        return ProcessStat.cpuSeconds(process.pid());
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        answers.close();
    }
}
