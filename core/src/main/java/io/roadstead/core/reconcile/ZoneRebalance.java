package io.roadstead.core.reconcile;

import io.roadstead.core.model.Deployment;
import io.roadstead.core.model.PlacementStrategy;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.TaskDefinition;
import io.roadstead.core.placement.Node;
import io.roadstead.core.reconcile.Action.StartCause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Evens out the zones of a steady service: where two differ by more than one task, as many tasks as must move are started
 * in the lean zones; once they are healthy there is one too many for each, and {@link ScaleIn} takes it from the zone with
 * most. Only zones count that have an instance which may take the service's tasks.
 *
 * <p>Example: 3, 1 and 1 tasks in zones a, b and c: one task is started in b (the first of the lean ones), then one of a's
 * is stopped, and 2, 2, 1 is balanced. Source: ecs-behaviour 6.8.
 */
final class ZoneRebalance {
    static final String ZONES = "zones";

    private static final String ZONE = "attribute:ecs.availability-zone";
    private static final Comparator<Map.Entry<String, Integer>> MOST_FIRST =
            Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey());

    private final ServiceView view;
    private final SchedulerSettings settings;
    private final Decision decision;
    private final Census census;

    ZoneRebalance(ServiceView view, SchedulerSettings settings, Decision decision, Census census) {
        this.view = view;
        this.settings = settings;
        this.decision = decision;
        this.census = census;
    }

    void decide() {
        Service service = decision.service();
        if (!wanted(service)) {
            decision.clear(ZONES);
            return;
        }
        Deployment primary = service.primary().orElseThrow();
        TaskDefinition definition = view.definitions().get(Census.definitionArn(service, primary));
        if (!decision.told(ServiceRound.STEADY) || definition == null) {
            return;
        }
        Map<String, Integer> zones = counts(new Eligibility(service, definition), primary);
        String name = service.name();
        if (spread(zones) <= 1) {
            if (decision.told(ZONES)) {
                decision.clear(ZONES);
                decision.tell(ServiceTexts.balanced(name, mostFirst(zones)));
            }
            return;
        }
        decision.tellLasting(ZONES, "", ServiceTexts.notBalanced(name, mostFirst(zones)));
        Instant next = primary.progress().nextBalanceAt();
        if (next != null
                && decision.now().isBefore(next)
                && !next.isAfter(decision.now().plus(settings.balanceRetry()))) {
            decision.wakeAt(next);
            return;
        }
        Instant nextStart = primary.progress().nextStartAt();
        if (nextStart != null && new StartThrottle(settings).holds(primary.progress(), decision.now())) {
            decision.wakeAt(nextStart);
            return;
        }
        Bounds bounds =
                Bounds.of(service.desired().desiredCount(), service.desired().deploymentConfiguration());
        int room = bounds.max() - census.live();
        moves(zones, Math.min(room, settings.startsPerRound()))
                .forEach((zone, count) ->
                        decision.start(primary.id(), count, List.of(), zone, StartCause.REBALANCE_ZONES));
    }

    /** It needs room for one more, and strategies that begin with the zones. */
    private static boolean wanted(Service service) {
        List<PlacementStrategy> strategies = service.desired().placementStrategy();
        boolean byZone = strategies.isEmpty()
                || (strategies.getFirst().type() == PlacementStrategy.Type.SPREAD
                        && ZONE.equals(strategies.getFirst().field()));
        return service.desired().availabilityZoneRebalancing()
                && service.desired().deploymentConfiguration().maximumPercent() > 100
                && byZone;
    }

    private Map<String, Integer> counts(Eligibility eligibility, Deployment primary) {
        Map<String, Integer> zones = new TreeMap<>();
        for (Node node : view.nodes().values()) {
            if (node.agentConnected() && eligibility.takes(node)) {
                zones.put(node.instance().availabilityZone(), 0);
            }
        }
        for (Judged each : census.activeOf(primary.id())) {
            zones.computeIfPresent(each.task().availabilityZone(), (zone, count) -> count + 1);
        }
        return zones;
    }

    /** How many tasks to start in which zone so that, with as many stopped elsewhere, all are even. */
    private static Map<String, Integer> moves(Map<String, Integer> counts, int limit) {
        Map<String, Integer> zones = new TreeMap<>(counts);
        Map<String, Integer> moves = new TreeMap<>();
        for (int i = 0; i < limit && spread(zones) > 1; i++) {
            List<Map.Entry<String, Integer>> sorted = new ArrayList<>(zones.entrySet());
            sorted.sort(MOST_FIRST);
            String fat = sorted.getFirst().getKey();
            int least = sorted.getLast().getValue();
            String lean = sorted.stream()
                    .filter(each -> each.getValue() == least)
                    .findFirst()
                    .orElseThrow()
                    .getKey();
            zones.merge(fat, -1, Integer::sum);
            zones.merge(lean, 1, Integer::sum);
            moves.merge(lean, 1, Integer::sum);
        }
        return moves;
    }

    private static int spread(Map<String, Integer> zones) {
        int most = zones.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        int least = zones.values().stream().mapToInt(Integer::intValue).min().orElse(0);
        return most - least;
    }

    private static Map<String, Integer> mostFirst(Map<String, Integer> zones) {
        Map<String, Integer> sorted = new LinkedHashMap<>();
        zones.entrySet().stream().sorted(MOST_FIRST).forEach(each -> sorted.put(each.getKey(), each.getValue()));
        return sorted;
    }
}
