package io.roadstead.agent.engine;

import io.roadstead.core.model.NetworkBinding;
import java.util.List;

/** What a look at a container showed. */
public sealed interface Inspection {
    /** There is no such container. */
    record Absent() implements Inspection {}

    /** It exists and never ran. */
    record NeverRan(String dockerId, List<NetworkBinding> bindings) implements Inspection {}

    record Running(String dockerId, List<NetworkBinding> bindings) implements Inspection {}

    /** It ran, and runs no more. */
    record Exited(String dockerId, List<NetworkBinding> bindings, Death death) implements Inspection {}
}
