package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.DefinitionFact;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** How a definition is made small enough for what is free: at its own size where it has one, else at its largest container's. */
final class Sizes {
    private static final int SMALLEST_CPU = 2;
    /** MiB. Source: ecs-behaviour 3.4. */
    static final int SMALLEST_MEMORY = 6;

    private Sizes() {}

    /**
     * @param left what whoever is made smaller has then, in CPU units or MiB
     * @param change a filter of jq that does it
     */
    record Size(int left, String change) {}

    /** Absent where what is free is too little for anything, or is enough. */
    static Optional<Size> smaller(DefinitionFact definition, int free, boolean cpu) {
        boolean whole = cpu ? definition.cpu() != null : definition.memory() != null;
        ToIntFunction<DefinitionFact.Container> asked = cpu ? DefinitionFact.Container::cpu : Sizes::memory;
        DefinitionFact.Container largest = definition.containers().stream()
                .max(Comparator.comparingInt(asked))
                .orElse(null);
        int wanted = cpu ? definition.wantedCpu() : definition.wantedMemory();
        int left = whole || largest == null ? free : asked.applyAsInt(largest) - (wanted - free);
        if (left < (cpu ? SMALLEST_CPU : SMALLEST_MEMORY) || left >= wanted || (!whole && largest == null)) {
            return Optional.empty();
        }
        String member = cpu ? "cpu" : "memory";
        String change = whole || largest == null
                ? "." + member + " = \"" + left + "\""
                : Definitions.container(
                        largest.name(),
                        cpu
                                ? ".cpu = " + left
                                : "(if .memoryReservation then .memoryReservation = " + left + " else .memory = " + left
                                        + " end)");
        return Optional.of(new Size(left, change));
    }

    /** What a container takes of its instance, in MiB. Source: ecs-behaviour 3.4. */
    static int memory(DefinitionFact.Container container) {
        Integer reserved = container.memoryReservation() != null ? container.memoryReservation() : container.memory();
        return reserved == null ? 0 : reserved;
    }
}
