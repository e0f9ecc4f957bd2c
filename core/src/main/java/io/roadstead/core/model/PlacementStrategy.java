package io.roadstead.core.model;

import org.jspecify.annotations.Nullable;

/**
 * A preference of placement, applied in the order given.
 *
 * @param field {@code instanceId}, {@code host} or {@code attribute:<name>} for spread, {@code cpu} or {@code memory}
 *     for binpack, absent for random
 */
public record PlacementStrategy(Type type, @Nullable String field) {
    /** The three strategies of ECS. */
    public enum Type {
        RANDOM,
        SPREAD,
        BINPACK;

        /** ECS's spelling. */
        public String wire() {
            return switch (this) {
                case RANDOM -> "random";
                case SPREAD -> "spread";
                case BINPACK -> "binpack";
            };
        }
    }
}
