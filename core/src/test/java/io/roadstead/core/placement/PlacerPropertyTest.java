package io.roadstead.core.placement;

import static io.roadstead.core.placement.Fixture.binpack;
import static io.roadstead.core.placement.Fixture.constrained;
import static io.roadstead.core.placement.Fixture.demand;
import static io.roadstead.core.placement.Fixture.distinctInstance;
import static io.roadstead.core.placement.Fixture.ids;
import static io.roadstead.core.placement.Fixture.instance;
import static io.roadstead.core.placement.Fixture.memberOf;
import static io.roadstead.core.placement.Fixture.random;
import static io.roadstead.core.placement.Fixture.request;
import static io.roadstead.core.placement.Fixture.spread;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.Ids;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.PlacementConstraint;
import io.roadstead.core.model.PlacementStrategy;
import io.roadstead.core.model.Resources;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What must hold of every placement, tried on small fleets drawn at random; a failure names its seed. */
class PlacerPropertyTest {
    private static final String ZONE = "attribute:ecs.availability-zone";
    private static final List<String> GROUPS = List.of("family:web", "family:db", "service:api");

    /**
     * A plain placer over nodes, without columns, memory or shortcuts: after every task it asks everything again of
     * every instance. It says which instances the next task may go to.
     */
    private static Set<String> best(List<Node> nodes, PlacementRequest request) {
        List<Node> left = new ArrayList<>();
        for (Node node : nodes) {
            if (wire(node, request).isEmpty()) {
                left.add(node);
            }
        }
        for (PlacementStrategy strategy : request.strategies()) {
            if (strategy.type() == PlacementStrategy.Type.RANDOM) {
                break;
            }
            Map<Integer, List<Node>> byScore = new TreeMap<>();
            for (Node node : left) {
                byScore.computeIfAbsent(score(node, nodes, strategy, request.group()), unused -> new ArrayList<>())
                        .add(node);
            }
            left = byScore.isEmpty() ? left : byScore.values().iterator().next();
        }
        Set<String> best = new HashSet<>();
        left.forEach(node -> best.add(node.id()));
        return best;
    }

    private static int score(Node node, List<Node> nodes, PlacementStrategy strategy, String group) {
        String field = String.valueOf(strategy.field());
        if (strategy.type() == PlacementStrategy.Type.BINPACK) {
            return field.equals("cpu")
                    ? node.remaining().cpu()
                    : node.remaining().memory();
        }
        int tasks = 0;
        for (Node other : nodes) {
            if (value(field, node).equals(value(field, other))) {
                tasks += tasksOf(group, other);
            }
        }
        return tasks;
    }

    private static Object value(String field, Node node) {
        if (!field.startsWith("attribute:")) {
            return node.id();
        }
        Attribute attribute = node.attribute(field.substring("attribute:".length()));
        return attribute == null ? "none" : List.of(String.valueOf(attribute.value()));
    }

    private static int tasksOf(String group, Node node) {
        int tasks = 0;
        for (Claim claim : node.allocation().claims().values()) {
            tasks += claim.group().equals(group) ? 1 : 0;
        }
        return tasks;
    }

    /** ECS's reason for refusing, or nothing. */
    private static String wire(Node node, PlacementRequest request) {
        Resources free = node.remaining();
        Demand demand = request.demand();
        if (node.instance().status() != ContainerInstance.Status.ACTIVE) {
            return "INACTIVE";
        }
        if (!node.agentConnected()) {
            return "AGENT";
        }
        if (demand.cpu() > free.cpu()) {
            return "RESOURCE:CPU";
        }
        if (demand.memory() > free.memory()) {
            return "RESOURCE:MEMORY";
        }
        if (!Collections.disjoint(demand.tcpPorts(), free.tcpPorts())) {
            return "RESOURCE:PORTS";
        }
        if (!Collections.disjoint(demand.udpPorts(), free.udpPorts())) {
            return "RESOURCE:PORTS_UDP";
        }
        for (Attribute wanted : demand.attributes()) {
            Attribute found = node.attribute(wanted.name());
            if (found == null || (wanted.value() != null && !wanted.value().equals(found.value()))) {
                return "ATTRIBUTE";
            }
        }
        for (PlacementConstraint constraint : request.constraints()) {
            if (constraint.type() == PlacementConstraint.Type.DISTINCT_INSTANCE) {
                if (tasksOf(request.group(), node) > 0) {
                    return "DistinctInstance placement constraint unsatisfied.";
                }
            } else if (!Expression.parse(String.valueOf(constraint.expression()))
                    .matches(node)) {
                return "MemberOf placement constraint unsatisfied.";
            }
        }
        return "";
    }

