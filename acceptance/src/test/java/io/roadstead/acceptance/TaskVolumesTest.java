package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A definition's volumes, as processes inside its containers and Docker itself find them. */
@Tag("docker")
class TaskVolumesTest {
    private static final Installation HOUSE =
            new Installation(Map.of("ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION", "1s")).expects("ecs-task-stopped");

    @BeforeAll
    static void start() {
        HOUSE.start();
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @Test
    void scratchSpaceIsSharedByTheTasksContainersAndGoneWithTheTask() {
        register(
                "scratch",
                "[{\"name\":\"v\"}]",
                container("writer", "echo ahoy > /out/said; sleep 1000", "v", "/out", false),
                container("reader", "sleep 1000", "v", "/in", true));
        String task = HOUSE.run("scratch");
        JsonNode running = HOUSE.awaitStatus(task, "RUNNING");
        String reader = Containers.id(running, "reader");

        Awaitility.await("what the one wrote").atMost(Installation.LIMIT).until(() -> Containers.inside(
                        reader, "cat /in/said 2>/dev/null || true")
                .equals("ahoy\n"));
        assertThat(Containers.inside(reader, "touch /in/mine 2>&1 || echo refused"))
                .contains("Read-only file system")
                .contains("refused");
        List<String> volumes = volumes("^ecs-scratch-[0-9]+-v-");
        assertThat(volumes).hasSize(1);

        HOUSE.stop(task);
        Awaitility.await("the removal of " + volumes)
                .atMost(Installation.LIMIT)
                .until(() -> volumes("^ecs-scratch-[0-9]+-v-").isEmpty());
    }

    @Test
    void aPathOfTheHostIsTheHosts() throws IOException {
        Path directory = Files.createTempDirectory("roadstead-volume");
        Path absent = directory.resolve("not/there/yet");
        try {
            Files.writeString(directory.resolve("greeting"), "ahoy");
            register(
                    "path",
                    "[{\"name\":\"v\",\"host\":{\"sourcePath\":\"" + directory + "\"}},"
                            + "{\"name\":\"w\",\"host\":{\"sourcePath\":\"" + absent + "\"}}]",
                    "{\"name\":\"main\",\"image\":\"roadstead-busybox:test\",\"memory\":32,\"stopTimeout\":2,"
                            + "\"command\":[\"sh\",\"-c\",\"cat /data/greeting > /new/copy && sleep 1000\"],"
                            + "\"mountPoints\":[{\"sourceVolume\":\"v\",\"containerPath\":\"/data\",\"readOnly\":true},"
                            + "{\"sourceVolume\":\"w\",\"containerPath\":\"/new\"}]}");
            String task = HOUSE.run("path");
            HOUSE.awaitStatus(task, "RUNNING");

            Awaitility.await("the copy on the host")
                    .atMost(Installation.LIMIT)
                    .until(() -> Files.exists(absent.resolve("copy"))
                            && Files.readString(absent.resolve("copy")).equals("ahoy"));
            HOUSE.stop(task);
            assertThat(directory.resolve("greeting")).hasContent("ahoy");
        } finally {
            Installation.docker(
                    "run", "--rm", "-v", directory + ":/d", "roadstead-busybox:test", "rm", "-rf", "/d/not");
            Files.deleteIfExists(directory.resolve("greeting"));
            Files.deleteIfExists(directory);
        }
    }

    @Test
    void aTaskScopedVolumeIsMadeAsAskedAndGoneWithTheTask() {
        register(
                "scoped",
                "[{\"name\":\"v\",\"dockerVolumeConfiguration\":{\"scope\":\"task\",\"driver\":\"local\","
                        + "\"driverOpts\":{\"type\":\"tmpfs\",\"device\":\"tmpfs\",\"o\":\"size=64k\"},"
                        + "\"labels\":{\"team\":\"blue\"}}}]",
                container("main", "sleep 1000", "v", "/data", false));
        String task = HOUSE.run("scoped");
        String id = Containers.id(HOUSE.awaitStatus(task, "RUNNING"), "main");
        String volume = volumes("^ecs-scoped-").getFirst();

        assertThat(Containers.inside(id, "mount | grep /data"))
                .contains("tmpfs")
                .contains("size=64k");
        assertThat(Installation.docker("volume", "inspect", "-f", "{{.Labels.team}}", volume)
                        .output())
                .isEqualTo("blue\n");
        HOUSE.stop(task);
        Awaitility.await("the removal of " + volume).atMost(Installation.LIMIT).until(() -> volumes("^ecs-scoped-")
                .isEmpty());
    }

    @Test
    void aSharedVolumeIsMadeOnceAndOutlivesItsTasks() {
        String name = "roadstead-shared-" + UUID.randomUUID();
        try {
            register(
                    "shared",
                    "[{\"name\":\"" + name
                            + "\",\"dockerVolumeConfiguration\":{\"scope\":\"shared\",\"autoprovision\":true}}]",
                    container("main", "cat /data/said || echo first > /data/said; sleep 1000", name, "/data", false));
            String first = HOUSE.run("shared");
            HOUSE.awaitStatus(first, "RUNNING");
            HOUSE.stop(first);
            Awaitility.await("the first task's removal")
                    .atMost(Installation.LIMIT)
                    .until(() -> Installation.containersOf(first).isEmpty());
            assertThat(volumes("^" + name + "$")).hasSize(1);

            String second = HOUSE.run("shared");
            String id = Containers.id(HOUSE.awaitStatus(second, "RUNNING"), "main");
            assertThat(Containers.inside(id, "cat /data/said")).isEqualTo("first\n");
            HOUSE.stop(second);
            Awaitility.await("the second task's removal")
                    .atMost(Installation.LIMIT)
                    .until(() -> Installation.containersOf(second).isEmpty());
        } finally {
            Installation.docker("volume", "rm", "-f", name);
        }
    }

    @Test
    void aSharedVolumeThatIsNotThereAndMayNotBeMadeStopsTheTask() {
        String name = "roadstead-none-" + UUID.randomUUID();
        register(
                "none",
                "[{\"name\":\"" + name + "\",\"dockerVolumeConfiguration\":{\"scope\":\"shared\"}}]",
                container("main", "sleep 1000", name, "/data", false));
        String task = HOUSE.run("none");

        assertThat(HOUSE.awaitStatus(task, "STOPPED").path("stoppedReason").asText())
                .isEqualTo("resource cannot be initialized for task " + task
                        + ": initialize volume: volume detection failed, volume '" + name
                        + "' does not exist and autoprovision is set to false: Error response from daemon: get " + name
                        + ": no such volume");
    }

    @Test
    void aVolumeThatDockerCannotMakeStopsTheTaskWithDockersWords() {
        register(
                "refused",
                "[{\"name\":\"v\",\"dockerVolumeConfiguration\":{\"scope\":\"task\",\"driver\":\"local\","
                        + "\"driverOpts\":{\"nonsense\":\"1\"}}}]",
                container("main", "sleep 1000", "v", "/data", false));

        assertThat(HOUSE.awaitStatus(HOUSE.run("refused"), "STOPPED")
                        .path("stoppedReason")
                        .asText())
                .startsWith("Error response from daemon: create ecs-refused-")
                .contains("invalid option");
    }

    @Test
    void aDriverThatNoInstanceHasIsNotPlaced() {
        register(
                "driver",
                "[{\"name\":\"v\",\"dockerVolumeConfiguration\":{\"scope\":\"task\",\"driver\":\"sshfs\"}}]",
                container("main", "sleep 1000", "v", "/data", false));

        JsonNode failure = HOUSE.call("RunTask", Installation.input().put("taskDefinition", "driver"))
                .path("failures")
                .path(0);
        assertThat(failure.path("reason").asText()).isEqualTo("ATTRIBUTE");
        assertThat(failure.path("detail").asText()).contains("ecs.capability.docker-plugin.sshfs");
    }

    @Test
    void whatIsNotBuiltIsRefusedByName() {
        Installation.Ran refused = HOUSE.awsRun(
                "ecs",
                "register-task-definition",
                "--family",
                "efs",
                "--volumes",
                "[{\"name\":\"v\",\"efsVolumeConfiguration\":{\"fileSystemId\":\"fs-1234\"}}]",
                "--container-definitions",
                "[{\"name\":\"main\",\"image\":\"busybox\",\"memory\":32}]");

        assertThat(refused.status()).isNotZero();
        assertThat(refused.error())
                .contains("UnsupportedFeatureException")
                .contains("Roadstead does not support volumes.efsVolumeConfiguration yet");
    }

    private static String container(String name, String script, String volume, String path, boolean readOnly) {
        return "{\"name\":\"" + name + "\",\"image\":\"roadstead-busybox:test\",\"memory\":32,\"stopTimeout\":2,"
                + "\"command\":[\"sh\",\"-c\",\"" + script + "\"],\"mountPoints\":[{\"sourceVolume\":\"" + volume
                + "\",\"containerPath\":\"" + path + "\",\"readOnly\":" + readOnly + "}]}";
    }

    private static void register(String family, String volumes, String... containers) {
        try {
            ObjectNode input = Installation.input().put("family", family);
            input.set("volumes", Installation.JSON.readTree(volumes));
            input.set("containerDefinitions", Installation.JSON.readTree("[" + String.join(",", containers) + "]"));
            HOUSE.call("RegisterTaskDefinition", input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> volumes(String pattern) {
        return Installation.docker("volume", "ls", "-q", "--filter", "name=" + pattern)
                .output()
                .lines()
                .toList();
    }
}
