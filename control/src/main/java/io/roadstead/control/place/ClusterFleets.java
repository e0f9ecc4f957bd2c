package io.roadstead.control.place;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.write.Draft;
import io.roadstead.core.Ids;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Scope;
import io.roadstead.core.placement.Fleet;
import io.roadstead.core.placement.Node;
import io.roadstead.core.placement.Placed;
import io.roadstead.core.placement.PlacementRequest;
import io.roadstead.core.placement.Placer;
import io.roadstead.core.placement.Refusal;
import io.roadstead.store.Key;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * One fleet per cluster, used by the cluster's writer alone and refreshed by rows: the index tells which changed, and a
 * row something was placed on is always looked at again.
 *
 * <p>A placement counts only on rows that are what the draft reads, guard and all; otherwise they are refreshed and the
 * placement is made again. So a commit that passes its guards was decided on exactly the allocations it replaces.
 */
public final class ClusterFleets {
    /** How often rows may turn out to be old within one placement before it is given up as a fault. */
    private static final int MAX_ROUNDS = 100;

    private final Index index;
    private final ConcurrentMap<Key, ClusterFleet> fleets = new ConcurrentHashMap<>();

    private static final class ClusterFleet {
        final Fleet fleet = Fleet.of(List.of());
        final Map<String, Row> rows = new HashMap<>();
        /** By instance id, in an order that is the same on every server. */
        final SortedMap<String, Node> nodes = new TreeMap<>();

        final Set<String> changed = ConcurrentHashMap.newKeySet();
        boolean filled;
    }

    /** An instance's records by name, made once for they are asked for again and again, and what the fleet shows of it. */
    private static final class Row {
        final Key instance;
        final Key allocation;
        final Key connection;

        /** As last put into the fleet; absent while it is not there. */
        @Nullable
        Node shown;

        /** Whether something was placed on it since. */
        boolean placedOn;

        Row(Cluster cluster, String instanceId) {
            instance = Keys.containerInstance(cluster.scope(), cluster.name(), instanceId);
            allocation = Keys.allocation(cluster.scope(), cluster.name(), instanceId);
            connection = Keys.agentConnection(cluster.scope(), cluster.name(), instanceId);
        }

        /** Whether the fleet shows these very records and nothing else. */
        @SuppressWarnings("ReferenceEquality") // records never change; one that is equal but another is only put again
        boolean shows(ContainerInstance registered, @Nullable AgentConnection agent, Allocation held) {
            return shown != null
                    && !placedOn
                    && shown.instance() == registered
                    && shown.connection() == agent
                    && shown.allocation() == held;
        }
    }

    public ClusterFleets(Index index) {
        this.index = index;
        index.listen(this::mark);
    }

    /** Chooses instances for the tasks; the caller then lets each task {@link #hold} its claim. */
    public Placed place(Draft draft, Cluster cluster, PlacementRequest request, Ids ids) {
        ClusterFleet rows = fleet(cluster.scope(), cluster.name());
        for (int round = 0; round < MAX_ROUNDS; round++) {
            refresh(draft, cluster, rows);
            Placed placed = Placer.place(rows.fleet, request, ids);
            Set<String> chosen = new HashSet<>(placed.instances());
            rows.changed.addAll(chosen);
            boolean current = true;
            for (String instanceId : chosen) {
                Row row = Objects.requireNonNull(rows.rows.get(instanceId));
                row.placedOn = true;
                current &= guarded(draft, row);
            }
            if (current) {
                return placed;
            }
        }
        throw new IllegalStateException("the allocations of cluster " + cluster.name() + " changed " + MAX_ROUNDS
                + " times during one placement");
    }

    /**
     * The cluster's instances that are not INACTIVE, by id: a live view, which stands still until the writer that asks
     * places something or asks again. For decisions that may rest on what is a moment old.
     */
    public Map<String, Node> nodes(Draft draft, Cluster cluster) {
        ClusterFleet rows = fleet(cluster.scope(), cluster.name());
        refresh(draft, cluster, rows);
        return Collections.unmodifiableSortedMap(rows.nodes);
    }

