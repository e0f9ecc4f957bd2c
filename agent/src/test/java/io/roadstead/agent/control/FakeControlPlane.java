package io.roadstead.agent.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.roadstead.wire.AccessKey;
import io.roadstead.wire.EcsModel;
import io.roadstead.wire.FixedAccessKeys;
import io.roadstead.wire.Secret;
import io.roadstead.wire.agent.AcsCodec;
import io.roadstead.wire.agent.AcsMessage;
import io.roadstead.wire.sigv4.SigV4Verifier;
import io.roadstead.wire.sigv4.SignedFrame;
import io.roadstead.wire.sigv4.SignedRequest;
import io.roadstead.wire.websocket.Handshake;
import io.roadstead.wire.websocket.Listener;
import io.roadstead.wire.websocket.Session;
import io.roadstead.wire.websocket.WebSocketEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A control plane of few words: takes registrations and reports, checks every signature, and lets a test speak. */
final class FakeControlPlane implements AutoCloseable {
    static final String CLUSTER_ARN = "arn:aws:ecs:us-east-1:123456789012:cluster/default";
    static final String INSTANCE_ARN =
            "arn:aws:ecs:us-east-1:123456789012:container-instance/default/0cec8bc0c49946a5be96157b34e654e8";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final SigV4Verifier VERIFIER = new SigV4Verifier(
            FixedAccessKeys.of(new AccessKey("AK", new Secret("SK"), "123456789012", "arn:aws:iam::123456789012:root")),
            InstantSource.system());

    final Queue<JsonNode> registrations = new ConcurrentLinkedQueue<>();
    final Queue<JsonNode> reports = new ConcurrentLinkedQueue<>();
    final Queue<AcsMessage> heard = new ConcurrentLinkedQueue<>();
    final Queue<JsonNode> telemetry = new ConcurrentLinkedQueue<>();
    final Queue<String> handshakes = new ConcurrentLinkedQueue<>();
    final AtomicReference<@Nullable Session> control = new AtomicReference<>();

    /** The instance's. */
    final AtomicReference<String> status = new AtomicReference<>("ACTIVE");

    /** What the next calls of these operations fail with, an error type each. */
    final Map<String, Queue<String>> refusals = new java.util.concurrent.ConcurrentHashMap<>();

    /** What handshakes of the control channel are refused with, while set. */
    final AtomicReference<@Nullable String> refusedHandshake = new AtomicReference<>();

    private final HttpServer api;
    private final io.roadstead.wire.http.HttpServer sockets;

    FakeControlPlane() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", this::answer);
        api.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
        api.start();
        sockets = io.roadstead.wire.http.HttpServer.start(new io.roadstead.wire.http.HttpServer.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(),
                VERIFIER,
                Map.of("/acs/ws", control(), "/tcs/ws", telemetry())));
    }

    String url() {
        return "http://127.0.0.1:" + api.getAddress().getPort();
    }

    void say(AcsMessage message) {
        Session session = control.get();
        if (session == null) {
            throw new IllegalStateException("no agent is connected");
        }
        session.send(AcsCodec.encode(message));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            VERIFIER.verify(
                    new SignedRequest("POST", "/", "", exchange.getRequestHeaders()::getFirst, body),
                    EcsModel.SIGNING_NAME);
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            String operation = target.substring(target.indexOf('.') + 1);
            Queue<String> refused = refusals.getOrDefault(operation, new ConcurrentLinkedQueue<>());
            String error = refused.poll();
            if (error != null) {
                int status = error.equals("ServerException") ? 500 : 400;
                send(
                        exchange,
                        status,
                        JSON.createObjectNode().put("__type", error).put("message", "no"));
                return;
            }
            send(exchange, 200, handle(operation, JSON.readTree(body)));
        }
    }

    private ObjectNode handle(String operation, JsonNode request) {
        ObjectNode answer = JSON.createObjectNode();
        switch (operation) {
            case "RegisterContainerInstance" -> {
                registrations.add(request);
                ObjectNode instance = answer.putObject("containerInstance").put("containerInstanceArn", INSTANCE_ARN);
                instance.set("attributes", request.path("attributes"));
            }
            case "DiscoverPollEndpoint" -> {
                String base = "http://127.0.0.1:" + sockets.port();
                answer.put("endpoint", base + "/acs/").put("telemetryEndpoint", base + "/tcs");
            }
            case "SubmitTaskStateChange" -> {
                reports.add(request);
                answer.put("acknowledgment", "ok");
            }
            case "DescribeContainerInstances" ->
                answer.putArray("containerInstances").addObject().put("status", status.get());
            case "UpdateContainerInstancesState" -> {
                status.set(request.path("status").asText());
                answer.putArray("failures");
            }
            default -> throw new IllegalArgumentException(operation);
        }
        return answer;
    }

    private static void send(HttpExchange exchange, int status, ObjectNode answer) throws IOException {
        byte[] bytes = answer.toString().getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private WebSocketEndpoint control() {
        return request -> {
            handshakes.add(request.query());
            VERIFIER.verify(
                    SignedRequest.withoutBody("GET", request.path(), request.query(), request.headers()),
                    EcsModel.SIGNING_NAME);
            String refusal = refusedHandshake.get();
            if (refusal != null) {
                return new Handshake.Reject(400, refusal, "no");
            }
            return new Handshake.Accept(session -> {
                control.set(session);
                return new Listener() {
                    @Override
                    public void onText(String message) {
                        heard.add(AcsCodec.decode(message));
                    }

                    @Override
                    public void onClose(int code, String reason) {
                        control.compareAndSet(session, null);
                    }
                };
            });
        };
    }

    private WebSocketEndpoint telemetry() {
        return request -> new Handshake.Accept(_ -> new Listener() {
            @Override
            public void onText(String message) {
                SignedFrame frame = SignedFrame.parse(message);
                frame.verify(VERIFIER, request.path(), request.query(), EcsModel.SIGNING_NAME);
                try {
                    telemetry.add(JSON.readTree(frame.message()));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public void onClose(int code, String reason) {}
        });
    }

    @Override
    public void close() {
        api.stop(0);
        sockets.close();
    }
}
