package io.roadstead.core.reconcile;

import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.PlacementStrategy;
import io.roadstead.core.model.Resources;
import io.roadstead.core.placement.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Which of several tasks that are as good as each other is stopped next, so that what stays is spread or packed as the
 * service's strategies want: spread takes from the value with most tasks, binpack from the instance that is left with
 * most, random takes any. Without a strategy it is the zone with most tasks, then the instance with most. Of those left
 * the oldest goes, for ECS names no rule. Source: ecs-behaviour 5.2, 5.3, 6.8.
 *
 * <p>Example: tasks a, b in zone 1 and c, d, e in zone 2, of which d and e share an instance. Two are to go: the first is
 * taken from zone 2 and from the shared instance, d if it is the older; the second from either zone, a if it is the
 * oldest of all.
 */
final class ScaleIn {
    private static final Comparator<Judged> OLDEST =
            Comparator.comparing((Judged each) -> each.task().createdAt()).thenComparing(Judged::id);

    private final ServiceView view;
    private final List<Judged> pool;
    private final List<Rule> rules = new ArrayList<>();

    /** One strategy: the greatest score goes first. */
    private interface Rule {
        long score(Judged task);

        /** A task was taken out of the pool. */
        void taken(Judged task);
    }

    /** @param pool all tasks that count for the balance; those that are taken from it are given with each question */
    ScaleIn(ServiceView view, List<Judged> pool) {
        this.view = view;
        this.pool = pool;
        List<PlacementStrategy> strategies = view.service().desired().placementStrategy();
        if (strategies.isEmpty()) {
            rules.add(spread(each -> each.task().availabilityZone()));
            rules.add(spread(each -> each.task().containerInstanceId()));
        }
        for (PlacementStrategy strategy : strategies) {
            String field = Objects.requireNonNullElse(strategy.field(), "");
            switch (strategy.type()) {
                case RANDOM -> {
                    // Any will do, whatever follows.
                    return;
                }
                case SPREAD -> rules.add(spread(value(field)));
                case BINPACK -> rules.add(freest(field.toLowerCase(Locale.ROOT).equals("cpu")));
            }
        }
    }

    /** Takes the next to be stopped out of some tasks; there must be one. */
    Judged take(List<Judged> candidates) {
        List<Judged> best = candidates;
        for (Rule rule : rules) {
            best = greatest(best, rule);
        }
        Judged next = best.stream().min(OLDEST).orElseThrow();
        candidates.removeIf(each -> each.id().equals(next.id()));
        taken(next);
        return next;
    }

    /** Tells that a task of the pool is being stopped. */
    void taken(Judged task) {
        rules.forEach(rule -> rule.taken(task));
    }

    private static List<Judged> greatest(List<Judged> tasks, Rule rule) {
        List<Judged> best = new ArrayList<>();
        long greatest = Long.MIN_VALUE;
        for (Judged each : tasks) {
            long score = rule.score(each);
            if (score > greatest) {
                greatest = score;
                best.clear();
            }
            if (score == greatest) {
                best.add(each);
            }
        }
        return best;
    }

    private Rule spread(Function<Judged, String> value) {
        Map<String, Integer> counts = new HashMap<>();
        pool.forEach(each -> counts.merge(value.apply(each), 1, Integer::sum));
        return new Rule() {
            @Override
            public long score(Judged task) {
                return counts.getOrDefault(value.apply(task), 0);
            }

            @Override
            public void taken(Judged task) {
                counts.merge(value.apply(task), -1, Integer::sum);
            }
        };
    }

    private Function<Judged, String> value(String field) {
        if (!field.startsWith("attribute:")) {
            return each -> each.task().containerInstanceId();
        }
        String name = field.substring("attribute:".length());
        Map<String, String> byInstance = new HashMap<>();
        return each -> byInstance.computeIfAbsent(each.task().containerInstanceId(), id -> {
            Node node = view.nodes().get(id);
            Attribute found = node == null ? null : node.attribute(name);
            return found == null || found.value() == null ? "" : found.value();
        });
    }

    private Rule freest(boolean cpu) {
        return new Freest(view, cpu, new HashMap<>());
    }

    /** The instance with most left now is also the one with most left afterwards, for all tasks are of one size or so. */
    private record Freest(ServiceView view, boolean cpu, Map<String, Resources> remaining) implements Rule {
        @Override
        public long score(Judged task) {
            Node node = view.nodes().get(task.task().containerInstanceId());
            if (node == null) {
                return Long.MAX_VALUE;
            }
            Resources left = remaining.computeIfAbsent(node.id(), unused -> node.remaining());
            return cpu ? left.cpu() : left.memory();
        }

        /** What its instance then has more of, the task's claim. */
        @Override
        public void taken(Judged task) {
            Node node = view.nodes().get(task.task().containerInstanceId());
            if (node == null) {
                return;
            }
            Claim claim = node.allocation().claims().get(task.id());
            if (claim != null) {
                remaining.computeIfPresent(
                        node.id(),
                        (id, left) -> new Resources(
                                left.cpu() + claim.cpu(),
                                left.memory() + claim.memory(),
                                left.tcpPorts(),
                                left.udpPorts()));
            }
        }
    }
}
