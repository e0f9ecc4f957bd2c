package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.cli.host.ExternalCommand;
import io.roadstead.testkit.BusyboxImage;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Ecs;
import io.roadstead.wire.client.Json;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./roadstead} as a user runs it, with the jars that this build packaged. */
@Tag("docker")
class LauncherRunsTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Pattern ENDPOINT = Pattern.compile("export AWS_ENDPOINT_URL=(\\S+)");
    private static final Path ROOT = Path.of(Objects.requireNonNull(System.getProperty("roadstead.root")));

    private final Path state;

    LauncherRunsTest(@TempDir Path state) {
        this.state = state;
    }

    @BeforeAll
    static void makeTheImage() {
        BusyboxImage.ensure();
    }

    @AfterEach
    void stop() throws InterruptedException {
        roadstead("down", "--tasks");
    }

    @Test
    void theDemoShowsThreeTasksFromStartToEndAndLeavesNothing() throws Exception {
        List<String> before = Installation.docker("ps", "-aq", "--filter", "name=ecs-hello-")
                .output()
                .lines()
                .toList();
        boolean imageBefore =
                Installation.docker("image", "inspect", "busybox:stable").status() == 0;

        ExternalCommand.Result demo = roadstead("demo");

        assertThat(demo.exit()).as(demo.output()).isZero();
        assertThat(demo.output())
                .containsPattern("(?s)( {5}task [0-9a-f]{12} .*RUNNING .*){3}")
                .contains("Hello from Roadstead: container ")
                .contains("EssentialContainerExited: Essential container in task exited (exit code 137)")
                .contains("UserInitiated: The demo is over (exit code 0)")
                .contains("That was all");
        assertThat(Installation.docker("ps", "-aq", "--filter", "name=ecs-hello-")
                        .output()
                        .lines())
                .containsExactlyInAnyOrderElementsOf(before);
        assertThat(Installation.docker("image", "inspect", "busybox:stable").status() == 0)
                .isEqualTo(imageBefore);
        assertThat(roadstead("status").exit()).isEqualTo(3);
    }

    @Test
    void whatUpStartedIsToldOfAndTakenUpAgain() throws Exception {
        ExternalCommand.Result up = roadstead("up", "--detach", "--port", "0");
        assertThat(up.exit()).as(up.output()).isZero();
        assertThat(up.output()).contains("Roadstead is ready at ").contains("export AWS_ACCESS_KEY_ID=test");
        Ecs ecs = ecs(up.output());
        String task = runSleeper(ecs);

        ExternalCommand.Result again = roadstead("up", "--detach", "--port", "0");
        assertThat(again.exit()).isZero();
        assertThat(again.output()).contains("Roadstead runs already at ");
        assertThat(ENDPOINT.matcher(again.output()).results().map(found -> found.group(1)))
                .containsExactly(endpoint(up.output()));

        ExternalCommand.Result status = roadstead("status");
        assertThat(status.exit()).isZero();
        assertThat(status.output())
                .contains("Roadstead runs at " + endpoint(up.output()))
                .containsPattern("cluster +default: 1 RUNNING")
                .containsPattern("instance +[0-9a-f]{32} ACTIVE, agent connected");

        new LastLook(client(up.output())).judge();
        assertThat(roadstead("down").output()).contains("Roadstead is stopped; 1 task left");
        assertThat(roadstead("status").exit()).isEqualTo(3);
        List<String> containers = Installation.containersOf(task);
        assertThat(containers).hasSize(1);
        assertThat(running(containers.getFirst())).isEqualTo("true");

        Ecs taken = ecs(roadstead("up", "--detach", "--port", "0").output());
        assertThat(taken.tasks("default", List.of(task))
                        .getFirst()
                        .path("lastStatus")
                        .text())
                .isEqualTo("RUNNING");
        assertThat(taken.instances("default")).hasSize(1);

        ExternalCommand.Result down = roadstead("down", "--tasks");
        assertThat(down.output()).contains("Stopped 1 task.").contains("Roadstead is stopped.");
        assertThat(Installation.containersOf(task)).isEmpty();
    }

    @Test
    void aRehearsalStartsItsTasksForRealAndLeavesTheServerAndNoContainer() throws Exception {
        ExternalCommand.Result up = roadstead("up", "--detach", "--port", "0");
        assertThat(up.exit()).as(up.output()).isZero();

        ExternalCommand.Result rehearsal = roadstead("rehearse");

        assertThat(rehearsal.exit()).as(rehearsal.output()).isZero();
        Ecs ecs = ecs(up.output());
        assertThat(ecs.taskArns("default", "RUNNING")).isEmpty();
        List<String> tasks = ecs.taskArns("default", "STOPPED");
        assertThat(ecs.tasks("default", tasks)).hasSize(30).allSatisfy(task -> {
            assertThat(task.has("startedAt")).as("it ran").isTrue();
            assertThat(task.path("lastStatus").text()).isEqualTo("STOPPED");
        });
        assertThat(tasks)
                .allSatisfy(task -> assertThat(Installation.containersOf(task)).isEmpty());
        assertThat(roadstead("--help").output()).contains("demo").doesNotContain("rehearse");
    }

    @Test
    void aBusyPortIsNamedWithAWayOut() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(busy.getLocalPort());
            ExternalCommand.Result up = roadstead("up", "--detach", "--no-agent", "--port", port);
            assertThat(up.exit()).isEqualTo(1);
            assertThat(up.output())
                    .contains("The server ended with status 1")
                    .contains("Port " + port + " of 127.0.0.1 cannot be had")
                    .contains("--port " + (busy.getLocalPort() + 1));
        }
    }

    @Test
    void aServerInTheForegroundEndsCleanlyAtASignal() throws Exception {
        Path output = state.resolve("foreground.txt");
        ProcessBuilder builder = new ProcessBuilder(command("up", "--no-agent", "--port", "0"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment());
        Process up = builder.start();
        Awaitility.await().atMost(LIMIT).until(() -> Files.readString(output).contains("export AWS_REGION"));

        up.destroy();

        assertThat(up.waitFor()).isZero();
        assertThat(Files.readString(output)).contains("Roadstead is stopped; containers keep running.");
        assertThat(roadstead("status").exit()).isEqualTo(3);
    }

    @Test
    void anotherAccountSeesNothingOfTheFirst() throws Exception {
        Ecs first = ecs(roadstead("up", "--detach", "--no-agent", "--port", "0").output());
        first.call("CreateCluster", Json.object().put("clusterName", "mine"));

        ExternalCommand.Result added = roadstead("account", "add", "--id", "123456789012");

        assertThat(added.exit()).as(added.output()).isZero();
        Ecs second = new Ecs(new ControlClient(
                URI.create(endpoint(added.output())),
                "us-east-1",
                value(added.output(), "AWS_ACCESS_KEY_ID"),
                value(added.output(), "AWS_SECRET_ACCESS_KEY")));
        assertThat(second.clusterArns()).isEmpty();
        assertThat(first.clusterArns()).anyMatch(arn -> arn.endsWith(":000000000000:cluster/mine"));
        second.call("CreateCluster", Json.object().put("clusterName", "theirs"));
        assertThat(second.clusterArns()).containsExactly("arn:aws:ecs:us-east-1:123456789012:cluster/theirs");
        assertThat(roadstead("account", "add", "--id", "123456789012").exit()).isEqualTo(1);
    }

    private static String runSleeper(Ecs ecs) throws Exception {
        ecs.call(
                "RegisterTaskDefinition",
                Json.parse(("{\"family\":\"launcher\",\"containerDefinitions\":[{\"name\":\"main\",\"image\":\""
                                + BusyboxImage.NAME
                                + "\",\"memory\":16,\"stopTimeout\":2,\"command\":[\"sleep\",\"1000\"]}]}")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        String task = ecs.call("RunTask", Json.object().put("taskDefinition", "launcher"))
                .path("tasks")
                .first()
                .path("taskArn")
                .text();
        Awaitility.await().atMost(LIMIT).until(() -> ecs.tasks("default", List.of(task))
                .getFirst()
                .path("lastStatus")
                .text()
                .equals("RUNNING"));
        return task;
    }

    private static String running(String container) {
        return Installation.docker("inspect", "--format", "{{.State.Running}}", container)
                .output()
                .strip();
    }

    private static Ecs ecs(String output) {
        return new Ecs(client(output));
    }

    private static ControlClient client(String output) {
        return new ControlClient(URI.create(endpoint(output)), "us-east-1", "test", "test");
    }

    private static String endpoint(String output) {
        return value(output, "AWS_ENDPOINT_URL");
    }

    private static String value(String output, String name) {
        Matcher found = Pattern.compile("export " + name + "=(\\S+)").matcher(output);
        assertThat(found.find()).as(output).isTrue();
        return found.group(1);
    }

    private ExternalCommand.Result roadstead(String... words) throws InterruptedException {
        return ExternalCommand.run(LIMIT, null, environment(), command(words));
    }

    private Map<String, String> environment() {
        return Map.of(
                "XDG_STATE_HOME", state.toString(),
                "ROADSTEAD_RUNTIME", ROOT.resolve("cli/target/lib").toString());
    }

    private static List<String> command(String... words) {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("roadstead").toString()));
        command.addAll(List.of(words));
        return command;
    }
}
