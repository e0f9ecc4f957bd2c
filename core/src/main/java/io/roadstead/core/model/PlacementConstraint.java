package io.roadstead.core.model;

import org.jspecify.annotations.Nullable;

/**
 * A hard rule of placement.
 *
 * @param expression a cluster query language expression, present for {@link Type#MEMBER_OF} only
 */
public record PlacementConstraint(Type type, @Nullable String expression) {
    /** The two constraints of ECS; {@link #wire()} has ECS's spelling. */
    public enum Type {
        DISTINCT_INSTANCE,
        MEMBER_OF;

        public String wire() {
            return switch (this) {
                case DISTINCT_INSTANCE -> "distinctInstance";
                case MEMBER_OF -> "memberOf";
            };
        }
    }
}
