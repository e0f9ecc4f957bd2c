package io.roadstead.core.model;

/** How a task's containers meet the network. {@code awsvpc} is refused until the network is built. */
public enum NetworkMode {
    BRIDGE,
    HOST,
    NONE;

    /** ECS's spelling, as in {@code networkMode}. */
    public String wire() {
        return switch (this) {
            case BRIDGE -> "bridge";
            case HOST -> "host";
            case NONE -> "none";
        };
    }
}
