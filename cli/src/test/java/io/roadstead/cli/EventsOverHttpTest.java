package io.roadstead.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roadstead.cli.host.DataDirectory;
import io.roadstead.cli.host.PidFile;
import io.roadstead.cli.host.RunningServer;
import io.roadstead.cli.terminal.Terminal;
import io.roadstead.control.index.Keys;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Scope;
import io.roadstead.server.ControlPlane;
import io.roadstead.server.Settings;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.store.Txn;
import io.roadstead.store.Write;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server on a real port, asked for its events as users ask. */
class EventsOverHttpTest {
    private static final Scope SCOPE = new Scope("000000000000", "us-east-1");
    private static final Duration SOON = Duration.ofSeconds(20);

    private final DataDirectory data;
    private final Store store = new MemoryStore(InstantSource.system());
    private final ControlPlane server;
    private final ControlClient client;
    private final String instance;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    EventsOverHttpTest(@TempDir Path directory) throws IOException {
        data = DataDirectory.of(directory.resolve("data"), Map.of());
        data.create();
        server = ControlPlane.start(new Settings("127.0.0.1", 0, data.path()), store, InstantSource.system());
        client = client("test", "test");
        call("RegisterTaskDefinition", """
                {"family":"f","containerDefinitions":[{"name":"main","image":"busybox","memory":16}]}""");
        instance = call("RegisterContainerInstance", """
                        {"totalResources":[{"name":"CPU","type":"INTEGER","integerValue":1024},
                                           {"name":"MEMORY","type":"INTEGER","integerValue":512}]}""")
                .path("containerInstance")
                .path("containerInstanceArn")
                .text();
    }

