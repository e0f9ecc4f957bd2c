package io.roadstead.agent.engine;

import java.util.List;

/**
 * What follows from an event: make {@code state} durable, then carry out the effects, in any order.
 */
public record Decision(EngineState state, List<Effect> effects) {
    public Decision {
        effects = List.copyOf(effects);
    }
}
