/**
 * What containers are told of themselves, their task and their host: the task metadata endpoint, versions 2 to 4, task
 * protection, the introspection API, and the metadata file. Documents are the original's letter for letter.
 *
 * <p>Source: agent-protocol 5.
 */
package io.roadstead.agent.metadata;
