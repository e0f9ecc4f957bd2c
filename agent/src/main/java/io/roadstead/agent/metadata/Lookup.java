package io.roadstead.agent.metadata;

import io.roadstead.agent.credentials.RoleCredentials;
import io.roadstead.agent.engine.ContainerRef;
import io.roadstead.agent.engine.ContainerState;
import io.roadstead.agent.engine.EngineState;
import io.roadstead.agent.engine.Stage;
import io.roadstead.agent.engine.TaskState;
import io.roadstead.agent.runtime.ContainerDetails;
import io.roadstead.agent.runtime.ContainerRuntime;
import io.roadstead.agent.runtime.RuntimeFault;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds tasks and containers, and what Docker says of the latter. */
public final class Lookup {
    private static final Logger LOG = LoggerFactory.getLogger(Lookup.class);

    /** Containers whose details are kept; all of a full host. */
    private static final int MAX_KEPT = 2_000;

    private final Supplier<EngineState> state;
    private final EndpointIds ids;
    private final ContainerRuntime runtime;
    private final Map<String, Seen> details = new ConcurrentHashMap<>();

    /** Details as they were while the container was in a stage, within which they do not change. */
    private record Seen(Stage stage, int restarts, ContainerDetails details) {
        boolean stillHolds(ContainerState container) {
            return stage == container.stage() && restarts == container.restarts();
        }
    }

    /** A container that was created, and its task. */
    record Found(TaskState task, ContainerState container, String dockerId) {}

    public Lookup(Supplier<EngineState> state, EndpointIds ids, ContainerRuntime runtime) {
        this.state = state;
        this.ids = ids;
        this.runtime = runtime;
    }

    /** Who answers for the credentials of these tasks' roles. */
    CredentialsApi credentials(RoleCredentials roles, AuditLog audit) {
        return new CredentialsApi(state, ids, roles, audit);
    }

    EngineState state() {
        return state.get();
    }

    /** The container whose id this is, unless it was not created yet or is forgotten. */
    Optional<Found> byId(String id) {
        for (TaskState task : state.get().tasks().values()) {
            for (ContainerState container : task.containers()) {
                String dockerId = container.dockerId();
                if (dockerId != null
                        && ids.matches(
                                new ContainerRef(
                                        task.spec().arn(), container.spec().name()),
                                id)) {
                    return Optional.of(new Found(task, container, dockerId));
                }
            }
        }
        return Optional.empty();
    }

    /** What Docker says of a container, empty when it says nothing. */
    public Optional<ContainerDetails> details(ContainerState container) {
        String dockerId = container.dockerId();
        if (dockerId == null) {
            return Optional.empty();
        }
        Seen seen = details.get(dockerId);
        if (seen != null && seen.stillHolds(container)) {
            return Optional.of(seen.details());
        }
        try {
            Optional<ContainerDetails> found = runtime.details(dockerId);
            if (details.size() > MAX_KEPT) {
                details.clear();
            }
            found.ifPresent(one -> details.put(dockerId, new Seen(container.stage(), container.restarts(), one)));
            return found.or(() -> Optional.ofNullable(seen).map(Seen::details));
        } catch (RuntimeFault e) {
            LOG.warn("Container {} cannot be looked at for its metadata", dockerId, e);
            return Optional.ofNullable(seen).map(Seen::details);
        }
    }
}
