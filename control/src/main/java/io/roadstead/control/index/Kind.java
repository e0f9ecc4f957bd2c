package io.roadstead.control.index;

import io.roadstead.control.index.Records.Account;
import io.roadstead.control.index.Records.AccountKey;
import io.roadstead.control.index.Records.ClientToken;
import io.roadstead.control.index.Records.Family;
import io.roadstead.control.index.Records.StoredNews;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.ServiceDeployment;
import io.roadstead.core.model.ServiceEvent;
import io.roadstead.core.model.ServiceRevision;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every kind of record there is: the third part of a key, and the type its value decodes to. */
public enum Kind {
    ACCOUNT("account", Account.class),
    ACCESS_KEY("access-key", AccountKey.class),
    CLUSTER("cluster", Cluster.class),
    FAMILY("family", Family.class),
    TASK_DEFINITION("task-definition", TaskDefinition.class),
    CONTAINER_INSTANCE("container-instance", ContainerInstance.class),
    AGENT_CONNECTION("agent-connection", AgentConnection.class),
    ALLOCATION("allocation", Allocation.class),
    TASK("task", Task.class),
    SERVICE("service", Service.class),
    SERVICE_DEPLOYMENT("service-deployment", ServiceDeployment.class),
    SERVICE_REVISION("service-revision", ServiceRevision.class),
    SERVICE_EVENT("service-event", ServiceEvent.class),
    SERVICE_NEWS("service-news", StoredNews.class),
    CLIENT_TOKEN("client-token", ClientToken.class);

    private static final Map<String, Kind> BY_WORD = byWord();

    private final String word;
    private final Class<?> type;

    Kind(String word, Class<?> type) {
        this.word = word;
        this.type = type;
    }

    /** The word in the key. */
    public String word() {
        return word;
    }

    public Class<?> type() {
        return type;
    }

    /** The kind of a key's record, or null for a key this version does not know. */
    public static @Nullable Kind of(String path) {
        int region = path.indexOf('/');
        int kind = path.indexOf('/', region + 1);
        int end = path.indexOf('/', kind + 1);
        return region < 0 || kind < 0 || end < 0 ? null : BY_WORD.get(path.substring(kind + 1, end));
    }

    private static Map<String, Kind> byWord() {
        Map<String, Kind> kinds = new HashMap<>();
        for (Kind kind : values()) {
            kinds.put(kind.word, kind);
        }
        return Map.copyOf(kinds);
    }
}
