package io.roadstead.agent.runtime;

import io.roadstead.core.model.NetworkBinding;
import java.util.List;

/**
 * A container just created.
 *
 * @param bindings the host ports it will have, dynamic ones chosen
 */
public record CreatedContainer(String id, List<NetworkBinding> bindings) {
    public CreatedContainer {
        bindings = List.copyOf(bindings);
    }
}
