package io.roadstead.control.gateway;

import static io.roadstead.control.gateway.Samples.HOST;
import static io.roadstead.control.gateway.Samples.SCOPE;
import static io.roadstead.control.gateway.Samples.container;
import static io.roadstead.control.gateway.Samples.definition;
import static io.roadstead.control.gateway.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.wire.AccessKey;
import io.roadstead.wire.FixedAccessKeys;
import io.roadstead.wire.Gate;
import io.roadstead.wire.Secret;
import io.roadstead.wire.agent.AcsCodec;
import io.roadstead.wire.agent.AcsMessage.AckRequest;
import io.roadstead.wire.agent.AcsMessage.HeartbeatMessage;
import io.roadstead.wire.agent.AcsMessage.PayloadMessage;
import io.roadstead.wire.agent.AcsMessage.TaskManifestMessage;
import io.roadstead.wire.agent.TcsCodec;
import io.roadstead.wire.agent.TcsMessage;
import io.roadstead.wire.http.HttpServer;
import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.SigV4Signer;
import io.roadstead.wire.sigv4.SigV4Verifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The gateway behind the real HTTP port, with the JDK's websocket client in the agent's place. */
class GatewayOverTheNetworkTest {
    private static final TaskDefinition DEFINITION = definition(container("web"));
    private static final GatewaySettings SETTINGS =
            GatewaySettings.DEFAULTS.withTimes(Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofMillis(20));

    private final FakeHouse house = new FakeHouse();
    private final InstantSource clock = InstantSource.system();
    private final SigV4Verifier verifier = new SigV4Verifier(
            FixedAccessKeys.of(new AccessKey(
                    "AKIDEXAMPLE", new Secret("secret"), SCOPE.account(), "arn:aws:iam::123456789012:root")),
            clock);
    private final AgentGateway gateway =
            AgentGateway.open("server-1", house.ports(), verifier, Gate.OPEN, SETTINGS, Samples.random(1), clock);
    private final HttpServer server = HttpServer.start(new HttpServer.Settings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of(),
            verifier,
            Map.of("/acs/ws", gateway.acs(), "/tcs/ws", gateway.tcs())));
    private final HttpClient client = HttpClient.newHttpClient();

    GatewayOverTheNetworkTest() {
        house.register(HOST, ContainerInstance.Status.ACTIVE);
    }

    @AfterEach
    void close() {
        client.shutdownNow();
        gateway.close();
        server.close();
    }

    @Test
    void anAgentHearsOfItsTasksAndHeartbeatsAndIsHeard() {
        house.put(task("t", DEFINITION), DEFINITION);
        Agent agent = Agent.connect(this, "acs", HOST.id());

        await().until(() -> agent.has(TaskManifestMessage.class) && agent.has(HeartbeatMessage.class));
        PayloadMessage payload = agent.all(PayloadMessage.class).getFirst();
        agent.say(AcsCodec.encode(
                new AckRequest(payload.clusterArn(), payload.containerInstanceArn(), payload.messageId())));

        await().untilAsserted(() -> assertThat(house.acknowledged()).containsExactly("t RUNNING"));
        assertThat(house.connected(HOST)).isTrue();
    }

    @Test
    void aNewTaskReachesAConnectedAgentAtOnce() {
        Agent agent = Agent.connect(this, "acs", HOST.id());
        await().until(() -> agent.has(TaskManifestMessage.class));

        house.put(task("t", DEFINITION), DEFINITION);
        gateway.changed(HOST);

        await().until(() -> agent.has(PayloadMessage.class));
    }

    @Test
    void anAgentWhoseConnectionIsLostIsRecordedAsDisconnected() {
        Agent agent = Agent.connect(this, "acs", HOST.id());
        await().until(() -> house.connected(HOST));

        agent.socket.abort();

        await().until(() -> !house.connected(HOST));
    }

    @Test
    void theOlderOfTwoSessionsIsClosed() {
        Agent older = Agent.connect(this, "acs", HOST.id());
        Agent newer = Agent.connect(this, "acs", HOST.id());

        await().until(() -> older.closed != null);
        assertThat(older.closed).isEqualTo(1008);
        assertThat(newer.closed).isNull();
        await().during(Duration.ofMillis(300)).until(() -> house.connected(HOST));
    }

    @Test
    void anUnknownInstanceGetsNoWebsocket() {
        assertThatThrownBy(() -> Agent.connect(this, "acs", "0".repeat(32)))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(WebSocketHandshakeException.class, refusal -> assertThat(
                                refusal.getResponse().statusCode())
                        .isEqualTo(400));
    }

    @Test
    void telemetryIsAcknowledged() {
        Agent agent = Agent.connect(this, "tcs", HOST.id());
        agent.saySigned(TcsCodec.encode(new TcsMessage.PublishMetricsRequest(
                new TcsMessage.MetricsMetadata("default", HOST.arn(), "m-1", true, true), List.of(), clock.instant())));

        await().untilAsserted(() -> assertThat(agent.heard)
                .anyMatch(text -> TcsCodec.decode(text).equals(new TcsMessage.AckPublishMetric("m-1"))));
        assertThat(house.telemetry()).hasSize(1);
    }

    @Test
    void agentsAreToldToComeBackWhenTheGatewayCloses() {
        Agent agent = Agent.connect(this, "acs", HOST.id());

        gateway.close();

        await().until(() -> agent.closed != null);
        assertThat(agent.closed).isEqualTo(1001);
        assertThat(house.connected(HOST)).isFalse();
    }

    private static final class Agent implements WebSocket.Listener {
        final List<String> heard = new CopyOnWriteArrayList<>();
        private final StringBuilder part = new StringBuilder();
        private final GatewayOverTheNetworkTest test;
        private final SigV4Signer signer = new SigV4Signer(Credentials.of("AKIDEXAMPLE", "secret"), "us-east-1", "ecs");
        private final String path;
        private final String query;
        private final String host;
        private final WebSocket socket;
        volatile @Nullable Integer closed;

        private Agent(GatewayOverTheNetworkTest test, String channel, String instanceId) {
            this.test = test;
            this.path = "/" + channel + "/ws";
            String instance =
                    SCOPE.arn("container-instance/default/" + instanceId).replace(":", "%3A");
            this.query = channel.equals("acs")
                    ? "clusterArn=default&containerInstanceArn=" + instance
                            + "&dockerVersion=DockerVersion%3A+20.10.24&sendCredentials=true&seqNum=1"
                    : "cluster=default&containerInstance=" + instance + "&dockerVersion=20.10.24";
            this.host = "127.0.0.1:" + test.server.port();
            WebSocket.Builder builder = test.client.newWebSocketBuilder();
            signer.sign("GET", path, query, Map.of("Host", host), new byte[0], test.clock.instant())
                    .forEach(builder::header);
            this.socket = builder.buildAsync(URI.create("ws://" + host + path + "?" + query), this)
                    .join();
        }

        static Agent connect(GatewayOverTheNetworkTest test, String channel, String instanceId) {
            return new Agent(test, channel, instanceId);
        }

        void say(String text) {
            socket.sendText(text, true).join();
        }

        void saySigned(String json) {
            say(signer.signFrame(path, query, host, json, test.clock.instant()));
        }

        <T> List<T> all(Class<T> kind) {
            return heard.stream()
                    .map(AcsCodec::decode)
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .toList();
        }

        boolean has(Class<?> kind) {
            return !all(kind).isEmpty();
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            part.append(text);
            if (last) {
                heard.add(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed = code;
            return null;
        }
    }
}
