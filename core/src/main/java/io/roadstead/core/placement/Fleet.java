package io.roadstead.core.placement;

import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Resources;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The container instances of one cluster as columns of primitives, so that a placement over 10,000 of them takes
 * microseconds. For one thread at a time; a caller keeps one per cluster and puts the rows that changed.
 *
 * <p>Its one rule: a row shows the {@link Node} last put, plus what {@link Placer} has placed on it since. So several
 * placements may be made before anything is committed, each seeing the earlier ones. Afterwards the caller owes every
 * instance named in a {@link Placed} one of two calls: {@link #put} with the committed node, or {@link #revert} when
 * the commit did not happen. Both forget everything placed on that row since the node was put.
 */
public final class Fleet {
    private static final int FIRST_ROWS = 16;

    private final Map<String, Integer> rowOf = new HashMap<>();
    private final Deque<Integer> empty = new ArrayDeque<>();
    private final GroupCounts groups = new GroupCounts();
    private final Columns columns = new Columns();
    private final PortColumns tcp = new PortColumns();
    private final PortColumns udp = new PortColumns();
    private int rows;

    // By row, each at least `rows` long.
    private @Nullable Node[] nodes = new @Nullable Node[FIRST_ROWS];
    private boolean[] active = new boolean[FIRST_ROWS];
    private boolean[] connected = new boolean[FIRST_ROWS];
    private int[] cpu = new int[FIRST_ROWS];
    private int[] memory = new int[FIRST_ROWS];
    private int[] tasks = new int[FIRST_ROWS];

    public static Fleet of(Collection<Node> nodes) {
        Fleet fleet = new Fleet();
        for (Node node : nodes) {
            fleet.put(node);
        }
        return fleet;
    }

    /** Adds an instance or replaces what is known of it. */
    public void put(Node node) {
        Integer known = rowOf.get(node.id());
        int row = known == null ? newRow(node.id()) : known;
        Node before = nodes[row];
        nodes[row] = node;
        if (before == null || !fixedPartEquals(before, node)) {
            columns.changed(row, node);
        }
        fill(row, node);
    }

    /** Forgets an instance; one that is not known is none the less gone. */
    public void remove(String instanceId) {
        Integer row = rowOf.remove(instanceId);
        if (row == null) {
            return;
        }
        clear(row);
        nodes[row] = null;
        active[row] = false;
        connected[row] = false;
        columns.changed(row, null);
        empty.push(row);
    }

    /** Takes back what was placed on an instance since its node was put. */
    public void revert(String instanceId) {
        Integer row = rowOf.get(instanceId);
        if (row != null) {
            fill(row, nodeAt(row));
        }
    }

    /** The node last put, without what was placed since. */
    public Optional<Node> node(String instanceId) {
        Integer row = rowOf.get(instanceId);
        return row == null ? Optional.empty() : Optional.of(nodeAt(row));
    }

    /** How many instances it holds, whatever their state. */
    public int size() {
        return rowOf.size();
    }

    // What the filters and strategies read. Rows run from 0 to rows() - 1; an empty row is not active.

    int rows() {
        return rows;
    }

    /** By row, whether the instance takes new tasks. */
    boolean[] active() {
        return active;
    }

    /** By row, whether its agent is connected. */
    boolean[] connected() {
        return connected;
    }

    /** Remaining CPU units by row. */
    int[] cpu() {
        return cpu;
    }

    /** Remaining MiB by row. */
    int[] memory() {
        return memory;
    }

    boolean anyTcpTaken(int row, Set<Integer> ports) {
        return tcp.anyTaken(row, ports);
    }

    boolean anyUdpTaken(int row, Set<Integer> ports) {
        return udp.anyTaken(row, ports);
    }

    SortedSet<Integer> tcpTaken(int row, Set<Integer> ports) {
        return tcp.taken(row, ports);
    }

    SortedSet<Integer> udpTaken(int row, Set<Integer> ports) {
        return udp.taken(row, ports);
    }

    GroupCounts groups() {
        return groups;
    }

    BitSet rowsWhere(Object key, Predicate<Node> test) {
        return columns.rowsWhere(key, test, nodes);
    }

    Columns.Values valuesOf(String attribute) {
        return columns.valuesOf(attribute, nodes);
    }

    /** Whether an instance stands in the row. */
    boolean holds(int row) {
        return nodes[row] != null;
    }

    /** The node last put in a row that is not empty. */
    Node nodeAt(int row) {
        return Objects.requireNonNull(nodes[row], "the row is empty");
    }

    /** A row as the query language sees it, with what was placed since its node was put. */
    Subject subject(int row) {
        return new Row(row, nodeAt(row));
    }

    /** Lets a task hold its share of a row. */
    void hold(int row, Claim claim) {
        cpu[row] -= claim.cpu();
        memory[row] -= claim.memory();
        tasks[row]++;
        tcp.take(row, claim.tcpPorts());
        udp.take(row, claim.udpPorts());
        groups.add(row, claim.group());
    }

    private int newRow(String instanceId) {
        int row;
        if (empty.isEmpty()) {
            row = rows++;
            if (row == nodes.length) {
                int more = nodes.length * 2;
                nodes = Arrays.copyOf(nodes, more);
                active = Arrays.copyOf(active, more);
                connected = Arrays.copyOf(connected, more);
                cpu = Arrays.copyOf(cpu, more);
                memory = Arrays.copyOf(memory, more);
                tasks = Arrays.copyOf(tasks, more);
            }
        } else {
            row = empty.pop();
        }
        rowOf.put(instanceId, row);
        return row;
    }

    private void fill(int row, Node node) {
        clear(row);
        Resources registered = node.instance().registered();
        active[row] = node.instance().status() == ContainerInstance.Status.ACTIVE;
        connected[row] = node.agentConnected();
        cpu[row] = registered.cpu();
        memory[row] = registered.memory();
        tcp.take(row, registered.tcpPorts());
        udp.take(row, registered.udpPorts());
        for (Claim claim : node.allocation().claims().values()) {
            hold(row, claim);
        }
    }

    private void clear(int row) {
        tasks[row] = 0;
        tcp.clear(row);
        udp.clear(row);
        groups.clear(row);
    }

    private static boolean fixedPartEquals(Node one, Node other) {
        AgentConnection connection = other.connection();
        return one.instance().equals(other.instance()) && Objects.equals(one.connection(), connection);
    }

    private final class Row implements Subject {
        private final int row;
        private final Node node;

        private Row(int row, Node node) {
            this.row = row;
            this.node = node;
        }

        @Override
        public @Nullable Attribute attribute(String name) {
            return node.attribute(name);
        }

        @Override
        public boolean agentConnected() {
            return node.agentConnected();
        }

        @Override
        public @Nullable String agentVersion() {
            return node.agentVersion();
        }

        @Override
        public @Nullable String ec2InstanceId() {
            return node.ec2InstanceId();
        }

        @Override
        public Instant registeredAt() {
            return node.registeredAt();
        }

        @Override
        public int runningTasksCount() {
            return tasks[row];
        }

        @Override
        public Set<String> taskGroups() {
            return groups.groupsOn(row);
        }
    }
}
