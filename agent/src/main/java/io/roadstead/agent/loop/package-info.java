/**
 * The one thread that decides, and the many that do: events in, the new state made durable, then the effects.
 */
package io.roadstead.agent.loop;
