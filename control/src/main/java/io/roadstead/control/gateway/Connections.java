package io.roadstead.control.gateway;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where the gateway records which agents hold a session, as {@link io.roadstead.core.model.AgentConnection}. All calls
 * may block until the record is stored.
 */
public interface Connections {
    /**
     * A session as it opened.
     *
     * @param id {@code <server>/<uuid>}
     */
    record Opened(
            String id,
            @Nullable String agentVersion,
            @Nullable String agentHash,
            @Nullable String dockerVersion) {}

    /**
     * Records that the agent is connected by this session, whatever stood there before. When this returns, {@link
     * Instances#tasksOf} shows a revision no older than the record's: so a session's numbers are greater than those of
     * every session before.
     */
    void opened(InstanceKey instance, Opened session, Instant now);

    /** Records that the agent is not connected, if the record still tells of this session. */
    void ended(InstanceKey instance, String sessionId, Instant now);

    /** Records that all agents told to be connected to this server by a former run of it are not. */
    void correct(String server, Instant now);
}
