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
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

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
        final Map<String, Allocation> basis = new HashMap<>();
        /** By instance id, in an order that is the same on every server. */
        final SortedMap<String, Node> nodes = new TreeMap<>();

        final Set<String> changed = ConcurrentHashMap.newKeySet();
        boolean filled;
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
                current &= guarded(draft, cluster, instanceId, rows);
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

    private boolean guarded(Draft draft, Cluster cluster, String instanceId, ClusterFleet rows) {
        Optional<ContainerInstance> instance = draft.read(
                Keys.containerInstance(cluster.scope(), cluster.name(), instanceId), ContainerInstance.class);
        Optional<Allocation> allocation =
                draft.read(Keys.allocation(cluster.scope(), cluster.name(), instanceId), Allocation.class);
        return allocation.isPresent()
                && allocation.get().equals(rows.basis.get(instanceId))
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
            Optional<ContainerInstance> instance = draft.peek(
                    Keys.containerInstance(cluster.scope(), cluster.name(), instanceId), ContainerInstance.class);
            Allocation allocation = draft.peek(
                            Keys.allocation(cluster.scope(), cluster.name(), instanceId), Allocation.class)
                    .orElse(Allocation.none(cluster.scope(), cluster.name(), instanceId));
            if (instance.isPresent() && instance.get().status() != ContainerInstance.Status.INACTIVE) {
                Node node = node(draft, instance.get(), allocation);
                rows.fleet.put(node);
                rows.nodes.put(instanceId, node);
                rows.basis.put(instanceId, allocation);
                if (!stored(allocation)) {
                    rows.changed.add(instanceId);
                }
            } else {
                rows.fleet.remove(instanceId);
                rows.nodes.remove(instanceId);
                rows.basis.remove(instanceId);
            }
        }
    }

    /** What is only on its way to the store may never get there, and then nothing tells that the row is wrong. */
    private boolean stored(Allocation allocation) {
        return index.find(
                        Keys.allocation(allocation.scope(), allocation.cluster(), allocation.instanceId()),
                        Allocation.class)
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
