/** The agent protocol, read from and written to frames recorded from the unmodified agent 1.105.1. */
package io.roadstead.wire.agent;
