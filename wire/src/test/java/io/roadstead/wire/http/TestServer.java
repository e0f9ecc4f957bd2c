package io.roadstead.wire.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.wire.AccessKey;
import io.roadstead.wire.CallObserver;
import io.roadstead.wire.FixedAccessKeys;
import io.roadstead.wire.Gate;
import io.roadstead.wire.Secret;
import io.roadstead.wire.ServiceApi;
import io.roadstead.wire.sigv4.Credentials;
import io.roadstead.wire.sigv4.SigV4Signer;
import io.roadstead.wire.sigv4.SigV4Verifier;
import io.roadstead.wire.websocket.WebSocketEndpoint;
import io.roadstead.wire.websocket.WebSocketLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server on a free port of the loopback interface, and a client that signs. */
final class TestServer implements AutoCloseable {
    static final String TARGET_PREFIX = "AmazonEC2ContainerServiceV20141113.";

    private static final SigV4Verifier VERIFIER = new SigV4Verifier(
            FixedAccessKeys.of(
                    new AccessKey("test", new Secret("test"), "000000000000", "arn:aws:iam::000000000000:root")),
            InstantSource.system());

    private final Queue<AccessLog.Call> calls = new ConcurrentLinkedQueue<>();
    private final Queue<FailedCall> failures = new ConcurrentLinkedQueue<>();
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    TestServer(ServiceApi api, Map<String, WebSocketEndpoint> webSockets, WebSocketLimits limits) {
        this(api, webSockets, limits, Gate.OPEN);
    }

    TestServer(ServiceApi api, Map<String, WebSocketEndpoint> webSockets, WebSocketLimits limits, Gate gate) {
        this(api, webSockets, limits, gate, CallObserver.NONE);
    }

    TestServer(
            ServiceApi api,
            Map<String, WebSocketEndpoint> webSockets,
            WebSocketLimits limits,
            Gate gate,
            CallObserver observer) {
        this.server = HttpServer.start(new HttpServer.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(api),
                VERIFIER,
                webSockets,
                limits,
                calls::add,
                failures::add,
                Duration.ofMillis(300),
                gate,
                observer,
                List.of()));
    }

    HttpServer server() {
        return server;
    }

    int port() {
        return server.port();
    }

    /** What was told of refused calls. */
    Queue<FailedCall> failures() {
        return failures;
    }

    /** What the access log was told, in order. */
    Queue<AccessLog.Call> calls() {
        return calls;
    }

    HttpClient client() {
        return client;
    }

    HttpResponse<String> call(String operation, String body) throws IOException, InterruptedException {
        return send(signed(operation, body.getBytes(UTF_8), "test"));
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest signed(String operation, byte[] body, String secret) {
        Map<String, String> headers = Map.of(
                "Host", "127.0.0.1:" + port(),
                "Content-Type", "application/x-amz-json-1.1",
                "X-Amz-Target", TARGET_PREFIX + operation);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/"))
                .version(HttpClient.Version.HTTP_1_1)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach((name, value) -> {
            if (!name.equals("Host")) {
                request.header(name, value);
            }
        });
        new SigV4Signer(Credentials.of("test", secret), "eu-central-1", "ecs")
                .sign("POST", "/", "", headers, body, Instant.now())
                .forEach(request::header);
        return request.build();
    }

    @Override
    public void close() {
        server.close();
        client.shutdownNow();
    }
}
