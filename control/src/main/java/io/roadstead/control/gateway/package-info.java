/**
 * The agents' gateway: websocket sessions of ACS, over which agents are told what to run, and of TCS, over which they
 * tell of health and metrics. Written for the unmodified amazon-ecs-agent as much as for our own.
 *
 * <p>{@link io.roadstead.control.gateway.AcsSession} and {@link io.roadstead.control.gateway.PayloadBuilder} decide and
 * know no sockets; {@link io.roadstead.control.gateway.AgentGateway} is the shell around them. What the gateway needs of
 * the rest of the house stands in its ports: {@link io.roadstead.control.gateway.Instances}, {@link
 * io.roadstead.control.gateway.Connections}, {@link io.roadstead.control.gateway.TaskCredentials}, {@link
 * io.roadstead.control.gateway.TaskNews}, {@link io.roadstead.control.gateway.HealthReports}, {@link
 * io.roadstead.control.gateway.MetricsSink}.
 */
package io.roadstead.control.gateway;
