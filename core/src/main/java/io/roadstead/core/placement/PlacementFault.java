package io.roadstead.core.placement;

/**
 * What is wrong with constraints or strategies that a caller gave.
 *
 * @param type ECS's error, {@code InvalidParameterException} or {@code ClientException}
 */
public record PlacementFault(String type, String message) {
    static PlacementFault invalidParameter(String message) {
        return new PlacementFault("InvalidParameterException", message);
    }

    static PlacementFault client(String message) {
        return new PlacementFault("ClientException", message);
    }
}
