package io.roadstead.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Runs, watches and stops tasks of the benchmark's image as a client does. */
final class Tasks {
    private static final String FAMILY = "bench";
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final long POLL_NANOS = 1_000_000;
    private static final int MEMORY_MIB = 16;

    private final Client client;
    private final List<String> all = new ArrayList<>();

    Tasks(Client client) {
        this.client = client;
    }

    void define() throws IOException {
        ObjectNode input = Client.input().put("family", FAMILY);
        ObjectNode container = input.putArray("containerDefinitions")
                .addObject()
                .put("name", "main")
                .put("image", Engine.IMAGE)
                .put("memory", MEMORY_MIB);
        Engine.COMMAND.forEach(container.putArray("command")::add);
        client.call("RegisterTaskDefinition", input);
    }

    /** One RunTask call. */
    List<String> run(int count) throws IOException {
        JsonNode answer = client.call(
                "RunTask", Client.input().put("taskDefinition", FAMILY).put("count", count));
        List<String> arns = new ArrayList<>();
        answer.path("tasks").forEach(task -> arns.add(task.path("taskArn").asText()));
        all.addAll(arns);
        if (arns.size() != count) {
            throw new IOException("RunTask of " + count + " placed " + arns.size() + ": " + answer.path("failures"));
        }
        return arns;
    }

    /** Asks every millisecond until all of them are in this state. */
    void await(List<String> arns, String status) throws IOException {
        ObjectNode input = Client.input();
        ArrayNode asked = input.putArray("tasks");
        arns.forEach(asked::add);
        long began = System.nanoTime();
        while (true) {
            int reached = 0;
            JsonNode tasks = client.call("DescribeTasks", input).path("tasks");
            for (JsonNode task : tasks) {
                String last = task.path("lastStatus").asText();
                reached += last.equals(status) ? 1 : 0;
                if (last.equals("STOPPED") && !status.equals("STOPPED")) {
                    throw new IOException(
                            "a task stopped: " + task.path("stoppedReason").asText());
                }
            }
            if (reached == arns.size()) {
                return;
            }
            if (System.nanoTime() - began > LIMIT.toNanos()) {
                throw new IOException("after " + LIMIT.toSeconds() + " s only " + reached + " of " + arns.size()
                        + " tasks were " + status);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Stops them and waits until they are. */
    void stop(List<String> arns) throws IOException {
        for (String arn : arns) {
            client.call("StopTask", Client.input().put("task", arn));
        }
        await(arns, "STOPPED");
    }

    /** Every task this ran. */
    List<String> all() {
        return List.copyOf(all);
    }
}
