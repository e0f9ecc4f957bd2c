package io.roadstead.core.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether an instance's agent holds a session, written by the gateway alone.
 *
 * @param since when it became so
 * @param agentVersion as the agent says, for example {@code 1.105.1}
 * @param dockerVersion as the agent says, for example {@code DockerVersion: 20.10.24}
 */
public record AgentConnection(
        Scope scope,
        String cluster,
        String instanceId,
        boolean connected,
        Instant since,
        @Nullable String agentVersion,
        @Nullable String agentHash,
        @Nullable String dockerVersion) {}
