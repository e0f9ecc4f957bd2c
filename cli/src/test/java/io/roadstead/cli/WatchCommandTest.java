package io.roadstead.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roadstead.cli.terminal.Terminal;
import io.roadstead.server.ControlPlane;
import io.roadstead.server.Settings;
import io.roadstead.store.MemoryStore;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Ecs;
import io.roadstead.wire.client.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Path directory;

    WatchCommandTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @CsvSource({"2s, 2000", "2, 2000", "0.5, 500", "500ms, 500", "1m, 60000", "1h, 3600000", "1.5m, 90000"})
    void anIntervalIsANumberWithItsUnit(String text, long millis) {
        assertThat(WatchCommand.interval(text)).hasMillis(millis);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--interval soon      | --interval soon is no time: give a number with ms, s, m or h",
                "--interval 100ms     | --interval 100ms is out of range: give a time from 200ms to 1h",
                "--interval 2h        | --interval 2h is out of range",
                "--endpoint localhost | --endpoint localhost is no URL: give one such as http://",
                "--lang fr            | --lang fr is not spoken here: give en or ja",
                "--once               | Roadstead does not run",
            })
    void aValueThatCannotBeIsNamedWithItsRule(String options, String message) {
        assertThat(run(out, Map.of(), ("watch " + options.strip()).split(" +"))).isEqualTo(1);
        assertThat(err.toString(UTF_8)).startsWith("Failed: ").contains(message.strip());
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', 120", "80, 80", "wide, 120", "-5, 120", "3, 20", "9999, 1000"})
    void columnsAreAsToldWhereTheyAreOfUse(String told, int columns) {
        assertThat(WatchCommand.columns(told)).isEqualTo(columns);
    }

    @Test
    void oncePrintsOnePictureOfAClusterThatRuns() throws IOException {
        try (ControlPlane server = server()) {
            service(server);
            assertThat(run(
                            out,
                            Map.of("COLUMNS", "90"),
                            "watch",
                            "--once",
                            "--lang",
                            "ja",
                            "--endpoint",
                            server.endpoint()))
                    .as(() -> err.toString(UTF_8))
                    .isZero();
        }
        assertThat(out.toString(UTF_8).lines().toList())
                .first()
                .asString()
                .startsWith("roadstead  クラスター default  http://127.0.0.1:");
        assertThat(out.toString(UTF_8))
                .containsPattern("(?m)^web +2 +0 +0  IN_PROGRESS +\\[     ] 0/2 f:1$")
                .contains("診断 1")
                .doesNotContain("\033", "q で終了");
    }

    @Test
    void aClusterThatIsNotThereIsSaidWithItsError() throws IOException {
        try (ControlPlane server = server()) {
            assertThat(run(out, Map.of(), "watch", "--cluster", "nowhere", "--endpoint", server.endpoint()))
                    .isEqualTo(1);
        }
        assertThat(err.toString(UTF_8)).contains("ClusterNotFoundException: Cluster not found: nowhere");
    }

    @Test
    void intoAPipePicturesFollowEachOtherUntilNobodyReads() throws Exception {
        try (ControlPlane server = server()) {
            service(server);
            Pipe pipe = new Pipe();
            CompletableFuture<Integer> status = CompletableFuture.supplyAsync(
                    () -> run(pipe, Map.of("AWS_ENDPOINT_URL", server.endpoint()), "watch", "--interval", "200ms"),
                    task -> Thread.ofPlatform().daemon().start(task));
            await().untilAsserted(() -> assertThat(pipe.text().split("roadstead  cluster default", -1))
                    .hasSizeGreaterThan(3));
            pipe.closed = true;
            assertThat(status.get(20, TimeUnit.SECONDS)).isZero();
            assertThat(pipe.text()).contains("every 200ms\n").doesNotContain("\033", "q quits");
        }
    }

    private ControlPlane server() throws IOException {
        Path data = Files.createDirectories(directory.resolve("data"));
        return ControlPlane.start(
                new Settings("127.0.0.1", 0, data), new MemoryStore(InstantSource.system()), InstantSource.system());
    }

    /** A service that finds no instance, and was told so. */
    private static void service(ControlPlane server) throws IOException {
        Ecs ecs = new Ecs(new ControlClient(URI.create(server.endpoint()), "us-east-1", "test", "test"));
        ecs.call("RegisterTaskDefinition", Json.parse("""
                {"family":"f","containerDefinitions":[{"name":"main","image":"busybox","memory":16}]}""".getBytes(UTF_8)));
        ecs.call(
                "CreateService",
                Json.parse("{\"serviceName\":\"web\",\"taskDefinition\":\"f\",\"desiredCount\":2}".getBytes(UTF_8)));
        await().until(() -> ecs
                .call("DescribeServices", Json.object().put("services", List.of("web")))
                .path("services")
                .first()
                .path("events")
                .items()
                .stream()
                .anyMatch(event -> event.path("message").text().contains("was unable to place a task")));
    }

    private int run(OutputStream results, Map<String, String> environment, String... words) {
        Terminal terminal =
                new Terminal(new PrintStream(results, true, UTF_8), new PrintStream(err, true, UTF_8), false, false);
        Map<String, String> all = new java.util.HashMap<>(environment);
        all.put("XDG_STATE_HOME", directory + "/state");
        return Main.run(new Session(terminal, all, Clock.systemUTC(), Path.of("roadstead")), words);
    }

    /** A pipe whose reader can go away. */
    private static final class Pipe extends OutputStream {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        volatile boolean closed;

        @Override
        public synchronized void write(int one) throws IOException {
            if (closed) {
                throw new IOException("Broken pipe");
            }
            written.write(one);
        }

        synchronized String text() {
            return written.toString(UTF_8);
        }
    }
}
