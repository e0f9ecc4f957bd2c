package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.testkit.BusyboxImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What containers of a task share with each other and with their host, as their own processes find it. */
@Tag("docker")
class TaskRuntimeTest {
    private static final Installation HOUSE = new Installation();
    private static final String SLEEPS = "\"command\":[\"sleep\",\"1000\"],\"stopTimeout\":2";
    private static final String CHECKED_IMAGE = "roadstead-checked:test";

    @BeforeAll
    static void start() {
        HOUSE.start();
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @Test
    void aContainerRunsAsItsUserWhereItIsToldAndIsLabelled() {
        register(
                "who",
                "[{\"name\":\"app\",\"user\":\"1234:99\",\"workingDirectory\":\"/usr\","
                        + "\"dockerLabels\":{\"team\":\"blue\"}," + SLEEPS + "}]",
                input -> {});
        String task = HOUSE.run("who");
        String app = Containers.id(HOUSE.awaitStatus(task, "RUNNING"), "app");

        assertThat(Containers.inside(app, "id -u; id -g; pwd")).isEqualTo("1234\n99\n/usr\n");
        assertThat(Containers.inspected(app, "{{.Config.Labels.team}}")).isEqualTo("blue");
        HOUSE.stop(task);
    }

    @Test
    void aContainerHasTheMountsOfAnotherAndMayBeKeptFromWritingThem() {
        register(
                "borrowed",
                "[{\"name\":\"app\",\"volumesFrom\":[{\"sourceContainer\":\"data\",\"readOnly\":true}]," + SLEEPS + "},"
                        + "{\"name\":\"data\",\"mountPoints\":[{\"sourceVolume\":\"v\",\"containerPath\":\"/data\"}],"
                        + SLEEPS + "}]",
                input -> input.putArray("volumes").addObject().put("name", "v"));
        String task = HOUSE.run("borrowed");
        JsonNode running = HOUSE.awaitStatus(task, "RUNNING");

        Containers.inside(Containers.id(running, "data"), "echo written >/data/file");
        assertThat(Containers.inside(
                        Containers.id(running, "app"), "cat /data/file; echo x >/data/file || echo refused"))
                .isEqualTo("written\nrefused\n");
        HOUSE.stop(task);
    }

    @Test
    void aRangeOfPortsIsPublishedInARowAndToldAsARange() {
        register(
                "ranged",
                "[{\"name\":\"app\",\"portMappings\":[{\"containerPortRange\":\"8000-8002\"},"
                        + "{\"containerPort\":80}],\"stopTimeout\":2,"
                        + "\"command\":[\"sh\",\"-c\",\"echo -e 'HTTP/1.0 200 OK\\\\n\\\\nhi' | nc -l -p 8001\"]}]",
                input -> {});
        String task = HOUSE.run("ranged");
        JsonNode running = HOUSE.awaitStatus(task, "RUNNING");
        JsonNode bindings = Containers.named(running, "app").path("networkBindings");

        assertThat(bindings).hasSize(2);
        JsonNode range = bindings.path(0).has("hostPortRange") ? bindings.path(0) : bindings.path(1);
        assertThat(range.path("containerPortRange").asText()).isEqualTo("8000-8002");
        assertThat(range.path("bindIP").asText()).isEqualTo("0.0.0.0");
        assertThat(range.path("protocol").asText()).isEqualTo("tcp");
        assertThat(range.has("containerPort")).isFalse();
        String[] ends = range.path("hostPortRange").asText().split("-", 2);
        int first = Integer.parseInt(ends[0]);
        assertThat(Integer.parseInt(ends[1])).isEqualTo(first + 2);
        String[] kernels = kernelRange();
        assertThat(first).isBetween(Integer.parseInt(kernels[0]), Integer.parseInt(kernels[1]));
        Awaitility.await("the container's second port on the host's " + (first + 1))
                .atMost(Installation.LIMIT)
                .until(() -> answers(first + 1));
        HOUSE.stop(task);
    }

    private static String[] kernelRange() {
        try {
            return Files.readAllLines(Path.of("/proc/sys/net/ipv4/ip_local_port_range"))
                    .getFirst()
                    .split("\\s+");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(2000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).contains("hi");
        } catch (IOException notYet) {
            return false;
        }
    }

    @Test
    void aTaskSeesTheHostsProcessesAndMessageQueuesWhereItSaysSo() {
        register("open", "[{\"name\":\"app\"," + SLEEPS + "}]", input -> input.put("pidMode", "host")
                .put("ipcMode", "host"));
        String task = HOUSE.run("open");
        String app = Containers.id(HOUSE.awaitStatus(task, "RUNNING"), "app");

        assertThat(Containers.inspected(app, "{{.HostConfig.PidMode}} {{.HostConfig.IpcMode}}"))
                .isEqualTo("host host");
        assertThat(Integer.parseInt(
                        Containers.inside(app, "ls -d /proc/[0-9]* | wc -l").strip()))
                .as("far more than its own")
                .isGreaterThan(10);
        HOUSE.stop(task);
    }

    @Test
    void theContainersOfATaskSeeEachOthersProcessesAndMemoryWhereItSaysSo() {
        register(
                "shared",
                "[{\"name\":\"a\"," + SLEEPS + "},{\"name\":\"b\",\"stopTimeout\":2,"
                        + "\"command\":[\"sleep\",\"2000\"]}]",
                input -> input.put("pidMode", "task").put("ipcMode", "task"));
        String task = HOUSE.run("shared");
        JsonNode running = HOUSE.awaitStatus(task, "RUNNING");
        String a = Containers.id(running, "a");
        String b = Containers.id(running, "b");

        assertThat(running.path("containers")).as("nobody hears of the third").hasSize(2);
        assertThat(Installation.containersOf(task)).hasSize(3);
        assertThat(Containers.inside(a, "ps -o args"))
                .contains("sleep 1000")
                .contains("sleep 2000")
                .contains("/pause");
        Containers.inside(a, "echo shared >/dev/shm/file");
        assertThat(Containers.inside(b, "cat /dev/shm/file")).isEqualTo("shared\n");
        HOUSE.stop(task);
    }

    @Test
    void aTaskMayHaveNoSharedMemoryAtAll() {
        register("closed", "[{\"name\":\"app\"," + SLEEPS + "}]", input -> input.put("ipcMode", "none"));
        String task = HOUSE.run("closed");
        String app = Containers.id(HOUSE.awaitStatus(task, "RUNNING"), "app");

        assertThat(Containers.inside(app, "mount | grep /dev/shm || echo none")).isEqualTo("none\n");
        HOUSE.stop(task);
    }

    /** Half a CPU and 64 MiB for both containers together, although one of them alone may have 60. */
    @Test
    void theLimitsOfATaskHoldForAllItsContainersTogether() {
        register(
                "limited",
                "[{\"name\":\"a\",\"memory\":60," + SLEEPS + "},{\"name\":\"b\"," + SLEEPS + "}]",
                input -> input.put("cpu", "512").put("memory", "64"));
        String task = HOUSE.run("limited");
        JsonNode running = HOUSE.awaitStatus(task, "RUNNING");
        String group = "/ecs/" + task.substring(task.lastIndexOf('/') + 1);

        for (String name : new String[] {"a", "b"}) {
            assertThat(Containers.inspected(Containers.id(running, name), "{{.HostConfig.CgroupParent}}"))
                    .isEqualTo(group);
        }
        assertThat(limit(group, "cpu/cpu.cfs_quota_us", "cpu.max")).startsWith("50000");
        assertThat(limit(group, "memory/memory.limit_in_bytes", "memory.max")).isEqualTo(Long.toString(64L << 20));
        HOUSE.stop(task);
    }

    private static String limit(String group, String one, String two) {
        Path root = Path.of("/sys/fs/cgroup");
        int slash = one.indexOf('/');
        Path first = root.resolve(one.substring(0, slash) + group + one.substring(slash));
        Path file =
                Files.exists(first) ? first : root.resolve(group.substring(1)).resolve(two);
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theCheckOfAnImageIsNotRun() throws IOException {
        Path context = Files.createTempDirectory("checked");
        Path dockerfile = Files.writeString(
                context.resolve("Dockerfile"),
                "FROM " + BusyboxImage.NAME + "\nHEALTHCHECK --interval=1s CMD touch /checked\n");
        assertThat(Installation.docker("build", "-q", "-t", CHECKED_IMAGE, context.toString())
                        .status())
                .isZero();
        try {
            register("imagecheck", "[{\"name\":\"app\",\"image\":\"" + CHECKED_IMAGE + "\"," + SLEEPS + "}]", i -> {});
            String task = HOUSE.run("imagecheck");
            String app = Containers.id(HOUSE.awaitStatus(task, "RUNNING"), "app");

            assertThat(Containers.inspected(app, "{{.Config.Healthcheck.Test}} {{.State.Health}}"))
                    .isEqualTo("[NONE] <nil>");
            assertThat(HOUSE.describe(task).path("healthStatus").asText()).isEqualTo("UNKNOWN");
            HOUSE.stop(task);
            assertThat(Installation.docker("rm", app).status()).isZero();
        } finally {
            Installation.docker("rmi", CHECKED_IMAGE);
            Files.delete(dockerfile);
            Files.delete(context);
        }
    }

    @Test
    void aTaskMadeForAnotherKindOfHostIsNotPlaced() {
        register("foreign", "[{\"name\":\"app\"," + SLEEPS + "}]", input -> input.putObject("runtimePlatform")
                .put("cpuArchitecture", System.getProperty("os.arch").equals("aarch64") ? "X86_64" : "ARM64")
                .put("operatingSystemFamily", "LINUX"));
        JsonNode failure = HOUSE.call("RunTask", Installation.input().put("taskDefinition", "foreign"))
                .path("failures")
                .path(0);

        assertThat(failure.path("reason").asText()).isEqualTo("ATTRIBUTE");
        assertThat(failure.path("detail").asText()).startsWith("attribute ecs.cpu-architecture is required to be ");
    }

    @Test
    void aTaskForGpusIsNotPlacedWhereThereAreNone() {
        register(
                "gpu",
                "[{\"name\":\"app\",\"resourceRequirements\":[{\"type\":\"GPU\",\"value\":\"2\"}]," + SLEEPS + "}]",
                input -> {});
        JsonNode failure = HOUSE.call("RunTask", Installation.input().put("taskDefinition", "gpu"))
                .path("failures")
                .path(0);

        assertThat(failure.path("reason").asText()).isEqualTo("RESOURCE:GPU");
        assertThat(failure.path("detail").asText()).isEqualTo("2 GPUs wanted, 0 free");

        ObjectNode without = Installation.input().put("taskDefinition", "gpu");
        ObjectNode override =
                without.putObject("overrides").putArray("containerOverrides").addObject();
        override.put("name", "app");
        override.putArray("resourceRequirements").addObject().put("type", "GPU").put("value", "1");
        assertThat(HOUSE.call("RunTask", without)
                        .path("failures")
                        .path(0)
                        .path("detail")
                        .asText())
                .isEqualTo("1 GPUs wanted, 0 free");
    }

    private static void register(String family, String containers, Consumer<ObjectNode> more) {
        try {
            ObjectNode input = Installation.input().put("family", family);
            input.set("containerDefinitions", Installation.JSON.readTree(containers));
            for (JsonNode each : input.path("containerDefinitions")) {
                ObjectNode container = (ObjectNode) each;
                if (!container.has("image")) {
                    container.put("image", BusyboxImage.NAME);
                }
                if (!container.has("memory")) {
                    container.put("memory", 32);
                }
            }
            more.accept(input);
            HOUSE.call("RegisterTaskDefinition", input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
