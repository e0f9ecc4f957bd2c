package io.roadstead.cli.demo;

import io.roadstead.cli.CommandFailure;
import io.roadstead.cli.host.ExternalCommand;
import io.roadstead.cli.host.Packages;
import io.roadstead.cli.host.TaskContainers;
import io.roadstead.cli.terminal.Terminal;
import io.roadstead.cli.terminal.Words;
import io.roadstead.wire.client.Ecs;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The demo's steps against a running control plane: register, run three tasks, read one's output, kill one's container,
 * stop the rest. {@link #cleanUp} takes away what is left, however far it came.
 */
public final class Demo {
    static final String CLUSTER = "default";
    static final int TASKS = 3;
    static final String STOP_REASON = "The demo is over";

    private final Ecs ecs;
    private final Terminal terminal;
    private final Map<String, String> environment;
    private final Json definition;
    private final Packages packages;
    private final DemoImage image;
    private final List<String> tasks = new ArrayList<>();
    private DemoImage.@Nullable Origin imageOrigin;
    private @Nullable String registered;

    /** @param example the task definition to run, a file as the AWS CLI takes it */
    public Demo(Ecs ecs, Path example, Packages packages, Map<String, String> environment, Terminal terminal)
            throws IOException {
        this.ecs = ecs;
        this.terminal = terminal;
        this.environment = environment;
        this.packages = packages;
        this.definition = Json.parse(Files.readAllBytes(example));
        this.image = new DemoImage(
                definition.path("containerDefinitions").first().path("image").text(), packages, terminal);
    }

    /** Runs all steps and tells them. */
    public void run() throws IOException, InterruptedException {
        Docker.ensureClient(environment, packages);
        List<Json> running = start(register());
        Json first = running.getFirst();
        read(first);
        kill(first);
        stop(running.subList(1, running.size()));
    }

    /** Gives the definition's ARN. */
    private String register() throws IOException, InterruptedException {
        DemoImage.Origin origin = image.ensure();
        imageOrigin = origin;
        Json answer = ecs.call("RegisterTaskDefinition", definition).path("taskDefinition");
        String arn = answer.path("taskDefinitionArn").text();
        registered = arn;
        step(
                "2",
                "Register",
                "aws ecs register-task-definition --cli-input-json file://examples/hello/task-definition.json");
        say(afterSlash(arn) + "; its image "
                + definition.path("containerDefinitions").first().path("image").text() + " was " + origin.words);
        return arn;
    }

    private List<Json> start(String definitionArn) throws InterruptedException {
        Json input = Json.object()
                .put("cluster", CLUSTER)
                .put("taskDefinition", definitionArn)
                .put("count", TASKS)
                .put("startedBy", "roadstead-demo");
        step("3", "Run three tasks", "aws ecs run-task --task-definition hello --count 3");
        TaskWatch watch = new TaskWatch(ecs, CLUSTER, terminal, "");
        Json answer = ecs.call("RunTask", input);
        answer.path("tasks").forEach(task -> tasks.add(task.path("taskArn").text()));
        if (tasks.size() < TASKS) {
            String reasons = String.join(
                    ", ",
                    StreamSupport.stream(answer.path("failures").spliterator(), false)
                            .map(failure -> failure.path("reason").text())
                            .distinct()
                            .toList());
            throw new CommandFailure("Only " + Words.count(tasks.size(), "task") + " of " + TASKS
                    + " found room in cluster " + CLUSTER + ": " + reasons + ".");
        }
        return watch.until("RUNNING", tasks);
    }

    private void read(Json task) throws InterruptedException {
        String container = container(task);
        step("4", "Read one's output", "docker logs " + shortId(container));
        ExternalCommand.Result logs = Docker.run("logs", container);
        // The container's first line may come a moment after it counts as running.
        for (int tries = 0; logs.ok() && logs.output().isBlank() && tries < 50; tries++) {
            Thread.sleep(Duration.ofMillis(20));
            logs = Docker.run("logs", container);
        }
        if (!logs.ok()) {
            throw new CommandFailure("docker logs failed: " + logs.lastLine());
        }
        logs.output().lines().forEach(this::say);
    }

    private void kill(Json task) throws InterruptedException {
        String container = container(task);
        step("5", "Kill its container", "docker kill " + shortId(container));
        TaskWatch watch = new TaskWatch(ecs, CLUSTER, terminal, "RUNNING");
        ExternalCommand.Result killed = Docker.run("kill", container);
        if (!killed.ok()) {
            throw new CommandFailure("docker kill failed: " + killed.lastLine());
        }
        List<Json> stopped = watch.until("STOPPED", List.of(task.path("taskArn").text()));
        say(TaskWatch.reason(stopped.getFirst()));
    }

    private void stop(List<Json> rest) throws InterruptedException {
        step("6", "Stop the rest", "aws ecs stop-task --task ...");
        TaskWatch watch = new TaskWatch(ecs, CLUSTER, terminal, "RUNNING");
        List<String> arns =
                rest.stream().map(task -> task.path("taskArn").text()).toList();
        arns.forEach(arn -> ecs.stopTask(CLUSTER, arn, STOP_REASON));
        List<Json> stopped = watch.until("STOPPED", arns);
        say(TaskWatch.reason(stopped.getFirst()));
    }

    /** Stops what still runs and removes containers, definition and image. */
    public void cleanUp() {
        try {
            endTasks();
            if (registered != null) {
                ecs.call("DeregisterTaskDefinition", Json.object().put("taskDefinition", registered));
            }
            new TaskContainers(environment).removeStopped(tasks);
            if (imageOrigin != null) {
                image.remove(imageOrigin);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void endTasks() throws InterruptedException {
        ecs.tasks(CLUSTER, tasks).stream()
                .filter(task -> !stopped(task))
                .forEach(task -> ecs.stopTask(CLUSTER, task.path("taskArn").text(), STOP_REASON));
        long end = System.nanoTime() + TaskWatch.LIMIT.toNanos();
        while (System.nanoTime() < end && !ecs.tasks(CLUSTER, tasks).stream().allMatch(Demo::stopped)) {
            Thread.sleep(Duration.ofMillis(100));
        }
    }

    private static boolean stopped(Json task) {
        return task.path("lastStatus").text().equals("STOPPED");
    }

    private void step(String number, String title, String command) {
        terminal.line("");
        terminal.line(" " + terminal.bold(number + "  " + title) + "   " + terminal.dim("$ " + command));
    }

    private void say(String text) {
        terminal.line("     " + text);
    }

    private static String container(Json task) {
        String id = task.path("containers").first().path("runtimeId").text();
        if (id.isEmpty()) {
            throw new CommandFailure("DescribeTasks tells no runtimeId of a running container.");
        }
        return id;
    }

    /** The last part of an ARN or the whole of an id, short enough to read. */
    static String shortId(String arn) {
        String id = afterSlash(arn);
        return id.substring(0, Math.min(12, id.length()));
    }

    private static String afterSlash(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }
}
