package io.roadstead.core.explain;

import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.Resources;
import io.roadstead.core.placement.Demand;
import io.roadstead.core.placement.Fleet;
import io.roadstead.core.placement.Node;
import io.roadstead.core.placement.PlacementRequest;
import io.roadstead.core.placement.Placer;
import io.roadstead.core.placement.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * What every container instance says to one more task: that it would take it, or which filter refuses it, with the
 * numbers. Those that would take it come first, then those that pass the most filters, of these the one that lacks least.
 *
 * <p>Example: 2,048 CPU units are wanted; a has 1,792 free of 4,096, b 0 of 1,024, c's agent is away. The rows are a
 * (lacks 256, would take it if it were empty), b (lacks 2,048, would not), c.
 */
public record PlacementTable(Demand demand, List<Row> rows) {
    /** Holders told of one instance, those that hold the most first. */
    static final int HOLDERS_TOLD = 10;

    public PlacementTable {
        rows = List.copyOf(rows);
    }

    /**
     * One instance's answer.
     *
     * @param reason why not; empty when it would take the task
     * @param takesWhenEmpty whether it would take the task if no other task held anything of it
     * @param holders the tasks that hold what is in the way, the largest holders first; at most {@link #HOLDERS_TOLD}
     * @param holdersLeftOut how many more there are
     */
    public record Row(
            String instanceId,
            Optional<Reason> reason,
            Resources registered,
            Resources remaining,
            boolean takesWhenEmpty,
            List<Holder> holders,
            int holdersLeftOut) {
        public Row {
            holders = List.copyOf(holders);
        }

        public boolean takes() {
            return reason.isEmpty();
        }

        /** The same in plain words, for example {@code 2048 CPU units wanted, 1792 free}. */
        public String words() {
            return reason.map(Reason::words).orElse("would take the task");
        }
    }

    /** A task and what it holds of the instance. */
    public record Holder(String taskId, Claim claim) {}

    /**
     * Asks all of them.
     *
     * @throws io.roadstead.core.placement.ExpressionException when a memberOf expression cannot be read
     */
    public static PlacementTable of(Collection<Node> nodes, PlacementRequest request) {
        Map<String, Node> byId = new LinkedHashMap<>();
        List<Node> emptied = new ArrayList<>();
        for (Node node : nodes) {
            byId.put(node.id(), node);
            emptied.add(new Node(node.instance(), node.connection(), none(node)));
        }
        Map<String, Optional<Reason>> whenEmpty = Placer.ask(Fleet.of(emptied), request);
        List<Row> rows = new ArrayList<>();
        Placer.ask(Fleet.of(nodes), request)
                .forEach((id, reason) -> rows.add(row(
                        Objects.requireNonNull(byId.get(id)),
                        reason,
                        Objects.requireNonNull(whenEmpty.get(id)).isEmpty())));
        rows.sort(Comparator.comparing((Row row) -> !row.takes())
                .thenComparing(row -> -row.reason().map(Reason::passed).orElse(0))
                .thenComparing(PlacementTable::lacks)
                .thenComparing(Row::instanceId));
        return new PlacementTable(request.demand(), rows);
    }

    /** How many of them would take the task now. */
    public int taking() {
        return (int) rows.stream().filter(Row::takes).count();
    }

    private static Allocation none(Node node) {
        return Allocation.none(
                node.allocation().scope(),
                node.allocation().cluster(),
                node.allocation().instanceId());
    }

    private static Row row(Node node, Optional<Reason> reason, boolean takesWhenEmpty) {
        List<Holder> holders = reason.map(why -> holders(node, why)).orElse(List.of());
        return new Row(
                node.id(),
                reason,
                node.instance().registered(),
                node.remaining(),
                takesWhenEmpty,
                holders.subList(0, Math.min(HOLDERS_TOLD, holders.size())),
                Math.max(0, holders.size() - HOLDERS_TOLD));
    }

    /** How far from enough, where that is a number. */
    private static long lacks(Row row) {
        return row.reason()
                .map(reason -> switch (reason) {
                    case Reason.Cpu cpu -> (long) cpu.wanted() - cpu.free();
                    case Reason.Memory memory -> (long) memory.wanted() - memory.free();
                    case Reason.Gpu gpu -> (long) gpu.wanted() - gpu.free();
                    case Reason.Ports ports -> (long) ports.taken().size();
                    case Reason.PortsUdp ports -> (long) ports.taken().size();
                    case Reason.DistinctInstance distinct -> (long) distinct.tasks();
                    case Reason.NotActive unused -> 0L;
                    case Reason.AgentDisconnected unused -> 0L;
                    case Reason.MissingAttribute unused -> 0L;
                    case Reason.MemberOf unused -> 0L;
                })
                .orElse(0L);
    }

    private static List<Holder> holders(Node node, Reason reason) {
        return switch (reason) {
            case Reason.Cpu unused -> holders(node, claim -> claim.cpu() > 0, Claim::cpu);
            case Reason.Memory unused -> holders(node, claim -> claim.memory() > 0, Claim::memory);
            case Reason.Ports ports -> holders(node, claim -> any(claim.tcpPorts(), ports.taken()), Claim::cpu);
            case Reason.PortsUdp ports -> holders(node, claim -> any(claim.udpPorts(), ports.taken()), Claim::cpu);
            case Reason.DistinctInstance distinct ->
                holders(node, claim -> claim.group().equals(distinct.group()), Claim::cpu);
            case Reason.NotActive unused -> List.of();
            case Reason.AgentDisconnected unused -> List.of();
            case Reason.Gpu unused -> List.of();
            case Reason.MissingAttribute unused -> List.of();
            case Reason.MemberOf unused -> List.of();
        };
    }

    private static List<Holder> holders(Node node, Predicate<Claim> which, ToIntFunction<Claim> share) {
        return node.allocation().claims().entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .map(entry -> new Holder(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingInt((Holder holder) -> -share.applyAsInt(holder.claim()))
                        .thenComparing(Holder::taskId))
                .toList();
    }

    private static boolean any(Set<Integer> ports, Set<Integer> taken) {
        return ports.stream().anyMatch(taken::contains);
    }
}
