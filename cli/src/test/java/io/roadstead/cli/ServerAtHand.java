package io.roadstead.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** A whole server on a real port in this process, without Docker, and the commands that find it. */
final class ServerAtHand implements AutoCloseable {
    static final Scope SCOPE = new Scope("000000000000", "us-east-1");

    private final DataDirectory data;
    private final Store store = new MemoryStore(InstantSource.system());
    private final ControlPlane server;
    private final ControlClient client;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    ServerAtHand(Path directory) throws IOException {
        data = DataDirectory.of(directory.resolve("data"), Map.of());
        data.create();
        server = ControlPlane.start(new Settings("127.0.0.1", 0, data.path()), store, InstantSource.system());
        client = client("test", "test");
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

    /** A host of 1,024 CPU units and 512 MiB, whose agent is told to be connected; its ARN. */
    String instance() throws IOException {
        String arn = call("RegisterContainerInstance", """
                        {"totalResources":[{"name":"CPU","type":"INTEGER","integerValue":1024},
                                           {"name":"MEMORY","type":"INTEGER","integerValue":512}]}""")
                .path("containerInstance")
                .path("containerInstanceArn")
                .text();
        connected(arn, true);
        return arn;
    }

    /** Tells that an instance's agent is connected, or that it is not any more. */
    void connected(String arn, boolean connected) {
        String id = StatusCommand.afterSlash(arn);
        AgentConnection connection =
                new AgentConnection(SCOPE, "default", id, connected, Instant.now(), "1", "h", "20.10", "other/1");
        store.commit(new Txn(
                "connect" + System.nanoTime(),
                List.of(),
                List.of(new Write.Put(
                        Keys.agentConnection(SCOPE, "default", id), new RecordCodec().encode(connection)))));
    }

    /** Calls an operation of the ECS API. */
    Json call(String operation, String input) throws IOException {
        return client.call("ecs", "AmazonEC2ContainerServiceV20141113." + operation, Json.parse(input.getBytes(UTF_8)));
    }

    /** Calls an operation of Roadstead's own. */
    Json own(String operation, Json input) {
        return client.call("roadstead", "Roadstead_20261101." + operation, input);
    }

    ControlClient client(String accessKey, String secret) {
        return new ControlClient(URI.create(server.endpoint()), SCOPE.region(), accessKey, secret);
    }

    String endpoint() {
        return server.endpoint();
    }

    /** Runs a command against this server; what it printed is then in {@link #out}. */
    int roadstead(String... words) {
        out.reset();
        err.reset();
        Terminal terminal =
                new Terminal(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false, false);
        String[] all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--data";
        all[words.length + 1] = data.path().toString();
        return Main.run(new Session(terminal, Map.of(), Clock.systemUTC(), Path.of("roadstead")), all);
    }

    String out() {
        return out.toString(UTF_8);
    }

    String err() {
        return err.toString(UTF_8);
    }

    @Override
    public void close() {
        server.close();
    }
}
