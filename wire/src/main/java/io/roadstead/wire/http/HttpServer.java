package io.roadstead.wire.http;

import io.helidon.http.media.MediaContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.CallObserver;
import io.roadstead.wire.Gate;
import io.roadstead.wire.ServiceApi;
import io.roadstead.wire.json.Json;
import io.roadstead.wire.rest.RestApi;
import io.roadstead.wire.sigv4.SigV4Verifier;
import io.roadstead.wire.websocket.WebSocketEndpoint;
import io.roadstead.wire.websocket.WebSocketLimits;
import io.roadstead.wire.websocket.WebSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The server's port: started by {@link #start}, stopped by {@link #close}. */
public final class HttpServer implements AutoCloseable {
    /** Where a readiness check gets its 200, without a signature. */
    public static final String HEALTH_PATH = "/_roadstead/health";

    private static final int NOT_FOUND = 404;
    /** A session token alone may have several kilobytes. */
    private static final int MAX_HEADERS = 32 << 10;

    private static final int MAX_REQUEST_LINE = 8 << 10;
    /** Open at once: beyond it new ones wait. An agent holds two, so this is enough for 20,000 of them and clients. */
    private static final int MAX_CONNECTIONS = 50_000;

    /** Helidon announces itself at INFO. Kept here, since the JDK would forget a logger nobody holds. */
    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    private final WebServer server;
    private final WebSockets webSockets;
    private final Duration stopGrace;

    private HttpServer(WebServer server, WebSockets webSockets, Duration stopGrace) {
        this.server = server;
        this.webSockets = webSockets;
        this.stopGrace = stopGrace;
    }

    /**
     * What a server is made of.
     *
     * @param address where to listen; port 0 takes any free one
     * @param services the AWS APIs, told apart by the service each request is signed for
     * @param webSockets endpoints by path, for example {@code /acs/ws}
     * @param failures who is told of refused calls
     * @param gate who lets calls in
     * @param observer who is told of every call
     * @param rest the REST services, told apart as the others are
     * @param stopGrace how long calls and websockets in progress may take to end when the server stops
     */
    public record Settings(
            InetSocketAddress address,
            List<ServiceApi> services,
            SigV4Verifier verifier,
            Map<String, WebSocketEndpoint> webSockets,
            WebSocketLimits webSocketLimits,
            AccessLog accessLog,
            CallFailures failures,
            Duration stopGrace,
            Gate gate,
            CallObserver observer,
            List<RestApi> rest) {
        public static final Duration STOP_GRACE = Duration.ofSeconds(5);

        public Settings(
                InetSocketAddress address,
                List<ServiceApi> services,
                SigV4Verifier verifier,
                Map<String, WebSocketEndpoint> webSockets) {
            this(address, services, verifier, webSockets, CallFailures.NONE, Gate.OPEN, CallObserver.NONE, List.of());
        }

        public Settings(
                InetSocketAddress address,
                List<ServiceApi> services,
                SigV4Verifier verifier,
                Map<String, WebSocketEndpoint> webSockets,
                CallFailures failures,
                Gate gate,
                CallObserver observer,
                List<RestApi> rest) {
            this(
                    address,
                    services,
                    verifier,
                    webSockets,
                    WebSocketLimits.DEFAULTS,
                    new JdkAccessLog(),
                    failures,
                    STOP_GRACE,
                    gate,
                    observer,
                    rest);
        }
    }

    /**
     * Listens and answers from now on.
     *
     * @throws java.io.UncheckedIOException when the address cannot be had
     */
    public static HttpServer start(Settings settings) {
        if (HELIDON.getLevel() == null) {
            HELIDON.setLevel(Level.WARNING);
        }
        requireFree(settings.address());
        Dispatcher dispatcher =
                new Dispatcher(settings.services(), settings.verifier(), settings.gate(), settings.observer());
        ApiHandler calls = new ApiHandler(dispatcher, settings.accessLog(), settings.failures());
        RestHandler rest = new RestHandler(settings);
        WebSockets webSockets = new WebSockets(settings.webSocketLimits());
        Map<String, WebSocketEndpoint> endpoints = Map.copyOf(settings.webSockets());
        try {
            WebServer server = WebServer.builder()
                    .bindAddress(settings.address())
                    // An answer longer than Helidon's buffer is several writes: without this the last one waits 40 ms
                    // for the client's delayed acknowledgement.
                    .connectionOptions(options -> options.tcpNoDelay(true))
                    // Its other socket writes at most 8 KiB at once, and every write of an answer wakes its client.
                    .useNio(false)
                    .maxTcpConnections(MAX_CONNECTIONS)
                    .shutdownHook(false)
                    .shutdownGracePeriod(settings.stopGrace())
                    .featuresDiscoverServices(false)
                    .protocolsDiscoverServices(false)
                    .mediaContext(MediaContext.create())
                    .contentEncoding(new BodiesAsSent())
                    .directHandlers(ProtocolErrors.handlers())
                    .addConnectionSelector(Http1ConnectionSelector.builder()
                            .config(Http1Config.builder()
                                    .maxHeadersSize(MAX_HEADERS)
                                    .maxPrologueLength(MAX_REQUEST_LINE)
                                    .sendKeepAliveHeader(false)
                                    .build())
                            .addUpgrader(new WebSocketUpgrader("websocket", endpoints, webSockets))
                            .addUpgrader(new WebSocketUpgrader("WebSocket", endpoints, webSockets))
                            .build())
                    .routing(HttpRouting.builder()
                            .get(HEALTH_PATH, (_, response) -> response.send())
                            .post("/", (request, response) -> {
                                if (rest.takes(request)) {
                                    rest.handle(request, response);
                                } else {
                                    calls.handle(request, response);
                                }
                            })
                            .any((request, response) -> {
                                if (rest.takes(request)) {
                                    rest.handle(request, response);
                                } else {
                                    unknownPath(response);
                                }
                            }))
                    .build()
                    .start();
            if (!server.isRunning()) {
                throw notHad(settings.address(), new BindException("the web server does not run"));
            }
            // A third of a second's work for the whole of ECS, while the first calls are answered already.
            Thread.ofPlatform().daemon().name("shapes").start(dispatcher::prepare);
            return new HttpServer(server, webSockets, settings.stopGrace());
        } catch (RuntimeException e) {
            webSockets.close();
            throw e;
        }
    }

    /** Helidon logs that it cannot listen and returns as if it did; so the address is tried beforehand. */
    private static void requireFree(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
        } catch (IOException e) {
            throw notHad(address, e);
        }
    }

    private static UncheckedIOException notHad(InetSocketAddress address, IOException why) {
        return new UncheckedIOException("cannot listen on " + address + ": " + why.getMessage(), why);
    }

    private static void unknownPath(ServerResponse response) {
        response.status(NOT_FOUND);
        response.header(ApiHandler.JSON);
        response.header(ApiHandler.REQUEST_ID, RequestIds.next());
        response.send(Json.encode(new AwsException(
                "UnknownOperationException",
                NOT_FOUND,
                "There is nothing here: API calls are POST requests to /.",
                Map.of())));
    }

    /** The port listened on. */
    public int port() {
        return server.port();
    }

    /**
     * Closes the websockets, takes no new connection, lets calls in progress end, and returns when all is over. The
     * websockets come first, because Helidon interrupts them at once.
     */
    @Override
    public void close() {
        webSockets.stop(stopGrace);
        server.stop();
        webSockets.close();
    }
}
