package io.roadstead.wire.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import io.roadstead.wire.json.Json;
import io.roadstead.wire.sigv4.RequestHeaders;
import io.roadstead.wire.websocket.Handshake;
import io.roadstead.wire.websocket.HandshakeRequest;
import io.roadstead.wire.websocket.Transport;
import io.roadstead.wire.websocket.WebSocketEndpoint;
import io.roadstead.wire.websocket.WebSockets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a connection over from HTTP when a client asks for a websocket at one of the endpoints' paths. */
final class WebSocketUpgrader implements Http1Upgrader {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketUpgrader.class);
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String VERSION = "13";
    private static final int KEY_BYTES = 16;
    private static final int BAD_REQUEST = 400;
    private static final int UPGRADE_REQUIRED = 426;
    private static final int SERVER_FAULT = 500;
    private static final int UNAVAILABLE = 503;

    private final String protocol;
    private final Map<String, WebSocketEndpoint> endpoints;
    private final WebSockets webSockets;

    /**
     * @param protocol the client's Upgrade header; Helidon compares letter by letter
     * @param endpoints by path
     */
    WebSocketUpgrader(String protocol, Map<String, WebSocketEndpoint> endpoints, WebSockets webSockets) {
        this.protocol = protocol;
        this.endpoints = endpoints;
        this.webSockets = webSockets;
    }

    @Override
    public String supportedProtocol() {
        return protocol;
    }

    /** Null when no endpoint is at that path: then the request goes the way of all others. */
    @Override
    public @Nullable ServerConnection upgrade(
            ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
        String path = prologue.uriPath().rawPath();
        WebSocketEndpoint endpoint = endpoints.get(path);
        if (endpoint == null) {
            return null;
        }
        String remote = context.remotePeer().host() + ":" + context.remotePeer().port();
        RequestHeaders requestHeaders = new HelidonHeaders(headers);
        Handshake handshake = fault(prologue, requestHeaders)
                .orElseGet(() -> ask(
                        endpoint, new HandshakeRequest(path, prologue.query().rawValue(), requestHeaders, remote)));
        return switch (handshake) {
            case Handshake.Accept accept -> {
                context.dataWriter().writeNow(BufferData.create(switching(requestHeaders)));
                yield new Upgraded(webSockets.connection(new HelidonTransport(context, remote), accept.opener()));
            }
            case Handshake.Reject reject -> {
                context.dataWriter().writeNow(BufferData.create(refusal(reject)));
                yield new Rejected();
            }
        };
    }

    private Handshake ask(WebSocketEndpoint endpoint, HandshakeRequest request) {
        if (webSockets.isStopping()) {
            return new Handshake.Reject(UNAVAILABLE, "ServerException", "The server is stopping.");
        }
        try {
            return endpoint.handshake(request);
        } catch (RuntimeException e) {
            LOG.error("the websocket endpoint {} failed at a handshake of {}", request.path(), request.remote(), e);
            return new Handshake.Reject(
                    SERVER_FAULT, "ServerException", "Service Unavailable. Please try again later.");
        }
    }

    /** What RFC 6455 section 4.2.1 asks for and this handshake lacks. */
    private static Optional<Handshake> fault(HttpPrologue prologue, RequestHeaders headers) {
        String connection = headers.get("connection");
        if (!prologue.method().text().equals("GET")
                || connection == null
                || !connection.toLowerCase(Locale.ROOT).contains("upgrade")) {
            return Optional.of(bad(BAD_REQUEST, "a websocket begins with GET and the header Connection: Upgrade"));
        }
        if (!VERSION.equals(headers.get("sec-websocket-version"))) {
            return Optional.of(bad(UPGRADE_REQUIRED, "the header Sec-WebSocket-Version must be " + VERSION));
        }
        if (!isKey(headers.get("sec-websocket-key"))) {
            return Optional.of(bad(BAD_REQUEST, "the header Sec-WebSocket-Key must hold 16 bytes in base64"));
        }
        return Optional.empty();
    }

    private static Handshake bad(int status, String message) {
        return new Handshake.Reject(status, "BadRequestException", message);
    }

    private static boolean isKey(@Nullable String key) {
        try {
            return key != null && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] switching(RequestHeaders headers) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((headers.get("sec-websocket-key") + KEY_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return ("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private static byte[] refusal(Handshake.Reject reject) {
        byte[] body = Json.encodePair(reject.errorType(), reject.message());
        byte[] head = ("HTTP/1.1 " + reject.status() + " " + reject.errorType() + "\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n"
                        + (reject.status() == UPGRADE_REQUIRED
                                ? "Sec-WebSocket-Version: " + VERSION + "\r\nUpgrade: websocket\r\n"
                                : "")
                        + ApiHandler.REQUEST_ID.defaultCase() + ": " + RequestIds.next()
                        + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    /** The connection after the upgrade. Its silence is the websocket's own affair, so for Helidon it is never idle. */
    private record Upgraded(WebSockets.Connection connection) implements ServerConnection {
        @Override
        public void handle(Limit limit) {
            connection.run();
        }

        @Override
        public Duration idleTime() {
            return Duration.ZERO;
        }

        @Override
        public void close(boolean interrupt) {
            if (interrupt) {
                connection.cut();
            } else {
                connection.goAway();
            }
        }
    }

    /** The connection after a refusal: it ends, for Helidon closes what it has handled. */
    private record Rejected() implements ServerConnection {
        @Override
        public void handle(Limit limit) {}

        @Override
        public Duration idleTime() {
            return Duration.ZERO;
        }

        @Override
        public void close(boolean interrupt) {}
    }

    private static final class HelidonTransport implements Transport {
        private final ConnectionContext context;
        private final DataReader reader;
        private final DataWriter writer;
        private final String remote;

        HelidonTransport(ConnectionContext context, String remote) {
            this.context = context;
            this.reader = context.dataReader();
            this.writer = context.dataWriter();
            this.remote = remote;
        }

        @Override
        public byte read() {
            return reader.read();
        }

        @Override
        public byte[] read(int length) {
            return reader.readBytes(length);
        }

        @Override
        public void write(byte[] bytes) {
            writer.writeNow(BufferData.create(bytes));
        }

        @Override
        public void close() {
            try {
                context.serverSocket().close();
            } catch (RuntimeException e) {
                LOG.debug("the connection to {} was closed already", remote, e);
            }
        }

        @Override
        public String remote() {
            return remote;
        }
    }
}
