package io.roadstead.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.bench.Measurement.Amount;
import io.roadstead.bench.Measurement.Goal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * How long {@code ./roadstead doctor} takes for a cluster of a thousand running tasks with one service that finds no
 * place: the whole command, from the shell to its last line.
 */
final class DoctorRow implements Row {
    private static final String CLUSTER = "doctor";
    private static final int TASKS = 1000;
    private static final int SERVICES = 10;
    private static final int AGENTS = 50;
    private static final int CPU = 4096;
    private static final int MEMORY = 16384;
    private static final int ROUNDS = 9;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final double GOAL_MILLIS = 1000;

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public Measurement measure(Consumer<String> progress) throws Exception {
        List<Double> times = new ArrayList<>();
        try (Server server = Server.start(false);
                Client client = new Client(server.port())) {
            client.call("CreateCluster", Client.input().put("clusterName", CLUSTER));
            try (AgentFleet agents = AgentFleet.start(server.port(), AGENTS, CLUSTER, CPU, MEMORY)) {
                agents.awaitConnected();
                create(client);
                await(agents);
                progress.accept(TASKS + " tasks run");
                doctor(server);
                for (int round = 1; round <= ROUNDS; round++) {
                    times.add(doctor(server));
                }
            }
        }
        Statistics told = Statistics.of(times);
        return new Measurement(
                name(),
                "./roadstead doctor --json of a cluster of " + TASKS + " running tasks in " + SERVICES + " services on "
                        + AGENTS + " agents, and one service that finds no place; the whole command, median of "
                        + ROUNDS,
                new Amount(told.median(), "ms"),
                null,
                Goal.atMost(GOAL_MILLIS),
                "Least " + Report.number(told.least()) + ", most " + Report.number(told.most())
                        + " ms, the start of the JVM included");
    }

    private static void create(Client client) throws IOException {
        define(client, "small", 16);
        define(client, "huge", 2 * MEMORY);
        for (int service = 0; service < SERVICES; service++) {
            create(client, "s" + service, "small", TASKS / SERVICES);
        }
        create(client, "stuck", "huge", 1);
    }

    private static void define(Client client, String family, int memory) throws IOException {
        ObjectNode definition = Client.input().put("family", family);
        definition
                .putArray("containerDefinitions")
                .addObject()
                .put("name", "main")
                .put("image", "busybox")
                .put("memory", memory);
        client.call("RegisterTaskDefinition", definition);
    }

    private static void create(Client client, String name, String definition, int desired) throws IOException {
        client.call(
                "CreateService",
                Client.input()
                        .put("cluster", CLUSTER)
                        .put("serviceName", name)
                        .put("taskDefinition", definition)
                        .put("desiredCount", desired));
    }

    private static void await(AgentFleet agents) throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (agents.counts().running() < TASKS) {
            if (Server.millisSince(began) > LIMIT.toMillis()) {
                throw new IOException("after " + LIMIT.toSeconds() + " s only " + agents.counts() + " run");
            }
            Thread.sleep(100);
        }
    }

    /** Runs the command, and sees that it found what is wrong and nothing else. */
    private static double doctor(Server server) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("roadstead.root", "."), "roadstead")
                                .toString(),
                        "doctor",
                        "--json",
                        "--data",
                        server.data().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        byte[] told = process.getInputStream().readAllBytes();
        int status = process.waitFor();
        double millis = Server.millisSince(began);
        JsonNode findings = new ObjectMapper().readTree(told).path("findings");
        if (status != 2
                || findings.isEmpty()
                || !findings.path(0).path("subject").asText().endsWith("/stuck")) {
            throw new IOException("the doctor ended with " + status + " and found " + findings);
        }
        return millis;
    }
}
