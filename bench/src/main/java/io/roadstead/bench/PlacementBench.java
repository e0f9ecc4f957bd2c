package io.roadstead.bench;

import io.roadstead.core.Ids;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.PlacementStrategy;
import io.roadstead.core.model.Resources;
import io.roadstead.core.model.Scope;
import io.roadstead.core.placement.Demand;
import io.roadstead.core.placement.Fleet;
import io.roadstead.core.placement.Node;
import io.roadstead.core.placement.Placed;
import io.roadstead.core.placement.PlacementRequest;
import io.roadstead.core.placement.Placer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Places 100,000 tasks on 10,000 instances, by each kind of strategy, at once and in rounds as a service does. */
final class PlacementBench {
    private static final Scope SCOPE = new Scope("000000000000", "us-east-1");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int INSTANCES = 10_000;
    private static final int TASKS = 100_000;
    /** Tasks a service's scheduler starts in one transaction. */
    private static final int ROUND = 40;

    private static final int WARM_UPS = 2;
    private static final int TRIALS = 5;
    private static final PlacementStrategy ZONES =
            new PlacementStrategy(PlacementStrategy.Type.SPREAD, "attribute:ecs.availability-zone");
    private static final PlacementStrategy INSTANCE_IDS =
            new PlacementStrategy(PlacementStrategy.Type.SPREAD, "instanceId");
    private static final PlacementStrategy MEMORY = new PlacementStrategy(PlacementStrategy.Type.BINPACK, "memory");

    private PlacementBench() {}

    private record Way(String name, List<PlacementStrategy> strategies, int round) {}

    private static final List<Way> WAYS = List.of(
            new Way("spread over zones, then instances", List.of(ZONES, INSTANCE_IDS), TASKS),
            new Way("spread over zones", List.of(ZONES), TASKS),
            new Way("binpack memory", List.of(MEMORY), TASKS),
            new Way("spread over zones, then binpack memory", List.of(ZONES, MEMORY), TASKS),
            new Way("at random", List.of(), TASKS),
            new Way("spread over zones", List.of(ZONES), ROUND),
            new Way("spread over zones, then instances", List.of(ZONES, INSTANCE_IDS), ROUND),
            new Way("binpack memory", List.of(MEMORY), ROUND));

    /** For equal and for different instances the slowest way at once, and the slowest in rounds. */
    static List<PureResult> measure(Consumer<String> progress) {
        List<PureResult> results = new ArrayList<>();
        for (boolean equal : new boolean[] {true, false}) {
            String instances = equal ? "equal" : "different";
            List<Node> nodes = nodes(equal);
            List<Timed> atOnce = new ArrayList<>();
            List<Timed> inRounds = new ArrayList<>();
            for (Way way : WAYS) {
                progress.accept("placing on " + instances + " instances, " + way.name());
                (way.round() == TASKS ? atOnce : inRounds).add(new Timed(way.name(), median(nodes, way)));
            }
            results.add(slowest(
                    equal ? PureResult.Kind.PLACE_EQUAL : PureResult.Kind.PLACE_DIFFERENT,
                    instances,
                    "at once",
                    atOnce));
            results.add(slowest(PureResult.Kind.PLACE_ROUNDS, instances, "in rounds of " + ROUND, inRounds));
        }
        return results;
    }

    private record Timed(String name, double millis) {}

    private static PureResult slowest(PureResult.Kind kind, String instances, String how, List<Timed> times) {
        Timed slowest =
                times.stream().max(Comparator.comparingDouble(Timed::millis)).orElseThrow();
        String all = times.stream()
                .map(each -> each.name() + " " + Report.number(each.millis()) + " ms")
                .collect(Collectors.joining(", "));
        return new PureResult(
                kind,
                String.format(
                        Locale.ROOT,
                        "placing %,d tasks on %,d %s instances %s, the slowest strategy of: %s; medians of %d",
                        TASKS,
                        INSTANCES,
                        instances,
                        how,
                        all,
                        TRIALS),
                TASKS,
                slowest.millis());
    }

    private static double median(List<Node> nodes, Way way) {
        List<Double> millis = new ArrayList<>();
        for (int trial = 0; trial < WARM_UPS + TRIALS; trial++) {
            double took = place(nodes, way, trial);
            if (trial >= WARM_UPS) {
                millis.add(took);
            }
        }
        return Statistics.of(millis).median();
    }

    private static double place(List<Node> nodes, Way way, int trial) {
        Fleet fleet = Fleet.of(nodes);
        Ids ids = new DrawnIds(trial);
        Demand demand = new Demand(256, 512, Set.of(), Set.of(), List.of());
        PlacementRequest request =
                new PlacementRequest(way.round(), demand, "service:web", List.of(), way.strategies());
        long began = System.nanoTime();
        for (int placed = 0; placed < TASKS; placed += way.round()) {
            Placed round = Placer.place(fleet, request, ids);
            if (round.unplaced() > 0) {
                throw new IllegalStateException(round.unplaced() + " tasks found no room");
            }
        }
        return Server.millisSince(began);
    }

    /** Equal ones take 16 tasks each; different ones, no two alike, 12 to 28. */
    private static List<Node> nodes(boolean equal) {
        SplittableRandom random = new SplittableRandom(1);
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
            String id = String.format("%032x", i);
            int cpu = equal ? 16 * 256 : 28 * 256 + random.nextInt(10_000);
            int memory = equal ? 16 * 512 : 12 * 512 + (int) (i * 7_919L % INSTANCES);
            nodes.add(new Node(
                    new ContainerInstance(
                            SCOPE,
                            "bench",
                            id,
                            null,
                            ContainerInstance.Status.ACTIVE,
                            new Resources(cpu, memory, Set.of(22), Set.of()),
                            List.of(new Attribute("ecs.availability-zone", "us-east-1" + (char) ('a' + i % 3))),
                            List.of(),
                            List.of(),
                            NOW,
                            null,
                            1),
                    new AgentConnection(SCOPE, "bench", id, true, NOW, "1.105.1", null, null, null),
                    Allocation.none(SCOPE, "bench", id)));
        }
        return nodes;
    }
}