    @Test
    void everyChoiceIsOneThatAPlainPlacerMightMakeAndEveryRefusalHasItsReason() {
        for (long seed = 0; seed < 250; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Node> nodes = nodes(random);
            Fleet fleet = Fleet.of(nodes);
            Ids ids = ids(seed);
            for (int call = 0; call < 3; call++) {
                PlacementRequest request = drawn(random);
                Placed placed = Placer.place(fleet, request, ids);
                for (String chosen : placed.instances()) {
                    assertThat(best(nodes, request))
                            .as("seed %s, %s", seed, request)
                            .contains(chosen);
                    nodes.replaceAll(node -> node.id().equals(chosen) ? with(node, request) : node);
                }
                assertThat(placed.instances().size() + placed.unplaced()).isEqualTo(request.count());
                if (placed.unplaced() > 0) {
                    assertThat(best(nodes, request)).as("seed %s", seed).isEmpty();
                    Map<String, String> reasons = new HashMap<>();
                    nodes.forEach(node -> reasons.put(node.id(), wire(node, request)));
                    reasons.values().removeIf("INACTIVE"::equals);
                    Map<String, String> told = new HashMap<>();
                    placed.refusals().forEach(refusal -> {
                        assertThat(refusal.explanation()).isNotBlank();
                        told.put(refusal.instanceId(), refusal.reason().wire());
                    });
                    assertThat(told).as("seed %s, %s", seed, request).isEqualTo(reasons);
                }
                nodes.forEach(node -> assertThat(Placer.check(node, request)
                                .map(refusal -> refusal.reason().wire())
                                .orElse(""))
                        .isEqualTo(wire(node, request)));
                churn(random, nodes, fleet);
            }
        }
    }

    @Test
    void nothingIsEverGivenTwice() {
        for (long seed = 0; seed < 150; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Node> nodes = nodes(random);
            Fleet fleet = Fleet.of(nodes);
            Ids ids = ids(seed);
            for (int call = 0; call < 6; call++) {
                PlacementRequest request = drawn(random);
                for (String chosen : Placer.place(fleet, request, ids).instances()) {
                    nodes.replaceAll(node -> node.id().equals(chosen) ? with(node, request) : node);
                }
            }
            for (Node node : nodes) {
                String which = "seed " + seed + " " + node;
                assertThat(node.remaining().cpu()).as(which).isNotNegative();
                assertThat(node.remaining().memory()).as(which).isNotNegative();
                Set<Integer> tcp = new HashSet<>(node.instance().registered().tcpPorts());
                Set<Integer> udp = new HashSet<>(node.instance().registered().udpPorts());
                for (Claim claim : node.allocation().claims().values()) {
                    claim.tcpPorts()
                            .forEach(port -> assertThat(tcp.add(port)).as(which).isTrue());
                    claim.udpPorts()
                            .forEach(port -> assertThat(udp.add(port)).as(which).isTrue());
                }
            }
        }
    }

