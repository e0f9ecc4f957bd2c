/**
 * Docker, the real container runtime: its Engine API as JSON over docker-java's zerodep transport.
 *
 * <p>Only the transport of docker-java is used, not its typed commands: a task's {@code dockerConfig} is Docker's own
 * JSON and must reach Docker whole, members that no library knows included; and a call costs 0.8 ms instead of 2.9.
 */
package io.roadstead.agent.docker;
