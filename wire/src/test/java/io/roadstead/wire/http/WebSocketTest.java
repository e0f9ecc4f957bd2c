package io.roadstead.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roadstead.wire.EcsModel;
import io.roadstead.wire.websocket.Handshake;
import io.roadstead.wire.websocket.HandshakeRequest;
import io.roadstead.wire.websocket.Listener;
import io.roadstead.wire.websocket.Session;
import io.roadstead.wire.websocket.WebSocketLimits;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketTest {
    private static final WebSocketLimits PATIENT = new WebSocketLimits(
            2 << 20, 5_000, 8 << 20, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(5));
    private static final WebSocketLimits IMPATIENT = new WebSocketLimits(
            2 << 20, 5_000, 8 << 20, Duration.ofMillis(400), Duration.ofMillis(800), Duration.ofMillis(300));

    private final List<ServerSide> sessions = new CopyOnWriteArrayList<>();
    private final List<HandshakeRequest> handshakes = new CopyOnWriteArrayList<>();
    private TestServer server;

    @BeforeEach
    void start() {
        server = start(PATIENT);
    }

    private TestServer start(WebSocketLimits limits) {
        return new TestServer(EcsModel.api().build(), Map.of("/acs/ws", this::handshake), limits);
    }

    private void restart(WebSocketLimits limits) {
        server.close();
        server = start(limits);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Handshake handshake(HandshakeRequest request) {
        handshakes.add(request);
        if (request.query().contains("clusterArn=unknown")) {
            return new Handshake.Reject(400, "InvalidClusterException", "Cluster \"unknown\" not found");
        }
        if (request.query().contains("bug")) {
            throw new IllegalStateException("a bug");
        }
        return new Handshake.Accept(session -> {
            ServerSide side = new ServerSide(session);
            sessions.add(side);
            return side;
        });
    }

    /** Echoes what it hears and keeps what it was told. */
    private static final class ServerSide implements Listener {
        private final Session session;
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final List<String> closes = new CopyOnWriteArrayList<>();

        private ServerSide(Session session) {
            this.session = session;
        }

        @Override
        public void onText(String message) {
            if (message.equals("fail")) {
                throw new IllegalStateException("a bug in a listener");
            }
            heard.add(message);
            if (message.startsWith("echo ")) {
                session.send(message);
            }
        }

        @Override
        public void onClose(int code, String reason) {
            closes.add(code + " " + reason);
        }
    }

    /** The JDK's client, which collects whole messages. */
    private static final class Client implements WebSocket.Listener {
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final CompletableFuture<String> closed = new CompletableFuture<>();
        private final CompletableFuture<String> ponged = new CompletableFuture<>();
        private StringBuilder partial = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                heard.add(partial.toString());
                partial = new StringBuilder();
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            ponged.complete(UTF_8.decode(message).toString());
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code + " " + reason);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
        }
    }

    private WebSocket connect(Client client) {
        return server.client()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/acs/ws?clusterArn=a+b%2Fc"), client)
                .join();
    }

    private ServerSide only() {
        await().until(() -> sessions.size() == 1);
        return sessions.getFirst();
    }

    private void assertClosedOnce(String code) {
        ServerSide side = only();
        await().until(() -> !side.closes.isEmpty());
        assertThat(side.closes).singleElement().asString().startsWith(code);
        assertThat(side.session.send("late")).isFalse();
    }

    @Test
    void theHandshakeIsSeenAsItCameOverTheWire() {
        connect(new Client()).abort();
        assertThat(handshakes).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo("/acs/ws");
            assertThat(request.query()).isEqualTo("clusterArn=a+b%2Fc");
            assertThat(request.headers().get("host")).isEqualTo("127.0.0.1:" + server.port());
            assertThat(request.remote()).startsWith("127.0.0.1:");
        });
    }

    @Test
    void longAndFragmentedMessagesArriveWhole() {
        Client client = new Client();
        WebSocket socket = connect(client);
        String big = "echo " + "\u8239\u00e9x".repeat(250_000);
        socket.sendText(big, true).join();
        socket.sendText("echo one ", false).join();
        socket.sendPing(ByteBuffer.wrap("between".getBytes(UTF_8))).join();
        socket.sendText("two ", false).join();
        socket.sendText("three", true).join();
        await().until(() -> client.heard.size() == 2);
        assertThat(client.heard).containsExactly(big, "echo one two three");
        assertThat(client.ponged).isCompletedWithValue("between");
    }

    @Test
    void concurrentSendsArriveEachIntact() throws Exception {
        Client client = new Client();
        WebSocket socket = connect(client);
        Session session = only().session;
        Set<String> sent = new HashSet<>();
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            List<String> messages = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                messages.add(thread + "/" + i + " " + "z".repeat(i));
            }
            sent.addAll(messages);
            threads.add(Thread.ofVirtual().start(() -> messages.forEach(session::send)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        await().until(() -> client.heard.size() == sent.size());
        assertThat(new HashSet<>(client.heard)).isEqualTo(sent);
        socket.abort();
    }

    @Test
    void thePeersCloseIsToldWithItsCode() {
        WebSocket socket = connect(new Client());
        socket.sendClose(1000, "ConnectionExpired: Reconnect to continue").join();
        assertClosedOnce("1000 ConnectionExpired: Reconnect to continue");
    }

    @Test
    void ourCloseReachesThePeerAfterWhatWasQueued() throws Exception {
        Client client = new Client();
        connect(client);
        ServerSide side = only();
        assertThat(side.session.send("last words")).isTrue();
        side.session.close(4001, "that is all");
        side.session.close(4002, "a second close does nothing");
        assertThat(client.closed.get(5, TimeUnit.SECONDS)).isEqualTo("4001 that is all");
        assertThat(client.heard).containsExactly("last words");
        assertClosedOnce("4001 that is all");
    }

    @Test
    void aLostConnectionIsToldAsAbnormal() {
        connect(new Client()).abort();
        assertClosedOnce("1006");
    }

    @Test
    void aSilentPeerIsGivenUp() {
        restart(IMPATIENT);
        connect(new Client());
        assertClosedOnce("1006 nothing was heard");
    }

    @Test
    void aPeerThatNeverAnswersTheCloseIsCutOff() throws Exception {
        restart(IMPATIENT);
        try (Raw raw = new Raw()) {
            only().session.close(1000, "bye");
            assertClosedOnce("1000 bye");
            assertThat(raw.readToEnd()).isNotEmpty();
        }
    }

    @Test
    void aPeerThatDoesNotReadFillsTheOutboxAndIsGivenUp() throws Exception {
        restart(IMPATIENT);
        try (Raw raw = new Raw()) {
            Session session = only().session;
            String message = "m".repeat(1 << 20);
            int taken = 0;
            while (session.send(message)) {
                taken++;
                assertThat(taken).isLessThan(100);
            }
            assertClosedOnce("1006 the peer did not take what was sent");
            assertThat(raw.socket.isConnected()).isTrue();
        }
    }

    @Test
    void aListenerThatFailsEndsItsSessionOnly() throws Exception {
        Client client = new Client();
        connect(client).sendText("fail", true).join();
        assertThat(client.closed.get(5, TimeUnit.SECONDS)).isEqualTo("1011 internal error");
        assertClosedOnce("1011");
    }

    @Test
    void aStoppingServerSaysSoAndTellsTheListener() throws Exception {
        Client client = new Client();
        connect(client);
        only();
        server.server().close();
        assertThat(client.closed.get(5, TimeUnit.SECONDS)).startsWith("1001 ");
        assertClosedOnce("1001");
    }

    @ParameterizedTest
    @CsvSource({
        "81 81 00000000 ff,1007,text that is not UTF-8",
        "82 81 00000000 61,1003,binary",
        "81 01 61,1002,not masked",
        "c1 81 00000000 61,1002,a reserved bit",
        "83 81 00000000 61,1002,an unknown opcode",
        "80 81 00000000 61,1002,a continuation of nothing",
        "01 81 00000000 61 81 81 00000000 61,1002,a new message within another",
        "09 80 00000000,1002,a fragmented ping",
        "89 fe 007e 00000000,1002,a ping too long",
        "88 81 00000000 03,1002,a close frame of one byte",
        "88 82 00000000 03ee,1002,a close code that may not be sent",
        "88 83 00000000 03e8 ff,1007,a reason that is not UTF-8",
        "81 ff 0000000000200001 00000000,1009,a message too long",
        "81 ff ffffffffffffffff 00000000,1009,a length beyond all bounds",
    })
    void aViolationIsAnsweredWithItsCode(String bytes, int code, String what) throws Exception {
        try (Raw raw = new Raw()) {
            raw.send(HexFormat.of().parseHex(bytes.replace(" ", "")));
            DataInputStream in = new DataInputStream(raw.socket.getInputStream());
            assertThat(in.readUnsignedByte()).as(what).isEqualTo(0x88);
            assertThat(in.readUnsignedByte()).isGreaterThanOrEqualTo(2);
            assertThat(in.readUnsignedShort()).isEqualTo(code);
            raw.socket.shutdownOutput();
            assertClosedOnce(String.valueOf(code));
        }
    }

    @Test
    void randomFramesEndInACloseAndNothingElse() throws Exception {
        Random random = new Random(6455);
        for (int i = 0; i < 60; i++) {
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            try (Raw raw = new Raw()) {
                raw.send(noise);
            }
        }
        await().until(() -> sessions.size() == 60 && sessions.stream().allMatch(session -> session.closes.size() == 1));
        assertThat(sessions).allSatisfy(session -> assertThat(session.closes).hasSize(1));
    }

    @Test
    void aRefusalIsOnePairOfJson() throws Exception {
        String answer = upgrade("/acs/ws?clusterArn=unknown", "Sec-WebSocket-Version: 13\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("Content-Type: application/json\r\n");
        assertThat(answer).endsWith("\r\n\r\n{\"InvalidClusterException\":\"Cluster \\\"unknown\\\" not found\"}");
        assertThatThrownBy(() -> server.client()
                        .newWebSocketBuilder()
                        .buildAsync(
                                URI.create("ws://127.0.0.1:" + server.port() + "/acs/ws?clusterArn=unknown"),
                                new Client())
                        .join())
                .isInstanceOf(CompletionException.class);
    }

    @Test
    void anEndpointThatFailsAndABadHandshakeAreRefused() throws Exception {
        assertThat(upgrade("/acs/ws?bug", "Sec-WebSocket-Version: 13\r\n"))
                .startsWith("HTTP/1.1 500 ")
                .endsWith("{\"ServerException\":\"Service Unavailable. Please try again later.\"}");
        assertThat(upgrade("/acs/ws", "Sec-WebSocket-Version: 8\r\n"))
                .startsWith("HTTP/1.1 426 ")
                .contains("Sec-WebSocket-Version: 13\r\n");
        assertThat(upgrade("/elsewhere", "Sec-WebSocket-Version: 13\r\n")).startsWith("HTTP/1.1 404 ");
    }

    private String upgrade(String url, String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(("GET " + url
                                    + " HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers + "\r\n")
                            .getBytes(ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    /** A websocket opened by hand, to send what no client would. */
    private final class Raw implements AutoCloseable {
        private final Socket socket;

        Raw() throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
            socket.setSoTimeout(5_000);
            send(String.join(
                            "\r\n",
                            "GET /acs/ws HTTP/1.1",
                            "Host: a",
                            "Upgrade: websocket",
                            "Connection: keep-alive, Upgrade",
                            "Sec-WebSocket-Version: 13",
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                            "",
                            "")
                    .getBytes(ISO_8859_1));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) socket.getInputStream().read());
            }
            assertThat(head).contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
        }

        void send(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        }

        byte[] readToEnd() throws IOException {
            return socket.getInputStream().readAllBytes();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
