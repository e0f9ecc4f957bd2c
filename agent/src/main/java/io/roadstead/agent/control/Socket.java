package io.roadstead.agent.control;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A websocket read by one thread: what arrives waits in a queue, one message at a time, for the next is asked for only
 * when the last was taken.
 */
final class Socket implements AutoCloseable {
    /** No status code: the connection broke. Source: RFC 6455 7.1.5. */
    static final int ABNORMAL = 1006;

    static final int NORMAL = 1000;
    static final int GOING_AWAY = 1001;
    static final int INTERNAL_ERROR = 1011;

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);
    private static final Duration SEND_LIMIT = Duration.ofSeconds(30);

    /** The longest message taken, in characters: a payload of very many tasks. */
    private static final int MAX_MESSAGE = 16 * 1024 * 1024;

    private final BlockingQueue<Incoming> incoming = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    /** What a session hears. */
    sealed interface Incoming {
        record Text(String text) implements Incoming {}

        /** Nothing came, but there may be something to say. */
        record Woken() implements Incoming {}

        /** The end; nothing follows. */
        record Closed(int code, String reason) implements Incoming {}
    }

    /** The other side did not let us in, or is not there. */
    static final class RefusedException extends Exception {
        RefusedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private Socket(HttpClient http, URI uri, Map<String, String> headers)
            throws InterruptedException, RefusedException {
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(CONNECT_LIMIT);
        headers.forEach(builder::header);
        try {
            socket = builder.buildAsync(uri, new Ear()).get(CONNECT_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new RefusedException(refusal(e), e);
        } catch (TimeoutException e) {
            throw new RefusedException("no answer within " + CONNECT_LIMIT.toSeconds() + " s", e);
        }
    }

    static Socket open(HttpClient http, URI uri, Map<String, String> headers)
            throws InterruptedException, RefusedException {
        return new Socket(http, uri, headers);
    }

    /** What arrived, or null when nothing did in this time. */
    @Nullable
    Incoming next(Duration wait) throws InterruptedException {
        Incoming next = incoming.poll(Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
        if (next instanceof Incoming.Text) {
            socket.request(1);
        }
        return next;
    }

    /** Ends the wait of whoever reads. */
    void wake() {
        incoming.add(new Incoming.Woken());
    }

    /** Why the handshake failed; the body of an answer names the reason. Source: agent-protocol 2.4. */
    private static String refusal(ExecutionException e) {
        return e.getCause() instanceof WebSocketHandshakeException answered
                ? "HTTP " + answered.getResponse().statusCode() + " "
                        + answered.getResponse().body()
                : String.valueOf(e.getCause());
    }

    /** Sends a text message; a connection that cannot take it is told as closed. */
    synchronized void send(String text) {
        try {
            socket.sendText(text, true)
                    .orTimeout(SEND_LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException | IllegalStateException e) {
            incoming.add(new Incoming.Closed(ABNORMAL, String.valueOf(e.getMessage())));
            socket.abort();
        }
    }

    /** Ends in good order as far as the other side lets us, without waiting for it. */
    synchronized void close(int code, String reason) {
        CompletableFuture<WebSocket> closing = socket.sendClose(code, reason);
        CompletableFuture<WebSocket> unused =
                closing.orTimeout(1, TimeUnit.SECONDS).whenComplete((done, failure) -> socket.abort());
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            parts.append(data);
            if (parts.length() > MAX_MESSAGE) {
                incoming.add(new Incoming.Closed(ABNORMAL, "a message of more than " + MAX_MESSAGE + " characters"));
                from.abort();
            } else if (last) {
                incoming.add(new Incoming.Text(parts.toString()));
                parts.setLength(0);
            } else {
                from.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            incoming.add(new Incoming.Closed(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            incoming.add(new Incoming.Closed(ABNORMAL, String.valueOf(error)));
        }
    }
}
