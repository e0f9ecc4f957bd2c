package io.roadstead.core.placement;

import io.roadstead.core.Ids;
import io.roadstead.core.model.Claim;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the instances that tasks run on.
 *
 * <p>Goals: no task where it does not fit; among the instances where it fits, the one the strategies prefer; the same
 * choice for the same fleet, request and random numbers; a reason for every instance that was refused.
 *
 * <p>Algorithm: all tasks of a request are equal, so the {@link Filters hard rules} are asked of every instance once.
 * Then for each task the {@link Preferences strategies} narrow the instances left, one of the best is drawn at random,
 * it takes the task, and only it is asked the hard rules again, for nothing changed elsewhere. For many tasks the
 * instances are kept in the strategies' order meanwhile ({@link Candidates}), with the same result. Source:
 * ecs-behaviour 5.1.
 *
 * <p>Example: instances a (zone 1, 1024 MiB free), b (zone 1, 512) and c (zone 2, 2048); three tasks of 512 MiB;
 * spread over zones, then binpack memory. The first task finds both zones empty and takes b, the fullest. The second
 * takes c, whose zone is empty. The third finds one task in each zone, a with 1024 and c with 1536 left, and takes a.
 */
public final class Placer {
    private Placer() {}

    /**
     * Places as many of the tasks as fit. The fleet keeps what was placed, see {@link Fleet}.
     *
     * @throws ExpressionException when a memberOf expression cannot be read
     * @throws IllegalArgumentException when a strategy's field is unknown; the rules of requests find both beforehand
     */
    public static Placed place(Fleet fleet, PlacementRequest request, Ids ids) {
        return place(fleet, request, ids, Candidates.RANKED_FROM);
    }

    /** @param rankedFrom see {@link Candidates#of}; tests hold both ways against each other */
    static Placed place(Fleet fleet, PlacementRequest request, Ids ids, int rankedFrom) {
        Filters filters = new Filters(fleet, request);
        Preferences preferences = new Preferences(fleet, request);
        Claim claim = request.demand().claim(request.group());
        int[] fitting = new int[fleet.rows()];
        int count = 0;
        for (int row = 0; row < fitting.length; row++) {
            if (filters.stage(row) == Filters.Stage.PASSED) {
                fitting[count++] = row;
            }
        }
        Candidates candidates = Candidates.of(request, preferences, fitting, count, rankedFrom);
        List<String> instances = new ArrayList<>(request.count());
        while (instances.size() < request.count() && !candidates.isEmpty()) {
            int row = candidates.draw(ids);
            fleet.hold(row, claim);
            preferences.placed(row);
            instances.add(fleet.nodeAt(row).id());
            candidates.placed(row, filters.stage(row) == Filters.Stage.PASSED);
        }
        int unplaced = request.count() - instances.size();
        return new Placed(instances, unplaced, unplaced == 0 ? List.of() : refusals(fleet, filters));
    }

    /**
     * Whether one named instance may take one task, as StartTask asks: the same hard rules, no strategy. Unlike {@link
     * #place} it refuses an instance for not being ACTIVE.
     *
     * @return why not; empty when it may
     * @throws ExpressionException when a memberOf expression cannot be read
     */
    public static Optional<Refusal> check(Node node, PlacementRequest request) {
        Reason reason = new Filters(Fleet.of(List.of(node)), request).explain(0);
        return reason == null ? Optional.empty() : Optional.of(new Refusal(node.id(), reason));
    }

    /**
     * What every instance says to one task, in the order in which they were put: the same hard rules, no strategy. Unlike
     * {@link #place} it asks those that are not ACTIVE too.
     *
     * @return by instance id; empty for an instance that would take it
     * @throws ExpressionException when a memberOf expression cannot be read
     */
    public static Map<String, Optional<Reason>> ask(Fleet fleet, PlacementRequest request) {
        Filters filters = new Filters(fleet, request);
        Map<String, Optional<Reason>> answers = new LinkedHashMap<>();
        for (int row = 0; row < fleet.rows(); row++) {
            if (fleet.holds(row)) {
                answers.put(fleet.nodeAt(row).id(), Optional.ofNullable(filters.explain(row)));
            }
        }
        return answers;
    }

    private static List<Refusal> refusals(Fleet fleet, Filters filters) {
        List<Refusal> refusals = new ArrayList<>();
        for (int row = 0; row < fleet.rows(); row++) {
            Reason reason = fleet.active()[row] ? filters.explain(row) : null;
            if (reason != null) {
                refusals.add(new Refusal(fleet.nodeAt(row).id(), reason));
            }
        }
        return refusals;
    }
}
