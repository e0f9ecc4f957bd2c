/** The credentials of tasks' roles, as the control plane pushes them; kept in memory alone. */
package io.roadstead.agent.credentials;
