package io.roadstead.agent.engine;

import io.roadstead.core.model.NetworkBinding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a look at a container showed. */
public sealed interface Inspection {
    /** There is no such container. */
    record Absent() implements Inspection {}

    /** It exists and never ran. */
    record NeverRan(String dockerId, List<NetworkBinding> bindings) implements Inspection {}

    /** @param health absent when Docker runs no check */
    record Running(
            String dockerId,
            List<NetworkBinding> bindings,
            @Nullable HealthReading health) implements Inspection {
        /** One without a health check. */
        public Running(String dockerId, List<NetworkBinding> bindings) {
            this(dockerId, bindings, null);
        }
    }

    /** It ran, and runs no more. */
    record Exited(String dockerId, List<NetworkBinding> bindings, Death death) implements Inspection {}
}
