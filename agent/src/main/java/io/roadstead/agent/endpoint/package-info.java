/**
 * The address at which every container of a host finds its agent, {@code 169.254.170.2}: brought up on the loopback
 * device, listened on by one agent for all of the host, and told apart by the unguessable id in each path.
 *
 * <p>What is answered is not known here: see {@link io.roadstead.agent.endpoint.Handler}.
 */
package io.roadstead.agent.endpoint;
