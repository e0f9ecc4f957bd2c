/**
 * Thousands of container agents in one small process, without a container: they speak the agent protocol over sockets of
 * their own, and report at once what a real one would report after its engine had done it. One thread serves them all, for
 * what they spend of the processors the measured server lacks. Source: agent-protocol 1 to 3.
 */
package io.roadstead.bench.agents;
