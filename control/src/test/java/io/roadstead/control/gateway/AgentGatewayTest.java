package io.roadstead.control.gateway;

import static io.roadstead.control.gateway.Samples.HOST;
import static io.roadstead.control.gateway.Samples.SCOPE;
import static io.roadstead.control.gateway.Samples.container;
import static io.roadstead.control.gateway.Samples.definition;
import static io.roadstead.control.gateway.Samples.stopping;
import static io.roadstead.control.gateway.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.HealthStatus;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.wire.AccessKey;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.FixedAccessKeys;
import io.roadstead.wire.Gate;
import io.roadstead.wire.Secret;
import io.roadstead.wire.agent.AcsCodec;
import io.roadstead.wire.agent.AcsMessage;
import io.roadstead.wire.agent.AcsMessage.AckRequest;
import io.roadstead.wire.agent.AcsMessage.ExceptionMessage;
import io.roadstead.wire.agent.AcsMessage.HeartbeatMessage;
import io.roadstead.wire.agent.AcsMessage.PayloadMessage;
import io.roadstead.wire.agent.AcsMessage.TaskManifestMessage;
import io.roadstead.wire.agent.AcsMessage.TaskStopVerificationAck;
import io.roadstead.wire.agent.AcsMessage.TaskStopVerificationMessage;
import io.roadstead.wire.agent.ProtocolTask;
import io.roadstead.wire.agent.TaskIdentifier;
import io.roadstead.wire.agent.TcsCodec;
import io.roadstead.wire.agent.TcsMessage;
import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.RequestHeaders;
import io.roadstead.wire.sigv4.SigV4Signer;
import io.roadstead.wire.sigv4.SigV4Verifier;
import io.roadstead.wire.websocket.Handshake;
import io.roadstead.wire.websocket.HandshakeRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentGatewayTest {
    private static final TaskDefinition DEFINITION = definition(container("web"));
    private static final String ADDRESS = "127.0.0.1:4566";
    private static final GatewaySettings SETTINGS =
            GatewaySettings.DEFAULTS.withTimes(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(10));

    private final FakeHouse house = new FakeHouse();
    private final InstantSource clock = InstantSource.system();
    private final SigV4Signer signer = signer("AKIDEXAMPLE", "secret", "us-east-1");
    private final AgentGateway gateway = gateway(house);

    AgentGatewayTest() {
        house.register(HOST, ContainerInstance.Status.ACTIVE);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void anAgentIsToldItsTasksAndRecordedAsConnected() {
        house.put(task("t", DEFINITION), DEFINITION);

        FakeSocket socket = connect();

        await().until(() -> acs(socket, TaskManifestMessage.class).size() == 1);
        assertThat(acs(socket, PayloadMessage.class).getFirst().tasks())
                .extracting(ProtocolTask::arn)
                .containsExactly(arn("t"));
        AgentConnection connection = house.connection(HOST);
        assertThat(connection).isNotNull();
        assertThat(connection.connected()).isTrue();
        assertThat(connection.agentVersion()).isEqualTo("1.105.1");
        assertThat(connection.agentHash()).isEqualTo("a8b3e7d3");
        assertThat(connection.dockerVersion()).isEqualTo("DockerVersion: 20.10.24+dfsg1");
        assertThat(connection.session()).startsWith("server-1/");
        assertThat(gateway.connected()).isOne();
    }

    @Test
    void aChangeIsToldAtOnceAndItsAcknowledgementPassedOn() {
        FakeSocket socket = connect();
        house.put(task("t", DEFINITION), DEFINITION);

        gateway.changed(HOST);

        await().until(() -> !acs(socket, PayloadMessage.class).isEmpty());
        socket.says(AcsCodec.encode(new AckRequest(
                null, null, acs(socket, PayloadMessage.class).getFirst().messageId())));
        assertThat(house.acknowledged()).containsExactly("t RUNNING");
    }

    @Test
    void theClusterMayBeNamedByItsArnAndTheInstanceByItsArn() {
        assertThat(handshake("acs", SCOPE.arn("cluster/default"), HOST.arn())).isInstanceOf(Handshake.Accept.class);
        assertThat(handshake("tcs", SCOPE.arn("cluster/default"), HOST.arn())).isInstanceOf(Handshake.Accept.class);
    }

    @Test
    void anUnknownClusterIsRefused() {
        assertThat(handshake("acs", "nowhere", HOST.arn()))
                .isEqualTo(new Handshake.Reject(400, "InvalidClusterException", "Cluster not found"));
        assertThat(handshake("tcs", SCOPE.arn("cluster/nowhere"), HOST.arn()))
                .isEqualTo(new Handshake.Reject(400, "InvalidClusterException", "Cluster not found"));
    }

    @Test
    void anUnknownInstanceIsRefused() {
        String unknown = SCOPE.arn("container-instance/default/" + "0".repeat(32));

        for (String instance : List.of(unknown, "", "nonsense", SCOPE.arn("task/default/" + "0".repeat(32)))) {
            assertThat(handshake("acs", "default", instance))
                    .as(instance)
                    .isEqualTo(new Handshake.Reject(400, "InvalidInstanceException", "Container instance not found"));
        }
    }

    @Test
    void aDeregisteredInstanceIsToldToStayAway() {
        house.register(HOST, ContainerInstance.Status.INACTIVE);

        assertThat(handshake("acs", "default", HOST.arn()))
                .isInstanceOfSatisfying(
                        Handshake.Reject.class, r -> assertThat(r.errorType()).isEqualTo("InactiveInstanceException"));
    }

    @Test
    void aDrainingInstanceIsStillServed() {
        house.register(HOST, ContainerInstance.Status.DRAINING);

        assertThat(handshake("acs", "default", HOST.arn())).isInstanceOf(Handshake.Accept.class);
    }

    @Test
    void anotherAccountsInstanceOrClusterOrRegionIsDenied() {
        Scope other = new Scope("999999999999", "us-east-1");
        Scope elsewhere = new Scope(SCOPE.account(), "eu-west-1");

        for (Handshake answer : List.of(
                handshake("acs", "default", other.arn("container-instance/default/" + HOST.id())),
                handshake("acs", other.arn("cluster/default"), HOST.arn()),
                handshake("acs", "default", elsewhere.arn("container-instance/default/" + HOST.id())))) {
            assertThat(answer).isInstanceOfSatisfying(Handshake.Reject.class, r -> {
                assertThat(r.errorType()).isEqualTo("AccessDeniedException");
                assertThat(r.status()).isEqualTo(403);
            });
        }
    }

    @Test
    void whomPoliciesDoNotAllowIsDeniedOnEitherChannel() {
        List<String> demanded = new ArrayList<>();
        AgentGateway guarded = gateway(house, (attempt, demands) -> {
            demands.get()
                    .forEach(demand ->
                            demanded.add(demand.action() + " " + demand.resources() + " " + demand.conditions()));
            throw AwsException.accessDenied("User: x is not authorized");
        });
        try (guarded) {
            for (Handshake answer : List.of(
                    guarded.acs().handshake(request("acs", "default", HOST.arn(), signer)),
                    guarded.tcs().handshake(request("tcs", "default", HOST.arn(), signer)))) {
                assertThat(answer)
                        .isEqualTo(new Handshake.Reject(403, "AccessDeniedException", "User: x is not authorized"));
            }
        }
        String about = " [" + HOST.arn() + "] {ecs:cluster=[" + SCOPE.arn("cluster/default") + "]}";
        assertThat(demanded).containsExactly("ecs:Poll" + about, "ecs:StartTelemetrySession" + about);
    }

    @Test
    void aWrongSignatureIsDenied() {
        HandshakeRequest right = request("acs", "default", HOST.arn(), signer);
        HandshakeRequest forged = request("acs", "default", HOST.arn(), signer("AKIDEXAMPLE", "guess", "us-east-1"));
        HandshakeRequest unsigned = new HandshakeRequest(right.path(), right.query(), name -> null, right.remote());
        HandshakeRequest altered =
                new HandshakeRequest(right.path(), right.query() + "&x=1", right.headers(), right.remote());

        for (HandshakeRequest request : List.of(forged, unsigned, altered)) {
            assertThat(gateway.acs().handshake(request))
                    .isInstanceOfSatisfying(Handshake.Reject.class, r -> assertThat(r.errorType())
                            .isEqualTo("AccessDeniedException"));
        }
    }

    @Test
    void aNewerSessionTakesThePlaceOfAnOlderWhoseEndThenChangesNothing() {
        FakeSocket older = connect();
        FakeSocket newer = connect();

        assertThat(older.closed()).startsWith("1008 ");
        assertThat(newer.closed()).isNull();
        older.ends(1008);
        assertThat(house.connected(HOST)).isTrue();
        assertThat(gateway.connected()).isOne();

        newer.ends(1006);
        await().until(() -> !house.connected(HOST));
        assertThat(gateway.connected()).isZero();
    }

    @Test
    void anAgentThatReconnectsInGoodOrderDoesNotCountAsDisconnectedInBetween() {
        FakeSocket first = connect();
        first.ends(1000);
        assertThat(house.connected(HOST)).isTrue();

        connect();
        assertThat(house.connected(HOST)).isTrue();
        assertThat(gateway.connected()).isOne();
    }

    @Test
    void anEndThatCouldNotBeRecordedIsRecordedLater() {
        FakeSocket socket = connect();
        house.breakDown(true);
        socket.ends(1006);
        assertThat(house.connected(HOST)).isTrue();

        house.breakDown(false);
        await().atMost(Duration.ofSeconds(20)).until(() -> !house.connected(HOST));
    }

    @Test
    void aSessionThatCannotBeRecordedIsClosedSoThatTheAgentPauses() {
        house.breakDown(true);
        FakeSocket socket = connect();

        assertThat(socket.closed()).startsWith("1013 ");
        assertThat(gateway.connected()).isZero();
    }

    @Test
    void whatAFormerRunLeftConnectedIsCorrectedBeforeAnyAgentCalls() {
        FakeHouse left = new FakeHouse();
        left.record(connection(HOST, "server-1/former"));
        InstanceKey elsewhere = new InstanceKey(SCOPE, "default", "f".repeat(32));
        left.record(connection(elsewhere, "server-2/running"));

        gateway(left).close();

        assertThat(left.connected(HOST)).isFalse();
        assertThat(left.connected(elsewhere)).isTrue();
    }

    @Test
    void aSessionOnAnotherServerTakesThePlaceOfTheOneHere() {
        FakeSocket socket = connect();
        gateway.taken(connection(HOST, "server-2/newer"));

        assertThat(socket.closed()).startsWith("1008 ");
    }

    @Test
    void itsOwnRecordDoesNotDisturbASession() {
        FakeSocket socket = connect();
        gateway.taken(java.util.Objects.requireNonNull(house.connection(HOST)));

        assertThat(socket.closed()).isNull();
    }

    @Test
    void anInstanceDeregisteredMeanwhileLosesItsSession() {
        FakeSocket socket = connect();
        await().until(() -> !acs(socket, TaskManifestMessage.class).isEmpty());
        house.register(HOST, ContainerInstance.Status.INACTIVE);

        gateway.changed(HOST);

        await().until(() -> socket.closed() != null);
        assertThat(socket.closed()).startsWith("1000 ");
    }

    @Test
    void heartbeatsGoOutOnBothChannels() {
        FakeSocket acs = connect();
        FakeSocket tcs = FakeSocket.open(handshake("tcs", "default", HOST.arn()));

        await().until(() -> acs(acs, HeartbeatMessage.class).size() >= 2);
        await().until(() -> tcs(tcs).contains(new TcsMessage.HeartbeatMessage(true)));
    }

    @Test
    void anAgentThatDoesNotTakeWhatItIsSentLosesItsSession() {
        FakeSocket socket = connect();
        socket.fill();

        await().until(() -> socket.closed() != null);
        assertThat(socket.closed()).startsWith("1008 ");
    }

    @Test
    void aBrokenFrameIsAnsweredAndManyEndTheSession() {
        FakeSocket socket = connect();
        socket.says("nonsense");
        assertThat(acs(socket, ExceptionMessage.class)).hasSize(1);
        assertThat(socket.closed()).isNull();

        for (int i = 1; i < AcsConnection.MAX_BROKEN_FRAMES; i++) {
            socket.says("nonsense");
        }
        assertThat(socket.closed()).startsWith("1008 ");
    }

    @Test
    void aStopVerificationIsAnsweredFromWhatIsWantedNow() {
        FakeSocket socket = connect();
        await().until(() -> !acs(socket, TaskManifestMessage.class).isEmpty());
        String manifest = acs(socket, TaskManifestMessage.class).getFirst().messageId();
        house.put(task("placed", DEFINITION), DEFINITION);
        house.put(stopping(task("stopping", DEFINITION)), DEFINITION);

        socket.says(AcsCodec.encode(new TaskStopVerificationMessage(
                manifest,
                Stream.of("placed", "stopping", "unknown")
                        .map(id -> new TaskIdentifier(arn(id), null, "STOPPED"))
                        .toList())));

        assertThat(acs(socket, TaskStopVerificationAck.class).getFirst().stopTasks())
                .extracting(TaskIdentifier::taskArn)
                .containsExactly(arn("stopping"), arn("unknown"));
    }

    @Test
    void everyPublishIsHandedOnAndAcknowledged() {
        HandshakeRequest request = request("tcs", "default", HOST.arn(), signer);
        FakeSocket socket = FakeSocket.open(gateway.tcs().handshake(request));
        Instant since = Instant.ofEpochMilli(1_795_344_768_408L);
        TcsMessage health = new TcsMessage.PublishHealthRequest(
                new TcsMessage.HealthMetadata("default", HOST.arn(), "h-1", true),
                List.of(new TcsMessage.TaskHealth(
                        arn("t"),
                        "fam",
                        "3",
                        List.of(
                                new TcsMessage.ContainerHealth("web", "HEALTHY", since, "well"),
                                new TcsMessage.ContainerHealth("side", "STRANGE", null, null)))),
                since);
        TcsMessage metrics = new TcsMessage.PublishMetricsRequest(
                new TcsMessage.MetricsMetadata("default", HOST.arn(), "m-1", true, true), List.of(), since);
        TcsMessage status = new TcsMessage.PublishInstanceStatusRequest(
                new TcsMessage.InstanceStatusMetadata("default", HOST.arn(), "s-1"),
                List.of(new TcsMessage.InstanceStatus("ContainerRuntime", "OK", null, since, since)),
                since);

        for (TcsMessage message : List.of(health, metrics, status)) {
            socket.says(signed(request, TcsCodec.encode(message)));
        }

        assertThat(tcs(socket))
                .contains(
                        new TcsMessage.AckPublishHealth("h-1"),
                        new TcsMessage.AckPublishMetric("m-1"),
                        new TcsMessage.AckPublishInstanceStatus("s-1"));
        assertThat(house.health())
                .containsExactly(
                        new HealthReports.ContainerHealth(arn("t"), "web", HealthStatus.HEALTHY, since, "well"),
                        new HealthReports.ContainerHealth(arn("t"), "side", HealthStatus.UNKNOWN, null, null));
        assertThat(house.telemetry()).containsExactly(metrics, status);
    }

    @Test
    void aPublishThatCannotBeTakenIsNotAcknowledged() {
        HandshakeRequest request = request("tcs", "default", HOST.arn(), signer);
        FakeSocket socket = FakeSocket.open(gateway.tcs().handshake(request));
        house.breakDown(true);

        socket.says(signed(
                request,
                TcsCodec.encode(new TcsMessage.PublishHealthRequest(
                        new TcsMessage.HealthMetadata("default", HOST.arn(), "h-1", true), List.of(), null))));

        assertThat(tcs(socket)).noneMatch(TcsMessage.AckPublishHealth.class::isInstance);
        assertThat(tcs(socket)).anyMatch(TcsMessage.ExceptionMessage.class::isInstance);
        assertThat(socket.closed()).isNull();
    }

    @Test
    void aTelemetryFrameWithoutARightSignatureEndsTheSession() {
        HandshakeRequest request = request("tcs", "default", HOST.arn(), signer);
        String json = TcsCodec.encode(new TcsMessage.HeartbeatMessage(true));
        String right = signed(request, json);
        for (String frame : List.of(json, right.replace("true", "false"), right.replace("Signature=", "Signature=0"))) {
            FakeSocket socket = FakeSocket.open(gateway.tcs().handshake(request));
            socket.says(frame);
            assertThat(socket.closed()).as(frame).startsWith("1008 ");
        }
        FakeSocket socket = FakeSocket.open(gateway.tcs().handshake(request));
        socket.says(right);
        assertThat(socket.closed()).isNull();
    }

    @Test
    void aTelemetryFrameThatCannotBeReadIsAnsweredAndTheSessionGoesOn() {
        HandshakeRequest request = request("tcs", "default", HOST.arn(), signer);
        FakeSocket socket = FakeSocket.open(gateway.tcs().handshake(request));

        socket.says(signed(request, "{\"type\":\"PublishMetricsRequest\",\"message\":{}}"));

        assertThat(tcs(socket)).anyMatch(TcsMessage.ExceptionMessage.class::isInstance);
        assertThat(socket.closed()).isNull();
    }

    @Test
    void closingTellsAgentsToComeBackAndRecordsThatTheyAreGone() {
        FakeSocket acs = connect();
        FakeSocket tcs = FakeSocket.open(handshake("tcs", "default", HOST.arn()));

        gateway.close();

        assertThat(acs.closed()).startsWith("1001 ");
        assertThat(tcs.closed()).startsWith("1001 ");
        assertThat(house.connected(HOST)).isFalse();
        assertThat(connect().closed()).startsWith("1001 ");
    }

    private AgentGateway gateway(FakeHouse of) {
        return gateway(of, Gate.OPEN);
    }

    private AgentGateway gateway(FakeHouse of, Gate gate) {
        SigV4Verifier verifier = new SigV4Verifier(
                FixedAccessKeys.of(new AccessKey(
                        "AKIDEXAMPLE", new Secret("secret"), SCOPE.account(), "arn:aws:iam::123456789012:root")),
                clock);
        return AgentGateway.open("server-1", of.ports(), verifier, gate, SETTINGS, Samples.random(1), clock);
    }

    private FakeSocket connect() {
        return FakeSocket.open(handshake("acs", "default", HOST.arn()));
    }

    private Handshake handshake(String channel, String cluster, String instance) {
        HandshakeRequest request = request(channel, cluster, instance, signer);
        return (channel.equals("acs") ? gateway.acs() : gateway.tcs()).handshake(request);
    }

    /** As the unmodified agent writes it, a space as {@code +}. */
    private HandshakeRequest request(String channel, String cluster, String instance, SigV4Signer by) {
        String path = "/" + channel + "/ws";
        String query = channel.equals("acs")
                ? "agentHash=a8b3e7d3&agentVersion=1.105.1&clusterArn=" + encoded(cluster) + "&containerInstanceArn="
                        + encoded(instance)
                        + "&dockerVersion=DockerVersion%3A+20.10.24%2Bdfsg1&protocolVersion=2&sendCredentials=true&seqNum=1"
                : "agentHash=a8b3e7d3&agentVersion=1.105.1&cluster=" + encoded(cluster) + "&containerInstance="
                        + encoded(instance) + "&dockerVersion=20.10.24%2Bdfsg1";
        Map<String, String> headers = new HashMap<>(Map.of("Host", ADDRESS));
        headers.putAll(by.sign("GET", path, query, Map.of("Host", ADDRESS), new byte[0], clock.instant()));
        return new HandshakeRequest(path, query, RequestHeaders.of(headers), "127.0.0.1:50000");
    }

    private String signed(HandshakeRequest request, String json) {
        return signer.signFrame(request.path(), request.query(), ADDRESS, json, clock.instant());
    }

    private static SigV4Signer signer(String id, String secret, String region) {
        return new SigV4Signer(Credentials.of(id, secret), region, "ecs");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static AgentConnection connection(InstanceKey key, String session) {
        return new AgentConnection(key.scope(), key.cluster(), key.id(), true, Samples.NOW, null, null, null, session);
    }

    private static String arn(String taskId) {
        return SCOPE.arn("task/default/" + taskId);
    }

    private static <T extends AcsMessage> List<T> acs(FakeSocket socket, Class<T> kind) {
        return socket.sent().stream()
                .map(AcsCodec::decode)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private static List<TcsMessage> tcs(FakeSocket socket) {
        return socket.sent().stream().map(TcsCodec::decode).toList();
    }
}
