package io.roadstead.wire.websocket;

import io.roadstead.wire.sigv4.RequestHeaders;

/**
 * A websocket upgrade as it came in, before it is answered.
 *
 * @param path as on the wire, for example {@code /acs/ws}
 * @param query the raw query without {@code ?}, empty when there is none
 * @param remote the peer's address and port, for logs
 */
public record HandshakeRequest(String path, String query, RequestHeaders headers, String remote) {}
