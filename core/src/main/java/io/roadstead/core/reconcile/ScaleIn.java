package io.roadstead.core.reconcile;

import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.PlacementStrategy;
import io.roadstead.core.placement.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

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

    /** What a strategy thinks of all tasks that are alike to it; the greatest goes first. */
    private static final class Score {
        long value;
    }

    /** One strategy. */
    private interface Rule {
        /** Of this task, and of all that are alike to the strategy: the very same, whenever it is asked for. */
        Score of(Judged task);

        /** A task was taken out of the pool. */
        void taken(Judged task);
    }

    /** @param pool all tasks that count for the balance; those that are taken from it are named with each question */
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

    /** Those of the tasks that pass the test, to choose from as often as need be. */
    Choice among(List<Judged> tasks, Predicate<Judged> test) {
        Choice choice = new Choice();
        for (Judged each : tasks) {
            if (test.test(each)) {
                choice.candidates.add(candidate(each));
            }
        }
        return choice;
    }

    /** Tells that a task of the pool is being stopped. */
    void taken(Judged task) {
        rules.forEach(rule -> rule.taken(task));
    }

    private Candidate candidate(Judged task) {
        List<Score> scores = new ArrayList<>(rules.size());
        for (Rule rule : rules) {
            scores.add(rule.of(task));
        }
        return new Candidate(task, scores);
    }

    /** A task with what each strategy thinks of it: looked up once, for it is compared with every choice. */
    private record Candidate(Judged task, List<Score> scores) {
        boolean goesBefore(Candidate other) {
            for (int i = 0; i < scores.size(); i++) {
                long mine = scores.get(i).value;
                long others = other.scores.get(i).value;
                if (mine != others) {
                    return mine > others;
                }
            }
            return OLDEST.compare(task, other.task) < 0;
        }
    }

    /** Tasks one of which is to go after the other. */
    final class Choice {
        private final List<Candidate> candidates = new ArrayList<>();

        private Choice() {}

        boolean isEmpty() {
            return candidates.isEmpty();
        }

        /** These are not to be chosen any more. */
        void drop(Predicate<Judged> which) {
            candidates.removeIf(each -> which.test(each.task()));
        }

        /** Takes the next to be stopped out; there must be one. */
        Judged take() {
            int best = 0;
            for (int i = 1; i < candidates.size(); i++) {
                if (candidates.get(i).goesBefore(candidates.get(best))) {
                    best = i;
                }
            }
            Judged next = candidates.get(best).task();
            // No order is lost: that of who goes first is total.
            Candidate last = candidates.removeLast();
            if (best < candidates.size()) {
                candidates.set(best, last);
            }
            taken(next);
            return next;
        }
    }

    private Rule spread(Function<Judged, String> value) {
        Map<String, Score> counts = new HashMap<>();
        for (Judged each : pool) {
            counts.computeIfAbsent(value.apply(each), unused -> new Score()).value++;
        }
        return new Rule() {
            @Override
            public Score of(Judged task) {
                return counts.computeIfAbsent(value.apply(task), unused -> new Score());
            }

            @Override
            public void taken(Judged task) {
                of(task).value--;
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
    private record Freest(ServiceView view, boolean cpu, Map<String, Score> remaining) implements Rule {
        @Override
        public Score of(Judged task) {
            return remaining.computeIfAbsent(task.task().containerInstanceId(), id -> {
                Score left = new Score();
                Node node = view.nodes().get(id);
                left.value = node == null
                        ? Long.MAX_VALUE
                        : cpu ? node.remaining().cpu() : node.remaining().memory();
                return left;
            });
        }

        /** What its instance then has more of, the task's claim. */
        @Override
        public void taken(Judged task) {
            Node node = view.nodes().get(task.task().containerInstanceId());
            Claim claim = node == null ? null : node.allocation().claims().get(task.id());
            if (claim != null) {
                of(task).value += cpu ? claim.cpu() : claim.memory();
            }
        }
    }
}
