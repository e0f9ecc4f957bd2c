package io.roadstead.core.model;

/** A port's transport. */
public enum Protocol {
    TCP,
    UDP;

    /** ECS's spelling, as in {@code portMappings[].protocol}. */
    public String wire() {
        return switch (this) {
            case TCP -> "tcp";
            case UDP -> "udp";
        };
    }
}
