package io.roadstead.wire.websocket;

/** What answers upgrades of one path. */
@FunctionalInterface
public interface WebSocketEndpoint {
    /** Decides about one upgrade. Called on the connection's thread; may block. */
    Handshake handshake(HandshakeRequest request);
}
