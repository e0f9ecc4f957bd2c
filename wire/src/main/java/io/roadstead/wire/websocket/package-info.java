/**
 * Websockets (RFC 6455) on the server's HTTP port: one writer thread per session with a bounded outbox, whole messages
 * in, and the end of every session told exactly once.
 */
package io.roadstead.wire.websocket;
