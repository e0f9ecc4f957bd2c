package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.doctor.facts.Collector;
import io.roadstead.doctor.facts.IdentityCollector;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.testkit.BusyboxImage;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A Roadstead of a test's own: server and agent in one child process, as {@code up} runs them, with its own port and data
 * directory. Before it closes, the doctor looks at it: a finding that was not declared is a failure. Closing it removes the
 * containers its tasks made.
 */
public final class Installation implements AutoCloseable {
    public static final Duration LIMIT = Duration.ofSeconds(90);
    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String TARGET = "AmazonEC2ContainerServiceV20141113.";

    private final Path data;
    private final int port;
    private final Map<String, String> environment;
    private final List<String> options;
    private final ControlClient client;
    private final LastLook lastLook;
    private boolean examined;
    private @Nullable Process process;

    /**
     * @param environment further variables of the server's process, for example the agent's {@code ECS_…}
     * @param options further options of {@code up}
     */
    public Installation(Map<String, String> environment, String... options) {
        this.options = List.of(options);
        try {
            data = Files.createTempDirectory("roadstead-acceptance");
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.environment = environment;
        this.client = new ControlClient(endpoint(), "us-east-1", "test", "test");
        this.lastLook = new LastLook(client);
        if (!this.options.contains("--no-agent")) {
            BusyboxImage.ensure();
        }
    }

    public Installation(String... options) {
        this(Map.of(), options);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public Path data() {
        return data;
    }

    /** Starts the process and returns when the instance's agent is connected. */
    public Installation start() {
        startProcess();
        awaitAgent();
        return this;
    }

    /** Starts the process and returns at once. */
    public void startProcess() {
        List<String> command = roadstead("up", "--port", Integer.toString(port), "--data", data.toString());
        command.addAll(options);
        process = launch(command, log(), environment);
    }

    /** The command line of Roadstead's own main class, run as the launcher runs it. */
    public static List<String> roadstead(String... words) {
        return Children.roadstead(words);
    }

    /** Starts a process of a test's own, its output appended to a file. */
    public static Process launch(List<String> command, Path output, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitAgent() {
        Awaitility.await("the agent's connection; the log is " + log())
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(this::agentConnected);
    }

    /** Waits until the server answers, for installations without an agent. */
    public void awaitAnswer() {
        Awaitility.await("an answer; the log is " + log())
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(ApiError.class)
                .until(() -> {
                    requireAlive();
                    return call("ListClusters", input()).has("clusterArns");
                });
    }

    /** As {@code kill -9}: nothing is flushed, nobody is told. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            waitFor(running);
            process = null;
        }
    }

    /** Calls ECS as the first account's root. */
    public JsonNode call(String operation, ObjectNode input) {
        try {
            Json answer = client.call("ecs", TARGET + operation, Json.parse(JSON.writeValueAsBytes(input)));
            return JSON.readTree(answer.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Calls Roadstead's own service as the first account's root. */
    JsonNode own(String operation, ObjectNode input) {
        try {
            Json answer = client.call(
                    "roadstead", "Roadstead_20261101." + operation, Json.parse(JSON.writeValueAsBytes(input)));
            return JSON.readTree(answer.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    public static ObjectNode input() {
        return JSON.createObjectNode();
    }

    /** Runs the AWS CLI against this installation and returns what it printed, as JSON. */
    public JsonNode aws(String... words) {
        Ran ran = awsRun(words);
        if (ran.status() != 0) {
            throw new AssertionError("aws " + String.join(" ", words) + " ended with " + ran.status() + ": "
                    + ran.error() + ran.output());
        }
        return ran.json();
    }

    /** What a command did. */
    public record Ran(int status, String output, String error) {
        public JsonNode json() {
            try {
                return JSON.readTree(output.isBlank() ? "{}" : output);
            } catch (IOException e) {
                throw new UncheckedIOException(output, e);
            }
        }
    }

    Ran awsRun(String... words) {
        return awsRun(Map.of(), words);
    }

    public Ran awsRun(Map<String, String> more, String... words) {
        List<String> command = new ArrayList<>(List.of(
                // By the option, for the CLI of Debian 12 does not know AWS_ENDPOINT_URL yet.
                "aws", "--endpoint-url", endpoint().toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(Map.of(
                        "AWS_ENDPOINT_URL", endpoint().toString(),
                        "AWS_ACCESS_KEY_ID", "test",
                        "AWS_SECRET_ACCESS_KEY", "test",
                        "AWS_DEFAULT_REGION", "us-east-1",
                        "AWS_PAGER", "",
                        "AWS_CONFIG_FILE", "/dev/null",
                        "AWS_SHARED_CREDENTIALS_FILE", "/dev/null"));
        builder.environment().putAll(more);
        return run(builder);
    }

    public static Ran docker(String... words) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        return run(new ProcessBuilder(command));
    }

    /** Ids of all containers, running or not, that belong to this task. */
    public static List<String> containersOf(String taskArn) {
        return docker("ps", "-aq", "--no-trunc", "--filter", "label=com.amazonaws.ecs.task-arn=" + taskArn)
                .output()
                .lines()
                .toList();
    }

    /** Registers a definition of one container of the test's image. */
    public void definition(String family, String containerJson) {
        try {
            ObjectNode container = (ObjectNode) JSON.readTree(containerJson);
            if (!container.has("name")) {
                container.put("name", "main");
            }
            if (!container.has("image")) {
                container.put("image", BusyboxImage.NAME);
            }
            if (!container.has("memory")) {
                container.put("memory", 32);
            }
            ObjectNode input = input().put("family", family);
            input.putArray("containerDefinitions").add(container);
            call("RegisterTaskDefinition", input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs one task of this family, as the first account's root, and returns its ARN. */
    String run(String family) {
        JsonNode answer = call("RunTask", input().put("taskDefinition", family));
        if (!answer.path("failures").isEmpty()) {
            throw new AssertionError("no task of " + family + ": " + answer.path("failures"));
        }
        return answer.path("tasks").path(0).path("taskArn").asText();
    }

    /** Stops a task and returns when it has. */
    void stop(String taskArn) {
        call("StopTask", input().put("task", taskArn));
        awaitStatus(taskArn, "STOPPED");
    }

    public JsonNode describe(String taskArn) {
        ObjectNode input = input();
        input.putArray("tasks").add(taskArn);
        return call("DescribeTasks", input).path("tasks").path(0);
    }

    public JsonNode awaitStatus(String taskArn, String status) {
        Awaitility.await(taskArn + " is " + status + "; the log is " + log())
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> describe(taskArn).path("lastStatus").asText().equals(status));
        return describe(taskArn);
    }

    /** What the doctor looks through. */
    public Collector collector() {
        return lastLook.collector();
    }

    /** What the doctor asks of roles and of denied calls. */
    public IdentityCollector identity() {
        return lastLook.identity();
    }

    /** The same where nobody knows Roadstead's own operations, as on AWS. */
    public IdentityCollector identityByPublicApis() {
        return lastLook.identityByPublicApis();
    }

    /** What the doctor says of the latest call that was refused. */
    public Finding refused() {
        return lastLook.refused();
    }

    /** Declares what is broken here on purpose: articles that the doctor has to find in the end, and no others. */
    Installation expects(String... articles) {
        lastLook.expect(List.of(articles));
        return this;
    }

    /** Declares articles that the doctor may find in the end, where timing decides whether it does. */
    Installation mayFind(String... articles) {
        lastLook.allow(List.of(articles));
        return this;
    }

    /** For a test that asks the doctor itself about all that it breaks: nobody asks again in the end. */
    public Installation unexamined() {
        examined = true;
        return this;
    }

    /** The doctor's look before anything is taken away; for a test that ends its agents before it closes this. */
    void examine() {
        if (!examined) {
            examined = true;
            lastLook.judge();
        }
    }

    /** What the doctor finds now. */
    List<Finding> findings() {
        return lastLook.findings();
    }

    /** Fails when the doctor finds something now: a false alarm where nothing is broken. */
    void assertHealthy() {
        assertThat(findings()).as("nothing is broken here").isEmpty();
    }

    @Override
    public void close() {
        try {
            examine();
        } finally {
            clear();
        }
    }

    private void clear() {
        List<String> containers = new ArrayList<>();
        try {
            for (String status : List.of("RUNNING", "STOPPED")) {
                tasks(status).forEach(arn -> containers.addAll(containersOf(arn)));
            }
        } catch (ApiError unreachable) {
            // A test that left its server dead has nothing to ask; its containers are found by their label below.
            containers.addAll(docker("ps", "-aq", "--filter", "label=com.amazonaws.ecs.cluster=default")
                    .output()
                    .lines()
                    .toList());
        }
        kill();
        Set<String> volumes = volumesOf(containers);
        if (!containers.isEmpty()) {
            List<String> words = new ArrayList<>(List.of("rm", "-f", "-v"));
            words.addAll(containers);
            docker(words.toArray(String[]::new));
        }
        if (!volumes.isEmpty()) {
            List<String> words = new ArrayList<>(List.of("volume", "rm", "-f"));
            words.addAll(volumes);
            docker(words.toArray(String[]::new));
        }
        try (Stream<Path> all = Files.walk(data)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The volumes that the agent made for these containers' tasks, and removes hours after them; known by their names. */
    private static Set<String> volumesOf(List<String> containers) {
        Set<String> volumes = new HashSet<>();
        for (String container : containers) {
            docker(
                            "inspect",
                            "-f",
                            "{{range .Mounts}}{{if eq .Type \"volume\"}}{{println .Name}}{{end}}{{end}}",
                            container)
                    .output()
                    .lines()
                    .filter(name -> name.startsWith("ecs-"))
                    .forEach(volumes::add);
        }
        return volumes;
    }

    /** The ARNs of all tasks of this desired status, page by page. */
    private List<String> tasks(String desiredStatus) {
        List<String> arns = new ArrayList<>();
        ObjectNode input = input().put("desiredStatus", desiredStatus);
        boolean more = true;
        while (more) {
            JsonNode page = call("ListTasks", input);
            page.path("taskArns").forEach(arn -> arns.add(arn.asText()));
            more = page.hasNonNull("nextToken");
            input.set("nextToken", page.path("nextToken"));
        }
        return arns;
    }

    public Path log() {
        return data.resolve("test-output.log");
    }

    private boolean agentConnected() {
        requireAlive();
        try {
            JsonNode arns = call("ListContainerInstances", input()).path("containerInstanceArns");
            if (arns.isEmpty()) {
                return false;
            }
            ObjectNode input = input();
            input.putArray("containerInstances").add(arns.path(0).asText());
            return call("DescribeContainerInstances", input)
                    .path("containerInstances")
                    .path(0)
                    .path("agentConnected")
                    .asBoolean();
        } catch (ApiError notYet) {
            return false;
        }
    }

    private void requireAlive() {
        Process running = process;
        if (running != null && !running.isAlive()) {
            throw new AssertionError(
                    "the server ended with " + running.exitValue() + "; its last words: " + lastWords());
        }
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Ran run(ProcessBuilder builder) {
        try {
            Path output = Files.createTempFile("out", ".txt");
            Path error = Files.createTempFile("err", ".txt");
            Process process = builder.redirectOutput(output.toFile())
                    .redirectError(error.toFile())
                    .start();
            waitFor(process);
            Ran ran = new Ran(
                    process.exitValue(),
                    Files.readString(output, StandardCharsets.UTF_8),
                    Files.readString(error, StandardCharsets.UTF_8));
            Files.delete(output);
            Files.delete(error);
            return ran;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void waitFor(Process process) {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(process.info() + " did not end within " + LIMIT.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
