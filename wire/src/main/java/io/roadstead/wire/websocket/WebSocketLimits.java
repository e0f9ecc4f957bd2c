package io.roadstead.wire.websocket;

import java.time.Duration;

/**
 * What one session may cost.
 *
 * @param messageBytes the longest message taken, in bytes of UTF-8, all its fragments together
 * @param outboxMessages how many messages may wait to be sent
 * @param outboxBytes how many bytes may wait to be sent
 * @param writeDeadline how long the peer may take to accept one frame before the connection is given up
 * @param idle how long nothing may be heard from the peer, pings included, before the connection is given up
 * @param closing how long the peer may take to answer a close frame
 */
public record WebSocketLimits(
        int messageBytes,
        int outboxMessages,
        int outboxBytes,
        Duration writeDeadline,
        Duration idle,
        Duration closing) {
    /**
     * For agents: their telemetry messages have up to 1 MiB, they write at least every minute, and they themselves give
     * up reading after 3 minutes. Source: agent-protocol 2.3, 4.
     */
    public static final WebSocketLimits DEFAULTS = new WebSocketLimits(
            4 << 20, 1_000, 16 << 20, Duration.ofSeconds(30), Duration.ofMinutes(3), Duration.ofSeconds(5));
}
