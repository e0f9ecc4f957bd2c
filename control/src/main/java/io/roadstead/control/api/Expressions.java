package io.roadstead.control.api;

import io.roadstead.core.model.PlacementConstraint;
import io.roadstead.core.placement.Expression;
import java.util.List;

/** Expressions of the cluster query language, read before anything is decided with them. */
final class Expressions {
    private Expressions() {}

    /**
     * Reads every memberOf expression, so that a bad one is refused where it is written.
     *
     * @throws io.roadstead.core.placement.ExpressionException naming the expression, the place and what was expected
     */
    static void check(List<PlacementConstraint> constraints) {
        for (PlacementConstraint constraint : constraints) {
            if (constraint.expression() != null) {
                Expression.parse(constraint.expression());
            }
        }
    }
}
