package io.roadstead.core.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether an instance's agent holds a session, written by the gateway alone.
 *
 * @param since when it became so
 * @param agentVersion as the agent says, for example {@code 1.105.1}
 * @param dockerVersion as the agent says, for example {@code DockerVersion: 20.10.24}
 * @param session which session this tells of, as {@code <server>/<id>}: the end of an older one must not end a newer;
 *     absent when there never was one
 */
public record AgentConnection(
        Scope scope,
        String cluster,
        String instanceId,
        boolean connected,
        Instant since,
        @Nullable String agentVersion,
        @Nullable String agentHash,
        @Nullable String dockerVersion,
        @Nullable String session) {
    /** An instance just registered, whose agent has yet to call. */
    public static AgentConnection never(Scope scope, String cluster, String instanceId, Instant since) {
        return new AgentConnection(scope, cluster, instanceId, false, since, null, null, null, null);
    }

    /** The same after the session's end; versions stay as last told. */
    public AgentConnection ended(Instant when) {
        return new AgentConnection(
                scope, cluster, instanceId, false, when, agentVersion, agentHash, dockerVersion, session);
    }
}
