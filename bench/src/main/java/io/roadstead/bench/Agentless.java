package io.roadstead.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An instance that exists only on paper: registered by the API, its agent's session open but deaf, its tasks reported
 * RUNNING. So reading can be measured without any container.
 */
final class Agentless implements AutoCloseable {
    private static final String CLUSTER = "bench";
    private static final long SECONDS = 10;

    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket session;
    private final List<String> tasks = new ArrayList<>();

    Agentless(int port, Client client, int count) throws Exception {
        client.call("CreateCluster", Client.input().put("clusterName", CLUSTER));
        String instance = register(client);
        session = connect(port, instance);
        ObjectNode definition = Client.input().put("family", "paper");
        definition
                .putArray("containerDefinitions")
                .addObject()
                .put("name", "main")
                .put("image", "busybox")
                .put("memory", 16);
        client.call("RegisterTaskDefinition", definition);
        ObjectNode run = Client.input()
                .put("cluster", CLUSTER)
                .put("taskDefinition", "paper")
                .put("count", count);
        long began = System.nanoTime();
        JsonNode answer = client.call("RunTask", run);
        // The session counts as connected a moment after its handshake.
        while (answer.path("tasks").isEmpty() && System.nanoTime() - began < TimeUnit.SECONDS.toNanos(SECONDS)) {
            Thread.sleep(20);
            answer = client.call("RunTask", run);
        }
        for (JsonNode task : answer.path("tasks")) {
            tasks.add(task.path("taskArn").asText());
        }
        if (tasks.size() != count) {
            throw new IOException("of " + count + " tasks " + tasks.size() + " were placed: " + answer);
        }
        for (String task : tasks) {
            ObjectNode report =
                    Client.input().put("cluster", CLUSTER).put("task", task).put("status", "RUNNING");
            report.putArray("containers")
                    .addObject()
                    .put("containerName", "main")
                    .put("runtimeId", "0".repeat(64))
                    .put("status", "RUNNING");
            client.call("SubmitTaskStateChange", report);
        }
    }

    /** The input of a DescribeTasks of all its tasks. */
    ObjectNode describeTasks() {
        ObjectNode input = Client.input().put("cluster", CLUSTER);
        ArrayNode asked = input.putArray("tasks");
        tasks.forEach(asked::add);
        return input;
    }

    private static String register(Client client) throws IOException {
        ObjectNode input = Client.input().put("cluster", CLUSTER);
        ArrayNode resources = input.putArray("totalResources");
        Map.of("CPU", 4096, "MEMORY", 16384).forEach((name, value) -> resources
                .addObject()
                .put("name", name)
                .put("type", "INTEGER")
                .put("integerValue", value));
        for (String name : List.of("PORTS", "PORTS_UDP")) {
            resources
                    .addObject()
                    .put("name", name)
                    .put("type", "STRINGSET")
                    .putArray("stringSetValue")
                    .add("22");
        }
        return client.call("RegisterContainerInstance", input)
                .path("containerInstance")
                .path("containerInstanceArn")
                .asText();
    }

    private WebSocket connect(int port, String instance) throws Exception {
        String query = "agentHash=bench&agentVersion=1.0.0&clusterArn=" + CLUSTER + "&containerInstanceArn="
                + URLEncoder.encode(instance, StandardCharsets.UTF_8) + "&seqNum=1&sendCredentials=false";
        WebSocket.Builder builder = http.newWebSocketBuilder();
        new Requests(port).handshake("/acs/ws", query).forEach(builder::header);
        return builder.buildAsync(
                        URI.create("ws://127.0.0.1:" + port + "/acs/ws?" + query), new WebSocket.Listener() {})
                .get(SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        session.abort();
        http.close();
    }
}
