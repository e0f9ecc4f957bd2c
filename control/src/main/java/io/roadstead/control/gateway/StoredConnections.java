package io.roadstead.control.gateway;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.index.Versioned;
import io.roadstead.control.write.Draft;
import io.roadstead.control.write.Writers;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.store.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@link Connections} in the Store, each change guarded by the record it read. */
public final class StoredConnections implements Connections {
    private final Index index;
    private final Writers writers;

    public StoredConnections(Index index, Writers writers) {
        this.index = index;
        this.writers = writers;
    }

    @Override
    public void opened(InstanceKey instance, Opened session, Instant now) {
        AgentConnection connected = new AgentConnection(
                instance.scope(),
                instance.cluster(),
                instance.id(),
                true,
                now,
                session.agentVersion(),
                session.agentHash(),
                session.dockerVersion(),
                session.id());
        writers.ofCluster(instance.scope(), instance.cluster()).submit(draft -> {
            read(draft, key(instance));
            draft.put(key(instance), connected);
            return connected;
        });
    }

    @Override
    public void ended(InstanceKey instance, String sessionId, Instant now) {
        writers.ofCluster(instance.scope(), instance.cluster())
                .submit(draft -> end(draft, key(instance), sessionId, now));
    }

    @Override
    public void correct(String server, Instant now) {
        List<CompletableFuture<Boolean>> corrections = new ArrayList<>();
        for (Versioned<AgentConnection> each : index.everywhere(Kind.AGENT_CONNECTION, AgentConnection.class)) {
            AgentConnection connection = each.record();
            String session = connection.session();
            if (connection.connected() && session != null && session.startsWith(server + "/")) {
                corrections.add(writers.ofCluster(connection.scope(), connection.cluster())
                        .enqueue(draft -> end(draft, each.key(), session, now)));
            }
        }
        corrections.forEach(CompletableFuture::join);
    }

    /** True when the record told of this session until now. */
    private static boolean end(Draft draft, Key key, String sessionId, Instant now) {
        Optional<AgentConnection> ended = read(draft, key)
                .filter(connection -> connection.connected() && sessionId.equals(connection.session()))
                .map(connection -> connection.ended(now));
        ended.ifPresent(connection -> draft.put(key, connection));
        return ended.isPresent();
    }

    private static Optional<AgentConnection> read(Draft draft, Key key) {
        return draft.read(key, AgentConnection.class);
    }

    private static Key key(InstanceKey instance) {
        return Keys.agentConnection(instance.scope(), instance.cluster(), instance.id());
    }
}