    @Test
    void equalSeedsMakeEqualPlacements() {
        Set<List<String>> different = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            PlacementRequest request = request(8, demand(10, 10), spread(ZONE));
            List<Node> nodes = nodes(new SplittableRandom(1));
            Placed once = Placer.place(Fleet.of(nodes), request, ids(seed));
            Placed again = Placer.place(Fleet.of(nodes), request, ids(seed));

            assertThat(again).isEqualTo(once);
            different.add(once.instances());
        }
        assertThat(different).as("choices over all seeds").hasSizeGreaterThan(10);
    }

    @Test
    void instancesKeptInOrderAreChosenAsThoseLookedAtAnewNumberDrawnForNumberDrawn() {
        int ranked = 0;
        for (long seed = 0; seed < 600; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Node> nodes = new ArrayList<>();
            int size = 1 + random.nextInt(150);
            for (int i = 0; i < size; i++) {
                nodes.add(node(random, "i" + i));
            }
            Fleet scanned = Fleet.of(nodes);
            Fleet kept = Fleet.of(nodes);
            Ids drawnByOne = ids(seed);
            Ids drawnByOther = ids(seed);
            for (int call = 0; call < 3; call++) {
                PlacementRequest few = drawn(random);
                PlacementRequest request = new PlacementRequest(
                        random.nextInt(300), few.demand(), few.group(), few.constraints(), few.strategies());
                ranked += Candidates.of(request, new Preferences(kept, request), new int[] {0}, 1, 0)
                                instanceof RankedCandidates
                        ? 1
                        : 0;
                assertThat(Placer.place(kept, request, drawnByOne, 0))
                        .as("seed %s, %s", seed, request)
                        .isEqualTo(Placer.place(scanned, request, drawnByOther, Integer.MAX_VALUE));
            }
        }
        assertThat(ranked).as("placements that were ranked").isGreaterThan(900);
    }

    @Test
    void attributesWithTooManyValuesAreLookedAtAnew() {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            nodes.add(instance("i" + i).custom("rack", "r" + i).build());
        }
        PlacementRequest request = request(150, demand(1, 1), spread("attribute:rack"));
        assertThat(new HashSet<>(
                        Placer.place(Fleet.of(nodes), request, ids(1), 0).instances()))
                .hasSize(150);
        assertThat(Placer.place(Fleet.of(nodes), request, ids(1), 0))
                .isEqualTo(Placer.place(Fleet.of(nodes), request, ids(1), Integer.MAX_VALUE));
    }

    @Test
    void spreadStaysWithinOneWhereverThereIsRoom() {
        for (long seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Node> nodes = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                nodes.add(instance("i" + i)
                        .zone("z" + (i < 3 ? i : random.nextInt(3)))
                        .build());
            }
            Fleet fleet = Fleet.of(nodes);
            int count = 1 + random.nextInt(40);
            Placed placed =
                    Placer.place(fleet, request(count, demand(1, 1), spread(ZONE), spread("instanceId")), ids(seed));

            Map<String, Integer> byZone = new HashMap<>(Map.of("z0", 0, "z1", 0, "z2", 0));
            Map<String, Map<String, Integer>> byInstance = new HashMap<>();
            for (Node node : nodes) {
                String zone = node.instance().availabilityZone();
                int tasks = Collections.frequency(placed.instances(), node.id());
                byZone.merge(zone, tasks, Integer::sum);
                byInstance.computeIfAbsent(zone, unused -> new HashMap<>()).put(node.id(), tasks);
            }
            assertThat(placed.unplaced()).isZero();
            assertWithinOne(seed, byZone);
            byInstance.values().forEach(tasks -> assertWithinOne(random.nextLong(), tasks));
        }
    }

    @Test
    void binpackOpensNoInstanceWhileAnOpenOneHasRoom() {
        for (long seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Node> nodes = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                nodes.add(instance("i" + i).resources(1000, 1000).build());
            }
            int memory = 50 + random.nextInt(400);
            Placed placed = Placer.place(
                    Fleet.of(nodes), request(random.nextInt(30), demand(0, memory), binpack("memory")), ids(seed));

            Map<String, Integer> used = new HashMap<>();
            String open = "";
            for (String chosen : placed.instances()) {
                if (!chosen.equals(open) && !open.isEmpty()) {
                    assertThat(1000 - used.getOrDefault(open, 0))
                            .as("seed %s", seed)
                            .isLessThan(memory);
                }
                open = chosen;
                used.merge(chosen, memory, Integer::sum);
            }
        }
    }

    @Test
    void distinctInstanceHoldsOverSeveralCalls() {
        for (long seed = 0; seed < 50; seed++) {
            Fleet fleet = Fleet.of(nodes(new SplittableRandom(seed)));
            List<String> chosen = new ArrayList<>();
            Ids ids = ids(seed);
            for (int call = 0; call < 3; call++) {
                chosen.addAll(Placer.place(fleet, constrained(3, demand(1, 1), distinctInstance()), ids)
                        .instances());
            }
            assertThat(chosen).as("seed %s", seed).doesNotHaveDuplicates();
        }
    }

    private static void assertWithinOne(long seed, Map<String, Integer> counts) {
        assertThat(Collections.max(counts.values()) - Collections.min(counts.values()))
                .as("seed %s: %s", seed, counts)
                .isLessThanOrEqualTo(1);
    }

    /** What an index does between placements: rows are committed, reverted, changed, removed and added. */
    private static void churn(SplittableRandom random, List<Node> nodes, Fleet fleet) {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            switch (random.nextInt(6)) {
                case 0 -> fleet.put(node);
                case 1 -> {
                    fleet.revert(node.id());
                    nodes.set(i, fleet.node(node.id()).orElseThrow());
                }
                case 2 -> {
                    fleet.remove(node.id());
                    nodes.remove(i);
                }
                case 3 -> {
                    Node changed = new Node(
                            node.instance()
                                    .withCustomAttributes(
                                            List.of(new Attribute("stack", random.nextBoolean() ? "prod" : "test"))),
                            node.connection(),
                            node.allocation());
                    nodes.set(i, changed);
                    fleet.put(changed);
                }
                default -> {
                    // Stays with what was placed on it.
                }
            }
        }
        Node fresh = node(random, "n" + random.nextInt(1_000_000));
        nodes.add(fresh);
        fleet.put(fresh);
    }

    private static List<Node> nodes(SplittableRandom random) {
        List<Node> nodes = new ArrayList<>();
        int size = 1 + random.nextInt(20);
        for (int i = 0; i < size; i++) {
            nodes.add(node(random, "i" + i));
        }
        return nodes;
    }

    private static Node node(SplittableRandom random, String id) {
        Fixture.Builder builder = instance(id).resources(random.nextInt(5) * 100, random.nextInt(5) * 100);
        if (random.nextInt(4) > 0) {
            builder.zone("z" + random.nextInt(3));
        }
        if (random.nextBoolean()) {
            builder.custom("stack", random.nextBoolean() ? "prod" : "test");
        }
        if (random.nextInt(3) == 0) {
            builder.attribute("ssd", null);
        }
        if (random.nextInt(12) == 0) {
            builder.disconnected();
        }
        if (random.nextInt(12) == 0) {
            builder.status(ContainerInstance.Status.DRAINING);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            builder.task(GROUPS.get(random.nextInt(GROUPS.size())));
        }
        return builder.build();
    }

    private static PlacementRequest drawn(SplittableRandom random) {
        List<PlacementStrategy> strategies = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            strategies.add(
                    switch (random.nextInt(6)) {
                        case 0 -> spread(ZONE);
                        case 1 -> spread("instanceId");
                        case 2 -> spread("attribute:stack");
                        case 3 -> binpack("cpu");
                        case 4 -> binpack("memory");
                        default -> random();
                    });
        }
        List<PlacementConstraint> constraints = new ArrayList<>();
        for (int i = random.nextInt(6); i > 4; i--) {
            constraints.add(
                    switch (random.nextInt(5)) {
                        case 0 -> distinctInstance();
                        case 1 -> memberOf("attribute:stack == prod");
                        case 2 -> memberOf("attribute:ecs.availability-zone in [z0, z1]");
                        case 3 -> memberOf("not (task:group == family:db)");
                        default -> memberOf("runningTasksCount < 3 or attribute:ssd exists");
                    });
        }
        Demand demand = new Demand(
                random.nextInt(3) * 70,
                random.nextInt(3) * 70,
                random.nextInt(4) == 0 ? Set.of(80 + random.nextInt(2)) : Set.of(),
                random.nextInt(4) == 0 ? Set.of(53, 54 + random.nextInt(2)) : Set.of(),
                random.nextInt(5) == 0 ? List.of(new Attribute("ssd", null)) : List.of());
        return new PlacementRequest(
                random.nextInt(8), demand, GROUPS.get(random.nextInt(GROUPS.size())), constraints, strategies);
    }

    private static Node with(Node node, PlacementRequest request) {
        return new Node(
                node.instance(),
                node.connection(),
                node.allocation()
                        .with(
                                "placed" + node.allocation().claims().size(),
                                request.demand().claim(request.group())));
    }
}
