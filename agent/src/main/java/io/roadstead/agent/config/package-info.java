/** The agent's settings, read from the variables that ECS's users know. */
package io.roadstead.agent.config;
