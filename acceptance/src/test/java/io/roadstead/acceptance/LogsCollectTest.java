package io.roadstead.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.roadstead.cli.collect.LogsCollection;
import io.roadstead.cli.host.DataDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What support gets to see of a host, and what it does not. Secrets lie in every place that is looked at. */
@Tag("docker")
class LogsCollectTest {
    /** All planted secrets begin so, but for those that must look like what they are. */
    private static final String PLANTED = "planted-";

    private static final String ACCESS_KEY = "AKIAPLANTEDPLANTED12";
    private static final String SECRET_KEY = "pLanted/K7MDENG/bPxRfiCYEXAMPLEKEYabc123";
    private static final String CREDENTIALS_ID = "8f7d3c1e-1111-4222-8333-c0ffee123456";

    private static final Installation HOUSE = new Installation(Map.of(
                    "ROADSTEAD_BIND_ADDRESS", "127.0.0.1",
                    "ECS_ENGINE_AUTH_TYPE", "docker",
                    "ECS_ENGINE_AUTH_DATA", "{\"r.example\":{\"username\":\"u\",\"password\":\"planted-registry\"}}",
                    "UNKNOWN_TO_US", "planted-of-the-process"))
            .expects("ecs-data-security-container-task");

    private final Path directory;

    LogsCollectTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void start() {
        HOUSE.start();
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @Test
    void theArchiveHoldsWhatSupportNeedsAndNoSecret() throws Exception {
        String task = taskWithSecrets();
        Path config = directory.resolve("ecs.config");
        Files.writeString(config, """
                # planted below
                ECS_CLUSTER=default
                ECS_ENGINE_AUTH_DATA={"r.example":{"auth":"dTpwbGFudGVkLWRvY2tlcmNmZw=="}}
                #ECS_ENGINE_AUTH_DATA={"old":{"auth":"planted-commented-out"}}
                AWS_SECRET_ACCESS_KEY=%s
                HTTPS_PROXY=http://me:planted/proxy@p@proxy.example:3128
                """.formatted(SECRET_KEY));
        plantInLogs();
        HttpServer introspection = introspection();
        Map<String, String> variables = new HashMap<>(Map.of(
                "PATH", System.getenv("PATH"),
                "ECS_CLUSTER", "default",
                "ECS_ENGINE_AUTH_DATA", "{\"r.example\":{\"auth\":\"planted-variable\"}}",
                "AWS_ACCESS_KEY_ID", ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", SECRET_KEY,
                "AWS_SESSION_TOKEN", "planted-session",
                "HTTP_PROXY", "http://me:planted-proxy@proxy.example:3128",
                "ROADSTEAD_INTROSPECTION_PORT",
                        Integer.toString(introspection.getAddress().getPort()),
                "MY_PASSWORD", "planted-environment"));
        Path file = directory.resolve("logs.tgz");
        List<LogsCollection.Missing> missing;
        List<String> told = new ArrayList<>();
        try {
            missing = new LogsCollection(variables, config, new DataDirectory(HOUSE.data()), Clock.systemUTC())
                    .into(file, "bundle", "1", (name, number, of) -> told.add(name));
        } finally {
            introspection.stop(0);
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Map<String, String> files = untar(file);
        files.forEach((name, text) -> assertThat(text)
                .as(name)
                .doesNotContain(PLANTED)
                .doesNotContain("planted/proxy")
                .doesNotContain(ACCESS_KEY)
                .doesNotContain(SECRET_KEY)
                .doesNotContain(CREDENTIALS_ID));

        assertThat(files.get("bundle/agent/ecs.config"))
                .contains("ECS_CLUSTER=default\n", "ECS_ENGINE_AUTH_DATA=***\n", "AWS_SECRET_ACCESS_KEY=***\n")
                .contains("#ECS_ENGINE_AUTH_DATA=***\n", "HTTPS_PROXY=http://***@proxy.example:3128\n");
        assertThat(files.get("bundle/agent/variables.txt"))
                .contains("ECS_ENGINE_AUTH_DATA=***\n", "AWS_SESSION_TOKEN=***\n", "MY_PASSWORD=***\n")
                .contains("HTTP_PROXY=http://***@proxy.example:3128\n", "ECS_CLUSTER=default\n");
        assertThat(files.entrySet())
                .filteredOn(each -> each.getKey().startsWith("bundle/agent/process-"))
                .anySatisfy(each -> assertThat(each.getValue())
                        .contains("UNKNOWN_TO_US=***\n", "ROADSTEAD_BIND_ADDRESS=127.0.0.1\n"));
        assertThat(files.get("bundle/docker/inspect.json"))
                .contains("\"DB_PASSWORD=***\"", "\"HARMLESS=***\"", task)
                .contains("\"ECS_CONTAINER_METADATA_URI_V4=***\"");
        assertThat(Installation.JSON
                        .readTree(files.get("bundle/docker/inspect.json"))
                        .isArray())
                .isTrue();
        assertThat(files.get("bundle/docker/ps-all.json")).contains(task);
        assertThat(files.get("bundle/docker/info.json")).contains("ServerVersion");
        assertThat(files.get("bundle/docker/version.json")).contains("ApiVersion");
        assertThat(files.get("bundle/agent/state/1-state.json")).contains(task, "container-instance/default/");
        assertThat(files.get("bundle/agent/state/1-files.txt")).contains("agent.db");
        assertThat(files.get("bundle/agent/introspection-metadata.json")).contains("/v4/***");
        assertThat(files.get("bundle/agent/logs/1-roadstead.log")).contains("password=***", "/v2/credentials/***");
        assertThat(files.get("bundle/host/system.txt")).contains("Linux version", "PRETTY_NAME", "/proc/uptime");
        assertThat(files.get("bundle/host/disks.txt")).contains("Filesystem");
        assertThat(files.get("bundle/host/memory.txt")).contains("MemTotal");
        assertThat(files.get("bundle/host/cgroups.txt")).contains("groups of tasks:");
        assertThat(files).containsKey("bundle/about.txt");

        // What is not there is named, in the archive as to the caller; everything else is.
        String named = files.getOrDefault("bundle/not-collected.txt", "");
        for (LogsCollection.Missing each : missing) {
            assertThat(named).contains(each.name() + ": " + each.why());
            assertThat(files).doesNotContainKey("bundle/" + each.name());
        }
        assertThat(told).filteredOn(each -> each.contains("/")).allSatisfy(each -> assertThat(
                        files.containsKey("bundle/" + each) || named.contains(each + ": "))
                .isTrue());
    }

    @Test
    void withoutAnAgentAndWithoutDockerTheRestIsCollectedAndTheseAreNamed() throws Exception {
        Path file = directory.resolve("logs.tgz");
        List<LogsCollection.Missing> missing = new LogsCollection(
                        Map.of(
                                "PATH",
                                System.getenv("PATH"),
                                "DOCKER_HOST",
                                "unix://" + directory.resolve("none.sock"),
                                "ROADSTEAD_INTROSPECTION_PORT",
                                "1"),
                        directory.resolve("ecs.config"),
                        new DataDirectory(directory.resolve("data")),
                        Clock.systemUTC())
                .into(file, "bundle", "1", (name, number, of) -> {});
        assertThat(missing)
                .extracting(LogsCollection.Missing::name)
                .contains(
                        "agent/ecs.config",
                        "docker/info.json",
                        "docker/inspect.json",
                        "agent/introspection-tasks.json",
                        "agent/state/state.json");
        assertThat(untar(file)).containsKeys("bundle/host/system.txt", "bundle/not-collected.txt");
    }

    private static String taskWithSecrets() {
        HOUSE.definition("secretive", """
                {"command":["sleep","100000"],"stopTimeout":2,"memory":16,
                 "environment":[{"name":"DB_PASSWORD","value":"planted-container"},
                                {"name":"HARMLESS","value":"planted-in-a-harmless-name"}]}""");
        JsonNode task = HOUSE.call("RunTask", Installation.input().put("taskDefinition", "secretive"))
                .path("tasks")
                .path(0);
        String arn = task.path("taskArn").asText();
        HOUSE.awaitStatus(arn, "RUNNING");
        return arn;
    }

    /** The log of a server in the background, which says what a log should not. */
    private static void plantInLogs() throws IOException {
        Files.writeString(HOUSE.data().resolve("roadstead.log"), """
                INFO  a: password=planted-in-the-log
                INFO  a: container said planted-container, and planted-registry, and planted-dockercfg
                INFO  a: GET /v2/credentials/%s from a task
                INFO  a: keys %s and %s
                INFO  a: proxy http://me:planted-url@proxy.example:3128
                """.formatted(CREDENTIALS_ID, ACCESS_KEY, SECRET_KEY));
    }

    private static HttpServer introspection() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            ObjectNode answer = Installation.input();
            answer.put("uri", "http://169.254.170.2/v4/" + CREDENTIALS_ID);
            answer.put("token", "planted-introspection");
            byte[] bytes = answer.toString().getBytes(UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** Files by name. Read by the system's own program first: it must be an archive to others as well. */
    private static Map<String, String> untar(Path file) throws IOException {
        assertThat(Installation.run(new ProcessBuilder("tar", "-tzf", file.toString()))
                        .status())
                .isZero();
        Map<String, String> files = new LinkedHashMap<>();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            for (byte[] header = in.readNBytes(512); header[0] != 0; header = in.readNBytes(512)) {
                String name = new String(header, 0, 100, UTF_8).replaceFirst("\0.*$", "");
                int size = Integer.parseInt(new String(header, 124, 11, UTF_8), 8);
                files.put(name, new String(in.readNBytes(size), UTF_8));
                in.readNBytes((512 - size % 512) % 512);
            }
        }
        return files;
    }
}
