/**
 * The way of a container's lines to CloudWatch Logs: Docker's awslogs driver sends them to a spool on this host, which has
 * them on its disk before it says so, and delivers them in order, however long the control plane is away.
 */
package io.roadstead.agent.logs;
