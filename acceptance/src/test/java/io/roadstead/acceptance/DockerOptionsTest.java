package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a definition asks of Docker, as the container's own processes and its neighbours find it. */
@Tag("docker")
class DockerOptionsTest {
    private static final Installation HOUSE = new Installation(
            Map.of("ECS_AVAILABLE_LOGGING_DRIVERS", "[\"json-file\",\"none\",\"syslog\",\"fluentd\"]"));

    @BeforeAll
    static void start() {
        HOUSE.start();
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @Test
    void aContainerFindsWhatItsDefinitionSays() {
        HOUSE.aws(
                "ecs",
                "register-task-definition",
                "--family",
                "asking",
                "--container-definitions",
                "[{\"name\":\"main\",\"image\":\"roadstead-busybox:test\",\"memory\":32,\"stopTimeout\":2,"
                        + "\"command\":[\"sleep\",\"1000\"],\"hostname\":\"here\","
                        + "\"dnsServers\":[\"10.0.0.2\"],\"dnsSearchDomains\":[\"example.internal\"],"
                        + "\"extraHosts\":[{\"hostname\":\"db\",\"ipAddress\":\"10.0.0.3\"}],"
                        + "\"ulimits\":[{\"name\":\"nofile\",\"softLimit\":100,\"hardLimit\":200}],"
                        + "\"systemControls\":[{\"namespace\":\"net.core.somaxconn\",\"value\":\"99\"}],"
                        + "\"readonlyRootFilesystem\":true,\"interactive\":true,\"pseudoTerminal\":true,"
                        + "\"dockerSecurityOptions\":[\"no-new-privileges\"],"
                        + "\"linuxParameters\":{\"capabilities\":{\"drop\":[\"CHOWN\"]},"
                        + "\"devices\":[{\"hostPath\":\"/dev/null\",\"containerPath\":\"/dev/nil\"}],"
                        + "\"initProcessEnabled\":true,\"sharedMemorySize\":16,"
                        + "\"tmpfs\":[{\"containerPath\":\"/scratch\",\"size\":8,\"mountOptions\":[\"noexec\"]}],"
                        + "\"maxSwap\":0}}]");
        String task = HOUSE.run("asking");
        String id = HOUSE.awaitStatus(task, "RUNNING")
                .path("containers")
                .path(0)
                .path("runtimeId")
                .asText();

        assertThat(Containers.inside(id, "hostname")).isEqualTo("here\n");
        assertThat(Containers.inside(id, "cat /etc/resolv.conf"))
                .contains("nameserver 10.0.0.2")
                .contains("search example.internal");
        assertThat(Containers.inside(id, "grep db /etc/hosts")).isEqualTo("10.0.0.3\tdb\n");
        // A shell that enters later has limits of its own; those of the container's first process are the definition's.
        assertThat(Containers.inside(id, "grep 'open files' /proc/1/limits").split(" +"))
                .contains("100", "200");
        assertThat(Containers.inside(id, "cat /proc/sys/net/core/somaxconn")).isEqualTo("99\n");
        assertThat(Containers.inside(id, "touch /here && echo written || echo refused"))
                .isEqualTo("refused\n");
        assertThat(Containers.inside(id, "touch /scratch/here && echo written")).isEqualTo("written\n");
        assertThat(Containers.inside(id, "mount | grep /scratch"))
                .contains("noexec")
                .contains("size=8192k");
        assertThat(Containers.inside(id, "mount | grep /dev/shm")).contains("size=16384k");
        assertThat(Containers.inside(id, "cat /proc/1/comm")).isEqualTo("docker-init\n");
        assertThat(Containers.inside(id, "grep NoNewPrivs /proc/1/status")).isEqualTo("NoNewPrivs:\t1\n");
        assertThat(Containers.inside(id, "test -c /dev/nil && echo there")).isEqualTo("there\n");
        assertThat(Containers.inside(id, "touch /scratch/mine && chown 1 /scratch/mine && echo done || echo refused"))
                .isEqualTo("refused\n");
        assertThat(Containers.inspected(id, "{{.HostConfig.MemorySwap}} {{.Config.Tty}} {{.Config.OpenStdin}}"))
                .isEqualTo(32L * 1024 * 1024 + " true true");
        HOUSE.stop(task);
    }

    @Test
    void aContainerFindsTheOneItIsLinkedTo() {
        JsonNode registered = HOUSE.aws(
                "ecs",
                "register-task-definition",
                "--family",
                "linked",
                "--container-definitions",
                "[{\"name\":\"app\",\"image\":\"roadstead-busybox:test\",\"memory\":32,\"stopTimeout\":2,"
                        + "\"command\":[\"sleep\",\"1000\"],\"links\":[\"db:store\"]},"
                        + "{\"name\":\"db\",\"image\":\"roadstead-busybox:test\",\"memory\":32,"
                        + "\"stopTimeout\":2,\"command\":[\"sleep\",\"1000\"]}]");
        assertThat(registered
                        .path("taskDefinition")
                        .path("containerDefinitions")
                        .path(0)
                        .path("links")
                        .path(0)
                        .asText())
                .isEqualTo("db:store");
        String task = HOUSE.run("linked");
        JsonNode containers = HOUSE.awaitStatus(task, "RUNNING").path("containers");
        String app = containers.path(0).path("runtimeId").asText();
        String db = containers.path(1).path("runtimeId").asText();

        String address =
                Containers.inspected(db, "{{.NetworkSettings.IPAddress}}").strip();
        assertThat(Containers.inside(app, "grep store /etc/hosts")).startsWith(address + "\tstore ");
        HOUSE.stop(task);
        assertThat(Containers.inspected(app, "{{.State.FinishedAt}}"))
                .isLessThan(Containers.inspected(db, "{{.State.FinishedAt}}"));
    }

    /** Whether it may then run is the host's to say: a Docker inside another container may not let it. */
    @Test
    void aPrivilegedContainerIsCreatedAsSuch() {
        HOUSE.definition("privileged", "{\"stopTimeout\":2,\"privileged\":true,\"command\":[\"sleep\",\"1000\"]}");
        String task = HOUSE.run("privileged");
        Awaitility.await(task + " has its container")
                .atMost(Installation.LIMIT)
                .until(() -> !Installation.containersOf(task).isEmpty());

        assertThat(Containers.inspected(Installation.containersOf(task).getFirst(), "{{.HostConfig.Privileged}}"))
                .isEqualTo("true");
        HOUSE.stop(task);
    }

    @Test
    void syslogGetsWhatTheContainerSays() throws IOException {
        try (DatagramSocket syslog = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            syslog.setSoTimeout((int) Installation.LIMIT.toMillis());
            HOUSE.definition(
                    "syslog",
                    "{\"command\":[\"echo\",\"ahoy\"],\"logConfiguration\":{\"logDriver\":\"syslog\",\"options\":"
                            + "{\"syslog-address\":\"udp://127.0.0.1:" + syslog.getLocalPort() + "\"}}}");
            String task = HOUSE.run("syslog");
            DatagramPacket packet = new DatagramPacket(new byte[1024], 1024);
            syslog.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
                    .contains("ahoy");

            HOUSE.awaitStatus(task, "STOPPED");
            String id = Installation.containersOf(task).getFirst();
            assertThat(Containers.inspected(id, "{{.HostConfig.LogConfig.Config}}"))
                    .contains("mode:non-blocking")
                    .contains("max-buffer-size:10m");
        }
    }

    @Test
    void fluentdGetsWhatTheContainerSays() throws IOException {
        try (ServerSocket fluentd = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            fluentd.setSoTimeout((int) Installation.LIMIT.toMillis());
            HOUSE.definition(
                    "fluentd",
                    "{\"command\":[\"echo\",\"ahoy\"],\"logConfiguration\":{\"logDriver\":\"fluentd\",\"options\":"
                            + "{\"fluentd-address\":\"127.0.0.1:" + fluentd.getLocalPort() + "\"}}}");
            String task = HOUSE.run("fluentd");
            try (Socket docker = fluentd.accept();
                    InputStream in = docker.getInputStream()) {
                docker.setSoTimeout((int) Installation.LIMIT.toMillis());
                StringBuilder said = new StringBuilder();
                byte[] part = new byte[1024];
                int length = in.read(part);
                while (length > 0 && said.indexOf("ahoy") < 0) {
                    said.append(new String(part, 0, length, StandardCharsets.ISO_8859_1));
                    length = said.indexOf("ahoy") < 0 ? in.read(part) : 0;
                }
                assertThat(said.toString()).contains("ahoy");
            }
            HOUSE.awaitStatus(task, "STOPPED");
        }
    }

    @Test
    void aLogThatIsNotKeptIsNot() {
        HOUSE.definition("silent", "{\"command\":[\"echo\",\"ahoy\"],\"logConfiguration\":{\"logDriver\":\"none\"}}");
        String task = HOUSE.run("silent");
        HOUSE.awaitStatus(task, "STOPPED");
        assertThat(Containers.inspected(Installation.containersOf(task).getFirst(), "{{.HostConfig.LogConfig.Type}}"))
                .isEqualTo("none");
    }

    @Test
    void aLogIsCutAsTheDriverIsTold() {
        HOUSE.definition(
                "cut",
                "{\"command\":[\"echo\",\"ahoy\"],\"logConfiguration\":{\"logDriver\":\"json-file\","
                        + "\"options\":{\"max-size\":\"1m\",\"mode\":\"blocking\"}}}");
        String task = HOUSE.run("cut");
        HOUSE.awaitStatus(task, "STOPPED");
        String id = Installation.containersOf(task).getFirst();
        assertThat(Containers.inspected(id, "{{.HostConfig.LogConfig.Config}}"))
                .isEqualTo("map[max-size:1m mode:blocking]");
        assertThat(Installation.docker("logs", id).output()).isEqualTo("ahoy\n");
    }
}
