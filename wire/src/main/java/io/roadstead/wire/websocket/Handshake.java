package io.roadstead.wire.websocket;

/** The answer to an upgrade. */
public sealed interface Handshake {
    /** Switches protocols. {@code opener} is called once, on the session's own thread, before any message. */
    record Accept(Opener opener) implements Handshake {}

    /**
     * Answers with a plain HTTP response, whose body is one pair, {@code {"errorType":"message"}}, as the ECS agent
     * reads it. Source: agent-protocol 2.4.
     *
     * @param status 400 to 599
     */
    record Reject(int status, String errorType, String message) implements Handshake {}

    /** Makes the listener of a session just opened. It may send at once. */
    @FunctionalInterface
    interface Opener {
        Listener open(Session session);
    }
}
