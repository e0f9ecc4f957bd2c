package io.roadstead.control.gateway;

import io.roadstead.wire.websocket.Handshake;
import io.roadstead.wire.websocket.Listener;
import io.roadstead.wire.websocket.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A websocket without a network: keeps what was sent and how it was closed. */
final class FakeSocket implements Session {
    private final List<String> sent = new ArrayList<>();
    private @Nullable String closed;
    private boolean full;
    private @Nullable Listener listener;

    /** Opens it as a server does. */
    static FakeSocket open(Handshake handshake) {
        if (!(handshake instanceof Handshake.Accept accept)) {
            throw new AssertionError("the handshake was refused: " + handshake);
        }
        FakeSocket socket = new FakeSocket();
        socket.listener = accept.opener().open(socket);
        return socket;
    }

    /** The peer says this. */
    void says(String text) {
        Objects.requireNonNull(listener).onText(text);
    }

    /** The session ends. */
    void ends(int code) {
        Objects.requireNonNull(listener).onClose(code, "");
    }

    synchronized List<String> sent() {
        return List.copyOf(sent);
    }

    /** Code and reason of the close, null while open. */
    synchronized @Nullable String closed() {
        return closed;
    }

    /** From now on the outbox is full. */
    synchronized void fill() {
        full = true;
    }

    @Override
    public synchronized boolean send(String message) {
        return !full && closed == null && sent.add(message);
    }

    @Override
    public synchronized void close(int code, String reason) {
        if (closed == null) {
            closed = code + " " + reason;
        }
    }

    @Override
    public String remote() {
        return "127.0.0.1:50000";
    }
}
