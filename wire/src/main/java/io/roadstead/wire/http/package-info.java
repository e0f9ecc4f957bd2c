/**
 * The server's one HTTP port, and the only package that knows Helidon: AWS API calls by POST to {@code /}, websocket
 * upgrades by path, and an unauthenticated health check.
 */
package io.roadstead.wire.http;
