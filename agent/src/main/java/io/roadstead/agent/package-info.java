/**
 * The container agent: makes one host a container instance of a cluster. It speaks ECS's own agent protocol with the
 * control plane over the wire, also when both run in one process.
 *
 * <p>{@code control} hears what is wanted, {@code engine} decides what to do, {@code loop} does it through
 * {@code runtime}, whose real side is {@code docker}; {@code state} remembers across a crash.
 */
package io.roadstead.agent;
