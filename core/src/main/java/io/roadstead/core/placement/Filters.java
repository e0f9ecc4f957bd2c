package io.roadstead.core.placement;

import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.PlacementConstraint;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The hard rules of one request over one fleet: which row may take the next task, and why another may not.
 *
 * <p>{@link #stage} alone decides; {@link #explain} puts the numbers to what it decided, so the two cannot differ.
 * Source: ecs-behaviour 5.1 for the rules; the order of the resources is a project choice (1.2).
 */
final class Filters {
    /** Where a row falls out, in the order of the filters; {@link #PASSED} when it does not. */
    enum Stage {
        NOT_ACTIVE,
        AGENT,
        CPU,
        MEMORY,
        PORTS,
        PORTS_UDP,
        GPU,
        ATTRIBUTE,
        CONSTRAINT,
        PASSED
    }

    /** A constraint ready to be asked of a row. */
    private sealed interface Rule {
        boolean allows(int row);

        Reason refusal(int row);
    }

    private final Fleet fleet;
    private final Demand demand;
    private final boolean ports;
    private final @Nullable BitSet withAttributes;
    private final Rule[] rules;

    // The fleet's columns, which stay the same arrays for as long as nothing is put.
    private final boolean[] active;
    private final boolean[] connected;
    private final int[] cpu;
    private final int[] memory;

    /** @throws ExpressionException when a memberOf expression cannot be read */
    Filters(Fleet fleet, PlacementRequest request) {
        this.fleet = fleet;
        this.demand = request.demand();
        this.ports = !demand.tcpPorts().isEmpty() || !demand.udpPorts().isEmpty();
        this.withAttributes = demand.attributes().isEmpty()
                ? null
                : fleet.rowsWhere(new HashSet<>(demand.attributes()), node -> missing(node) == null);
        this.active = fleet.active();
        this.connected = fleet.connected();
        this.cpu = fleet.cpu();
        this.memory = fleet.memory();
        List<Rule> read = new ArrayList<>();
        for (PlacementConstraint constraint : request.constraints()) {
            read.add(
                    switch (constraint.type()) {
                        case MEMBER_OF -> memberOf(constraint);
                        case DISTINCT_INSTANCE -> new Distinct(fleet.groups(), request.group());
                    });
        }
        this.rules = read.toArray(new Rule[0]);
    }

    Stage stage(int row) {
        if (!active[row]) {
            return Stage.NOT_ACTIVE;
        }
        if (!connected[row]) {
            return Stage.AGENT;
        }
        if (cpu[row] < demand.cpu()) {
            return Stage.CPU;
        }
        if (memory[row] < demand.memory()) {
            return Stage.MEMORY;
        }
        if (ports) {
            if (fleet.anyTcpTaken(row, demand.tcpPorts())) {
                return Stage.PORTS;
            }
            if (fleet.anyUdpTaken(row, demand.udpPorts())) {
                return Stage.PORTS_UDP;
            }
        }
        if (demand.gpus() > 0) {
            // No instance registers any yet.
            return Stage.GPU;
        }
        if (withAttributes != null && !withAttributes.get(row)) {
            return Stage.ATTRIBUTE;
        }
        return refusing(row) == null ? Stage.PASSED : Stage.CONSTRAINT;
    }

    /** Why the row may not take the next task; absent when it may. */
    @Nullable
    Reason explain(int row) {
        return switch (stage(row)) {
            case NOT_ACTIVE -> new Reason.NotActive(fleet.nodeAt(row).instance().status());
            case AGENT -> new Reason.AgentDisconnected();
            case CPU -> new Reason.Cpu(demand.cpu(), cpu[row]);
            case MEMORY -> new Reason.Memory(demand.memory(), memory[row]);
            case PORTS -> new Reason.Ports(fleet.tcpTaken(row, demand.tcpPorts()));
            case PORTS_UDP -> new Reason.PortsUdp(fleet.udpTaken(row, demand.udpPorts()));
            case GPU -> new Reason.Gpu(demand.gpus(), 0);
            case ATTRIBUTE -> missingAttribute(fleet.nodeAt(row));
            case CONSTRAINT -> Objects.requireNonNull(refusing(row)).refusal(row);
            case PASSED -> null;
        };
    }

    private @Nullable Rule refusing(int row) {
        for (Rule rule : rules) {
            if (!rule.allows(row)) {
                return rule;
            }
        }
        return null;
    }

    private Reason missingAttribute(Node node) {
        Attribute wanted = Objects.requireNonNull(missing(node));
        return new Reason.MissingAttribute(wanted, node.attribute(wanted.name()));
    }

    /** The name must be there, and the value be equal where one is required. */
    private @Nullable Attribute missing(Node node) {
        for (Attribute wanted : demand.attributes()) {
            Attribute found = node.attribute(wanted.name());
            if (found == null || (wanted.value() != null && !wanted.value().equals(found.value()))) {
                return wanted;
            }
        }
        return null;
    }

    /** Tasks on the instance change with every placement, attributes hardly ever: only the latter can be remembered. */
    private Rule memberOf(PlacementConstraint constraint) {
        String text = Objects.requireNonNullElse(constraint.expression(), "");
        Expression expression = Expression.parse(text);
        return expression.asksForTasks()
                ? new MemberOfTasks(fleet, expression, text)
                : new MemberOfFixed(fleet.rowsWhere(expression, expression::matches), text);
    }

    private record MemberOfFixed(BitSet rows, String text) implements Rule {
        @Override
        public boolean allows(int row) {
            return rows.get(row);
        }

        @Override
        public Reason refusal(int row) {
            return new Reason.MemberOf(text);
        }
    }

    private record MemberOfTasks(Fleet fleet, Expression expression, String text) implements Rule {
        @Override
        public boolean allows(int row) {
            return expression.matches(fleet.subject(row));
        }

        @Override
        public Reason refusal(int row) {
            return new Reason.MemberOf(text);
        }
    }

    private record Distinct(GroupCounts groups, String group) implements Rule {
        @Override
        public boolean allows(int row) {
            return groups.count(row, group) == 0;
        }

        @Override
        public Reason refusal(int row) {
            return new Reason.DistinctInstance(group, groups.count(row, group));
        }
    }
}