    /** Whether the task may run on this very instance; when it may, it must then {@link #hold} its claim. */
    public Optional<Refusal> placeOn(Draft draft, Cluster cluster, String instanceId, PlacementRequest request) {
        ContainerInstance instance = draft.read(
                        Keys.containerInstance(cluster.scope(), cluster.name(), instanceId), ContainerInstance.class)
                .orElseThrow();
        Allocation allocation = draft.read(
                        Keys.allocation(cluster.scope(), cluster.name(), instanceId), Allocation.class)
                .orElse(Allocation.none(cluster.scope(), cluster.name(), instanceId));
        return Placer.check(node(draft, instance, allocation), request);
    }

    /** Writes a task's claim into its instance's allocation. */
    public void hold(Draft draft, Cluster cluster, String instanceId, String taskId, Claim claim) {
        Key key = Keys.allocation(cluster.scope(), cluster.name(), instanceId);
        Allocation allocation =
                draft.read(key, Allocation.class).orElse(Allocation.none(cluster.scope(), cluster.name(), instanceId));
        draft.put(key, allocation.with(taskId, claim));
        fleet(cluster.scope(), cluster.name()).changed.add(instanceId);
    }

    private ClusterFleet fleet(Scope scope, String cluster) {
        return fleets.computeIfAbsent(Keys.cluster(scope, cluster), key -> new ClusterFleet());
    }

    private static boolean guarded(Draft draft, Row row) {
        Optional<ContainerInstance> instance = draft.read(row.instance, ContainerInstance.class);
        Optional<Allocation> allocation = draft.read(row.allocation, Allocation.class);
        return row.shown != null
                && allocation.isPresent()
                && allocation.get().equals(row.shown.allocation())
                && instance.map(found -> found.status() == ContainerInstance.Status.ACTIVE)
                        .orElse(false);
    }

    private void refresh(Draft draft, Cluster cluster, ClusterFleet rows) {
        if (!rows.filled) {
            for (ContainerInstance instance : index.all(
                    Keys.all(cluster.scope(), Kind.CONTAINER_INSTANCE, cluster.name()), ContainerInstance.class)) {
                rows.changed.add(instance.id());
            }
            rows.filled = true;
        }
        for (String instanceId : List.copyOf(rows.changed)) {
            rows.changed.remove(instanceId);
            Row row = rows.rows.computeIfAbsent(instanceId, id -> new Row(cluster, id));
            ContainerInstance instance = draft.peek(row.instance, ContainerInstance.class)
                    .filter(found -> found.status() != ContainerInstance.Status.INACTIVE)
                    .orElse(null);
            if (instance == null) {
                rows.fleet.remove(instanceId);
                rows.nodes.remove(instanceId);
                rows.rows.remove(instanceId);
                continue;
            }
            Allocation allocation = draft.peek(row.allocation, Allocation.class)
                    .orElseGet(() -> Allocation.none(cluster.scope(), cluster.name(), instanceId));
            AgentConnection connection =
                    draft.peek(row.connection, AgentConnection.class).orElse(null);
            if (!row.shows(instance, connection, allocation)) {
                Node node = new Node(instance, connection, allocation);
                rows.fleet.put(node);
                rows.nodes.put(instanceId, node);
                row.shown = node;
                row.placedOn = false;
            }
            if (!stored(row, allocation)) {
                rows.changed.add(instanceId);
            }
        }
    }

    /** What is only on its way to the store may never get there, and then nothing tells that the row is wrong. */
    private boolean stored(Row row, Allocation allocation) {
        return index.find(row.allocation, Allocation.class)
                .filter(allocation::equals)
                .isPresent();
    }

    private static Node node(Draft draft, ContainerInstance instance, Allocation allocation) {
        return new Node(
                instance,
                draft.peek(
                                Keys.agentConnection(instance.scope(), instance.cluster(), instance.id()),
                                AgentConnection.class)
                        .orElse(null),
                allocation);
    }

    private void mark(List<Index.Changed> changes) {
        for (Index.Changed change : changes) {
            Object record = change.after() != null ? change.after() : change.before();
            switch (record) {
                case ContainerInstance instance -> mark(instance.scope(), instance.cluster(), instance.id());
                case Allocation allocation -> mark(allocation.scope(), allocation.cluster(), allocation.instanceId());
                case AgentConnection agent -> mark(agent.scope(), agent.cluster(), agent.instanceId());
                case null, default -> {}
            }
        }
    }

    private void mark(Scope scope, String cluster, String instanceId) {
        ClusterFleet rows = fleets.get(Keys.cluster(scope, cluster));
        if (rows != null) {
            rows.changed.add(instanceId);
        }
    }
}
