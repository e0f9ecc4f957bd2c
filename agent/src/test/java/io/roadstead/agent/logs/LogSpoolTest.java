package io.roadstead.agent.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.roadstead.agent.config.AgentVariables;
import io.roadstead.agent.config.ProxyRules;
import io.roadstead.agent.control.ControlApi;
import io.roadstead.agent.endpoint.Handler;
import io.roadstead.agent.runtime.RuntimeFault;
import io.roadstead.core.Ids;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.sigv4.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A spool between a driver, played by a signed client, and a control plane that can be away. */
class LogSpoolTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final SpoolSettings QUICK = new SpoolSettings(
            2_000,
            1 << 20,
            4,
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(200));

    private final Path directory;
    private final HttpServer control;
    private final List<JsonNode> arrived = new CopyOnWriteArrayList<>();
    private volatile boolean away;
    private volatile boolean groupMissing;
    private LogSpool spool;

    LogSpoolTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        control = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        control.createContext("/", exchange -> {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            int status = away ? 500 : 200;
            String answer = away ? "{\"__type\":\"ServiceUnavailableException\"}" : "{}";
            if (!away && target.endsWith("CreateLogStream") && groupMissing) {
                status = 400;
                answer = "{\"__type\":\"ResourceNotFoundException\","
                        + "\"message\":\"The specified log group does not exist.\"}";
            }
            if (!away && target.endsWith("CreateLogGroup")) {
                groupMissing = false;
            }
            if (!away && target.endsWith("PutLogEvents")) {
                arrived.add(body);
            }
            exchange.sendResponseHeaders(status, answer.length());
            exchange.getResponseBody().write(answer.getBytes(UTF_8));
            exchange.close();
        });
        control.start();
        spool = open();
    }

    private LogSpool open() throws IOException {
        return open(new ControlClient(
                URI.create("http://127.0.0.1:" + control.getAddress().getPort()), "us-east-1", "id", "secret"));
    }

    private LogSpool open(ControlClient client) throws IOException {
        return LogSpool.start("0123abcd", directory, client, QUICK, Clock.systemUTC(), new Drawn());
    }

    @AfterEach
    void close() {
        spool.close();
        control.stop(0);
    }

    /** The control plane of the other tests plays the proxy: nobody else has heard of the name that is asked for. */
    @Test
    void linesAreDeliveredThroughTheAgentsProxy() throws IOException {
        spool.close();
        ProxyRules proxy = AgentVariables.read(Map.of(
                        "ECS_BACKEND_HOST", "http://control.invalid:4566",
                        "AWS_ACCESS_KEY_ID", "id",
                        "AWS_SECRET_ACCESS_KEY", "secret",
                        "HTTP_PROXY", "http://127.0.0.1:" + control.getAddress().getPort()))
                .config()
                .proxies();
        try (HttpClient http = ControlApi.client(proxy)) {
            spool = open(new ControlClient(
                    URI.create("http://control.invalid:4566"), "us-east-1", Credentials.of("id", "secret"), http));
            put("s", "through the proxy");
            Awaitility.await().until(() -> arrived.size() == 1);
            spool.close();
        }
    }

    @Test
    void linesAreTakenWhileTheControlPlaneIsAwayAndArriveInTheirOrder() throws IOException {
        away = true;
        for (int i = 0; i < 50; i++) {
            assertThat(put("s" + i % 2, "line " + i).status()).isEqualTo(200);
        }
        spool.close();
        spool = open();
        put("s0", "line 50");
        away = false;
        Awaitility.await().until(() -> arrived.size() == 51);
        for (int stream = 0; stream < 2; stream++) {
            String name = "s" + stream;
            List<JsonNode> own = arrived.stream()
                    .filter(batch -> batch.path("logStreamName").asText().equals(name))
                    .toList();
            assertThat(own.stream()
                            .map(batch -> Integer.valueOf(batch.path("logEvents")
                                    .path(0)
                                    .path("message")
                                    .asText()
                                    .substring("line ".length()))))
                    .isSorted();
            assertThat(own.stream()
                            .map(batch -> number(batch.path("sequenceToken").asText())))
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void whatHasArrivedIsNotSentAgainAndItsFilesGo() throws IOException {
        for (int i = 0; i < 50; i++) {
            put("s", "line " + i);
        }
        Awaitility.await().until(() -> arrived.size() == 50);
        spool.close();
        spool = open();
        put("s", "last");
        Awaitility.await().until(() -> arrived.size() == 51);
        Awaitility.await().untilAsserted(() -> {
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files.filter(file -> file.toString().endsWith(".spool")))
                        .hasSizeLessThanOrEqualTo(2);
            }
        });
    }

    @Test
    void aBatchThatWasNotFinishedIsCutOffAndNumbersGoOnGrowing() throws IOException {
        put("s", "whole");
        Awaitility.await().until(() -> arrived.size() == 1);
        spool.close();
        Files.write(directory.resolve("000000000001.spool"), new byte[] {0, 0, 1, 0, 7}, StandardOpenOption.APPEND);
        spool = open();
        put("s", "next");
        Awaitility.await().until(() -> arrived.size() == 2);
        assertThat(number(arrived.get(1).path("sequenceToken").asText()))
                .isGreaterThan(number(arrived.get(0).path("sequenceToken").asText()));
    }

    @Test
    void onlyWhoHasTheKeyMayWriteAndOnlyItsPathGivesItOut() throws IOException {
        Handler endpoint = spool.before(request -> Handler.Answer.text(404, "endpoint"));
        String path = spool.driverOptions().getOrDefault("awslogs-credentials-endpoint", "");
        assertThat(path).startsWith("/v2/credentials/0123abcd-");
        assertThat(ask(endpoint, path + "x")).isEqualTo("endpoint");
        assertThat(JSON.readTree(ask(endpoint, path)).path("AccessKeyId").asText())
                .isNotEmpty();
        ControlClient stranger = new ControlClient(
                URI.create(spool.driverOptions().getOrDefault("awslogs-endpoint", "")), "us-east-1", "test", "test");
        assertThat(stranger.send("logs", "Logs_20140328.PutLogEvents", "{}".getBytes(UTF_8))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aMissingGroupIsDockersFailureUnlessItMayBeMade() throws RuntimeFault {
        groupMissing = true;
        AwslogsRoute route = new AwslogsRoute(spool);
        Map<String, String> options = Map.of("awslogs-group", "g", "awslogs-region", "r", "awslogs-stream", "s");
        assertThatThrownBy(() -> route.prepare("id", "awslogs", options))
                .isInstanceOf(RuntimeFault.class)
                .hasMessageContaining("failed to create Cloudwatch log stream: ResourceNotFoundException: The specified"
                        + " log group does not exist.");
        route.prepare("id", "json-file", options);
        route.prepare(
                "id",
                "awslogs",
                Map.of(
                        "awslogs-group",
                        "g",
                        "awslogs-region",
                        "r",
                        "awslogs-stream",
                        "s",
                        "awslogs-create-group",
                        "true"));
        assertThat(groupMissing).isFalse();
    }

    @Test
    void theSameDriversFindTheSpoolAfterARestart() throws IOException {
        Map<String, String> before = spool.driverOptions();
        spool.close();
        spool = open();
        assertThat(spool.driverOptions()).isEqualTo(before);
    }

    private static long number(String token) {
        return Long.parseLong(token.substring(token.lastIndexOf(':') + 1));
    }

    private ControlClient.Reply put(String stream, String message) throws IOException {
        Map<String, String> options = spool.driverOptions();
        JsonNode key = JSON.readTree(ask(
                spool.before(request -> Handler.Answer.text(404, "")),
                options.getOrDefault("awslogs-credentials-endpoint", "")));
        return new ControlClient(
                        URI.create(options.getOrDefault("awslogs-endpoint", "")),
                        "us-east-1",
                        key.path("AccessKeyId").asText(),
                        key.path("SecretAccessKey").asText())
                .send(
                        "logs",
                        "Logs_20140328.PutLogEvents",
                        ("{\"logGroupName\":\"g\",\"logStreamName\":\"" + stream + "\",\"logEvents\":[{\"timestamp\":1,"
                                        + "\"message\":\"" + message + "\"}]}")
                                .getBytes(UTF_8));
    }

    private static String ask(Handler handler, String path) {
        return handler.answer(new Handler.Request("GET", path, Map.of(), "", "127.0.0.1"))
                .body();
    }

    private static final class Drawn implements Ids {
        private final Random random = new Random(7);

        @Override
        public String hex() {
            return "%016x%016x".formatted(random.nextLong(), random.nextLong());
        }

        @Override
        public String uuid() {
            return new UUID(random.nextLong(), random.nextLong()).toString();
        }

        @Override
        public int below(int bound) {
            return random.nextInt(bound);
        }
    }
}
