package io.roadstead.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One server with thousands of agents that starts a number of tasks, from nothing to all RUNNING; each size has a server
 * and a data directory of its own, so that no size pays for another's leftovers.
 */
final class ScaleRun {
    private static final String CLUSTER = "scale";
    private static final int TASK_CPU = 64;
    private static final int TASK_MEMORY = 64;
    /** What each instance takes at least, so that fleets of all sizes but the largest are the same. */
    private static final int TASKS_PER_AGENT = 20;

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final long POLL_MILLIS = 10;
    /** Telling a large service's state costs the server something too. */
    private static final long TELL_POLL_MILLIS = 100;

    private final int agents;
    private final Launching launching;
    private final Consumer<String> progress;

    ScaleRun(int agents, Launching launching, Consumer<String> progress) {
        this.agents = agents;
        this.launching = launching;
        this.progress = progress;
    }

    ScaleResult measure(int tasks) throws Exception {
        int each = Math.max(TASKS_PER_AGENT, (tasks + agents - 1) / agents);
        try (Server server = Server.start(false);
                Client client = new Client(server.port())) {
            client.call("CreateCluster", Client.input().put("clusterName", CLUSTER));
            register(client);
            launching.prepare(client, CLUSTER, tasks);
            progress.accept(agents + " agents connect");
            long began = System.nanoTime();
            try (AgentFleet fleet =
                    AgentFleet.start(server.port(), agents, CLUSTER, each * TASK_CPU, each * TASK_MEMORY)) {
                fleet.awaitConnected();
                double connectSeconds = Server.millisSince(began) / 1e3;
                Thread.sleep(SETTLE);
                double idle = server.residentMib();
                progress.accept(tasks + " tasks start");
                double serverCpu = server.cpuSeconds();
                double agentsCpu = fleet.cpuSeconds();
                long started = System.nanoTime();
                launching.start(client, server.port(), CLUSTER, tasks);
                awaitRunning(client, fleet, tasks, started);
                double startSeconds = Server.millisSince(started) / 1e3;
                double serverSpent = server.cpuSeconds() - serverCpu;
                double agentsSpent = fleet.cpuSeconds() - agentsCpu;
                progress.accept(String.format(
                        "%d tasks in %.1f s, processor time of the server %.1f s, of the agents %.1f s",
                        tasks, startSeconds, serverSpent, agentsSpent));
                Thread.sleep(SETTLE);
                double resident = server.residentMib();
                Double rolling = 2 * tasks <= agents * each ? roll(client) : null;
                return new ScaleResult(
                        tasks,
                        agents,
                        launching.call(),
                        connectSeconds,
                        startSeconds,
                        serverSpent,
                        agentsSpent,
                        idle,
                        resident,
                        rolling);
            }
        }
    }

    private static void register(Client client) throws IOException {
        ObjectNode definition = Client.input().put("family", "scale");
        definition
                .putArray("containerDefinitions")
                .addObject()
                .put("name", "main")
                .put("image", "busybox:1.37")
                .put("cpu", TASK_CPU)
                .put("memory", TASK_MEMORY)
                .put("essential", true);
        client.call("RegisterTaskDefinition", definition);
    }

    private void awaitRunning(Client client, AgentFleet fleet, int tasks, long began)
            throws IOException, InterruptedException {
        AgentFleet.Counts counts = fleet.counts();
        while (counts.running() < tasks) {
            requireTime(began, counts.toString());
            if (counts.failed() > 0) {
                throw new IOException("agents failed: " + counts);
            }
            Thread.sleep(POLL_MILLIS);
            counts = fleet.counts();
        }
        int told = launching.told(client, CLUSTER);
        while (told < tasks) {
            requireTime(began, told + " tasks are told to run");
            Thread.sleep(TELL_POLL_MILLIS);
            told = launching.told(client, CLUSTER);
        }
    }

    private @Nullable Double roll(Client client) throws IOException, InterruptedException {
        return switch (launching) {
            case Launching.ByRunTask unused -> null;
            case Launching.ByServices services -> {
                progress.accept("a rolling update");
                long began = System.nanoTime();
                services.roll(client, CLUSTER);
                while (!services.rolled(client, CLUSTER)) {
                    requireTime(began, "the update is not complete");
                    Thread.sleep(TELL_POLL_MILLIS);
                }
                yield Server.millisSince(began) / 1e3;
            }
        };
    }

    private static void requireTime(long began, String state) throws IOException {
        if (Server.millisSince(began) > LIMIT.toMillis()) {
            throw new IOException("after " + LIMIT.toSeconds() + " s " + state);
        }
    }
}