    @BeforeEach
    void connect() throws IOException {
        String id = StatusCommand.afterSlash(instance);
        AgentConnection connected =
                new AgentConnection(SCOPE, "default", id, true, Instant.now(), "1", "h", "20.10", "other/1");
        store.commit(new Txn(
                "connect",
                List.of(),
                List.of(new Write.Put(
                        Keys.agentConnection(SCOPE, "default", id), new RecordCodec().encode(connected)))));
        ProcessHandle self = ProcessHandle.current();
        new PidFile(data.pidFile())
                .write(new RunningServer(
                        self.pid(),
                        self.info().startInstant().orElseThrow(),
                        URI.create(server.endpoint()),
                        false,
                        Instant.now(),
                        null,
                        null));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aRunTaskIsToldPendingRunningStoppedWithAscendingVersions() throws IOException {
        String task = runToItsEnd();
        List<Json> told = events(Json.object().put("resource", task));

        assertThat(told)
                .extracting(event -> event.path("detail").path("lastStatus").text())
                .containsExactly("PENDING", "RUNNING", "STOPPED");
        assertThat(told)
                .extracting(event -> event.path("detail").path("version").number())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(told.getLast()
                        .path("detail")
                        .path("containers")
                        .first()
                        .path("exitCode")
                        .number())
                .isEqualTo(3);
    }

    @Test
    void eventsAreFoundByWhatTheyAreAboutAndOthersAreLeftOut() throws IOException {
        String task = runToItsEnd();
        int all = events(Json.object()).size();

        assertThat(events(Json.object().put("detailType", "ECS Task State Change")))
                .hasSize(3);
        assertThat(events(Json.object().put("resource", instance)))
                .hasSize(all - 3)
                .allSatisfy(event ->
                        assertThat(event.path("detail-type").text()).isEqualTo("ECS Container Instance State Change"));
        assertThat(events(Json.object().put("cluster", "default"))).hasSize(all);
        assertThat(events(Json.object().put("cluster", SCOPE.arn("cluster/default"))))
                .hasSize(all);
        assertThat(events(Json.object().put("cluster", "other"))).isEmpty();
        assertThat(events(Json.object().put("service", "web"))).isEmpty();
        assertThat(events(
                        Json.object().put("since", Instant.now().plusSeconds(60).getEpochSecond())))
                .isEmpty();
        assertThat(events(Json.object().put("maxResults", 1)))
                .as("page by page")
                .hasSize(all);
        assertThat(task).isNotEmpty();
    }

    @Test
    void anotherAccountSeesNothingOfIt() throws IOException {
        runToItsEnd();
        Json other = client.call("roadstead", "Roadstead_20261101.CreateAccount", Json.object());
        ControlClient stranger = client(
                other.path("accessKeyId").text(), other.path("secretAccessKey").text());
        assertThat(stranger.call("roadstead", "Roadstead_20261101.ListEvents", Json.object())
                        .path("events")
                        .items())
                .isEmpty();
    }

    @Test
    void whatCannotBeAskedIsRefusedWithItsRule() {
        assertThatThrownBy(() -> events(Json.object().put("detailType", "ECS Nonsense")))
                .isInstanceOf(ApiError.class)
                .hasMessageContaining("detailType is 'ECS Nonsense'; it must be one of ECS Container Instance State");
        assertThatThrownBy(() -> events(Json.object().put("after", "yesterday")))
                .hasMessageContaining("after is 'yesterday', which no earlier answer gave");
        assertThatThrownBy(() -> events(Json.object().put("maxResults", 101)))
                .hasMessageContaining("Max results can not be greater than 100");
        assertThatThrownBy(() -> events(Json.object().put("cluster", "no/cluster")))
                .hasMessageContaining("Invalid identifier");
    }

    @Test
    void theCommandPrintsALineAnEventAndJsonWhenAsked() throws IOException {
        String task = runToItsEnd();
        assertThat(roadstead("events", "--data", data.path().toString(), "--cluster", "default"))
                .as(err.toString(UTF_8))
                .isZero();
        List<String> lines = out.toString(UTF_8).lines().toList();
        assertThat(lines)
                .filteredOn(line -> line.contains(StatusCommand.afterSlash(task)))
                .hasSize(3)
                .last()
                .asString()
                .contains("task        default ", "STOPPED", "f:1", "main: exit 3");
        assertThat(lines)
                .anyMatch(line -> line.contains("instance") && line.contains("agent connected, free: 1024 of"));

        out.reset();
        assertThat(roadstead("events", "--data", data.path().toString(), "--json", "--since", "10m"))
                .isZero();
        assertThat(out.toString(UTF_8).lines())
                .hasSize(lines.size())
                .allMatch(line -> line.startsWith("{\"version\":"));
    }

    @Test
    void whoFollowsHearsOfWhatComes() throws Exception {
        Set<String> heard = new ConcurrentSkipListSet<>();
        server.events().subscribe(server.events().end(), new io.roadstead.control.events.EventBus.Subscriber() {
            @Override
            public void events(
                    List<io.roadstead.control.events.BusEvent> events, io.roadstead.control.events.Position upTo) {
                events.forEach(event -> heard.add(event.id()));
            }

            @Override
            public void missed() {
                throw new AssertionError("nothing was missed");
            }
        });
        Thread following = Thread.ofVirtual()
                .start(() -> roadstead("events", "--data", data.path().toString(), "--follow", "--json"));
        try {
            String task = runToItsEnd();
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            out.toString(UTF_8).lines().filter(line -> line.contains("\"resources\":[\"" + task)))
                    .hasSize(3));
            assertThat(heard).hasSizeGreaterThanOrEqualTo(3);
        } finally {
            following.interrupt();
            following.join();
        }
    }

    private String runToItsEnd() throws IOException {
        String task = await().atMost(SOON)
                .until(
                        () -> call("RunTask", "{\"taskDefinition\":\"f\"}")
                                .path("tasks")
                                .first()
                                .path("taskArn")
                                .text(),
                        arn -> !arn.isEmpty());
        report(task, "RUNNING", "{\"containerName\":\"main\",\"status\":\"RUNNING\"}");
        report(task, "STOPPED", "{\"containerName\":\"main\",\"status\":\"STOPPED\",\"exitCode\":3}");
        await().atMost(SOON)
                .until(() -> events(Json.object().put("resource", task)).size(), count -> count == 3);
        return task;
    }

    private void report(String task, String status, String container) throws IOException {
        call(
                "SubmitTaskStateChange",
                "{\"task\":\"" + task + "\",\"status\":\"" + status + "\",\"containers\":[" + container + "]}");
    }

    /** All of them, page by page. */
    private List<Json> events(Json input) throws IOException {
        List<Json> events = new ArrayList<>();
        Json page;
        do {
            page = client.call("roadstead", "Roadstead_20261101.ListEvents", input);
            for (Json event : page.path("events")) {
                events.add(Json.parse(event.text().getBytes(UTF_8)));
            }
            input.put("after", page.path("next").text());
        } while (page.path("more").truth());
        return events;
    }

    private Json call(String operation, String input) throws IOException {
        return client.call("ecs", "AmazonEC2ContainerServiceV20141113." + operation, Json.parse(input.getBytes(UTF_8)));
    }

    private ControlClient client(String accessKey, String secret) {
        return new ControlClient(URI.create(server.endpoint()), SCOPE.region(), accessKey, secret);
    }

    private int roadstead(String... words) {
        Terminal terminal =
                new Terminal(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false, false);
        return Main.run(new Session(terminal, Map.of(), Clock.systemUTC(), Path.of("roadstead")), words);
    }
}
