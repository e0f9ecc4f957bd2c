package io.roadstead.acceptance;

import io.roadstead.cli.Main;
import io.roadstead.testkit.BusyboxImage;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Ecs;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * Meets the classes that tests' processes meet: one process is server and agent, runs a task and stops it, and is looked
 * through by the doctor. It ends with its parent: left alone it would go on as a server.
 */
final class TrainingRun {
    private static final String DEFINITION = """
        {"family":"training","containerDefinitions":[
          {"name":"main","image":"@IMAGE@","memory":16,"stopTimeout":2,"command":["sleep","1000"]}]}
        """;

    private TrainingRun() {}

    /** @param words a free port, and a directory for the server's data */
    public static void main(String[] words) throws IOException {
        endWithParent();
        String port = words[0];
        String data = words[1];
        Thread.ofPlatform().daemon().start(() -> Main.main(new String[] {"up", "--port", port, "--data", data}));
        Ecs ecs = new Ecs(new ControlClient(URI.create("http://127.0.0.1:" + port), "us-east-1", "test", "test"));
        Awaitility.await("an instance")
                .atMost(Installation.LIMIT)
                .ignoreExceptionsInstanceOf(ApiError.class)
                .until(() -> ecs.instances("default").stream()
                        .anyMatch(instance -> instance.path("agentConnected").truth()));
        ecs.call(
                "RegisterTaskDefinition",
                Json.parse(DEFINITION.replace("@IMAGE@", BusyboxImage.ensure()).getBytes(StandardCharsets.UTF_8)));
        String task = ecs.call("RunTask", Json.object().put("taskDefinition", "training"))
                .path("tasks")
                .first()
                .path("taskArn")
                .text();
        awaitStatus(ecs, task, "RUNNING");
        ecs.stopTask("default", task, "trained");
        awaitStatus(ecs, task, "STOPPED");
        List<String> remove = new ArrayList<>(List.of("rm", "-f"));
        remove.addAll(Installation.containersOf(task));
        Installation.docker(remove.toArray(String[]::new));
        Main.main(new String[] {"doctor", "--data", data});
    }

    private static void awaitStatus(Ecs ecs, String task, String status) {
        Awaitility.await(task + " is " + status).atMost(Installation.LIMIT).until(() -> ecs.tasks(
                        "default", List.of(task))
                .getFirst()
                .path("lastStatus")
                .text()
                .equals(status));
    }

    /** The parent holds the other end of the standard input, and never writes. */
    private static void endWithParent() {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // Nobody writes.
                }
            } catch (IOException e) {
                System.err.println("no standard input: " + e);
            }
            Runtime.getRuntime().halt(1);
        });
    }
}
