/**
 * The task engine: pure decisions about the tasks of one instance.
 *
 * <p>{@link io.roadstead.agent.engine.TaskEngine#decide} takes what is known, what just happened and the time, and says
 * what is known then and what is to be done. It touches neither Docker nor disk nor network nor clock. Whoever carries
 * out its effects first makes the new state durable: then a crash at any point loses nothing and starts nothing twice.
 *
 * <p>Behaviour: agent-protocol 7; texts: agent-protocol 3.4.
 */
package io.roadstead.agent.engine;
