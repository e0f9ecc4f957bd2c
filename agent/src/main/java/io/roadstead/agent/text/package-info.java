/** Go's spellings, which the agent's settings and messages share with the agent that ECS's users know. */
package io.roadstead.agent.text;
