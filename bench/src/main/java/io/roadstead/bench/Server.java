package io.roadstead.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Roadstead of the benchmark's own, started by the launcher as a user starts it, with its own port and data directory.
 * Closing it ends the process and removes the directory.
 */
final class Server implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);
    private static final Duration END_LIMIT = Duration.ofSeconds(15);
    private static final long POLL_MILLIS = 2;

    private final Path data;
    private final int port;
    private final Process process;
    private final double readyMillis;

    private Server(Path data, int port, Process process, double readyMillis) {
        this.data = data;
        this.port = port;
        this.process = process;
        this.readyMillis = readyMillis;
    }

    /** Starts it and returns when it answered ListClusters for the first time. */
    static Server start(boolean withAgent) throws IOException, InterruptedException {
        return start(withAgent, Map.of());
    }

    /** @param variables laid over this process's own */
    static Server start(boolean withAgent, Map<String, String> variables) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("roadstead-bench");
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("roadstead.root", "."), "roadstead").toString(),
                "up",
                "--background",
                "--port",
                Integer.toString(port),
                "--data",
                data.toString()));
        if (!withAgent) {
            command.add("--no-agent");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("output.log").toFile());
        builder.environment().putAll(variables);
        long began = System.nanoTime();
        Process process = builder.start();
        Server starting = new Server(data, port, process, 0);
        try {
            while (true) {
                try (Client client = new Client(port)) {
                    client.call("ListClusters", Client.input());
                    return new Server(data, port, process, millisSince(began));
                } catch (IOException notYet) {
                    starting.requireAlive(began);
                }
                Thread.sleep(POLL_MILLIS);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            starting.close();
            throw e;
        }
    }

    private void requireAlive(long began) throws IOException {
        if (!process.isAlive() || millisSince(began) > READY_LIMIT.toMillis()) {
            throw new IOException("the server " + (process.isAlive() ? "was not ready in time" : "ended")
                    + "; it said: " + Files.readString(data.resolve("output.log")));
        }
    }

    /** Waits until the local instance's agent is connected. */
    Server awaitAgent() throws IOException, InterruptedException {
        long began = System.nanoTime();
        try (Client client = new Client(port)) {
            while (!agentConnected(client)) {
                requireAlive(began);
                Thread.sleep(POLL_MILLIS);
            }
        }
        return this;
    }

    private static boolean agentConnected(Client client) throws IOException {
        JsonNode arns = client.call("ListContainerInstances", Client.input()).path("containerInstanceArns");
        if (arns.isEmpty()) {
            return false;
        }
        ObjectNode input = Client.input();
        input.putArray("containerInstances").add(arns.path(0).asText());
        return client.call("DescribeContainerInstances", input)
                .path("containerInstances")
                .path(0)
                .path("agentConnected")
                .asBoolean();
    }

    int port() {
        return port;
    }

    Path data() {
        return data;
    }

    /** From the start of the process to the first answer. */
    double readyMillis() {
        return readyMillis;
    }

    /** Memory the process holds, in MiB. */
    double residentMib() throws IOException {
        return ProcessStat.residentMib(process.pid());
    }

    /** Processor time it has used so far, in user and system mode. */
    double cpuSeconds() throws IOException {
        return ProcessStat.cpuSeconds(process.pid());
    }

    static double millisSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e6;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Ends the process; the data stays until {@link #close}. */
    void end() {
        process.destroy();
        try {
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        end();
        remove(data);
    }

    static void remove(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
