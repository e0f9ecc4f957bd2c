/**
 * The agent's side of the control plane: registration, state reports, and the two sessions, in the unmodified agent's own
 * protocol. Source: agent-protocol 1 to 4.
 */
package io.roadstead.agent.control;
