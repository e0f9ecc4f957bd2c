package io.roadstead.core.placement;

import io.roadstead.core.model.PlacementConstraint;
import java.util.List;
import java.util.Objects;

/**
 * What only placement can judge of constraints: whether their expressions can be read. Everything else about
 * constraints and strategies (how many, which types and fields) is judged where requests are read, by {@link
 * io.roadstead.core.definition.PlacementRules}; what passes both makes {@link Placer} throw nothing.
 */
public final class PlacementRules {
    private PlacementRules() {}

    /** @throws ExpressionException for the first memberOf expression that cannot be read */
    public static void check(List<PlacementConstraint> constraints) {
        for (PlacementConstraint constraint : constraints) {
            switch (constraint.type()) {
                case MEMBER_OF -> memberOf(constraint);
                case DISTINCT_INSTANCE -> {
                    // Has nothing to read.
                }
            }
        }
    }

    /** The expression of a memberOf constraint; one without any is as unreadable as an empty one. */
    static Expression memberOf(PlacementConstraint constraint) {
        return Expression.parse(Objects.requireNonNullElse(constraint.expression(), ""));
    }
}
