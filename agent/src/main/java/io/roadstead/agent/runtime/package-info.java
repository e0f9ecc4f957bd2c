/**
 * What the agent needs of a container engine, as a port: Docker on one side, a fake for tests on the other, one contract
 * test for both.
 */
package io.roadstead.agent.runtime;
