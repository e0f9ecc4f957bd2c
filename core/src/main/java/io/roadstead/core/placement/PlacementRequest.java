package io.roadstead.core.placement;

import io.roadstead.core.model.PlacementConstraint;
import io.roadstead.core.model.PlacementStrategy;
import java.util.List;

/**
 * A number of equal tasks that look for instances.
 *
 * @param count how many, 0 or more
 * @param group whose tasks spread, distinctInstance and {@code task:group} count
 * @param constraints the definition's and the request's together, already judged where requests are read
 * @param strategies left to right; none means at random among the instances that will do
 */
public record PlacementRequest(
        int count,
        Demand demand,
        String group,
        List<PlacementConstraint> constraints,
        List<PlacementStrategy> strategies) {
    public PlacementRequest {
        if (count < 0) {
            throw new IllegalArgumentException("cannot place " + count + " tasks: the count must be 0 or more");
        }
        constraints = List.copyOf(constraints);
        strategies = List.copyOf(strategies);
    }
}
