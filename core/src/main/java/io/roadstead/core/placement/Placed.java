package io.roadstead.core.placement;

import java.util.List;
import java.util.Optional;

/**
 * What became of a {@link PlacementRequest}.
 *
 * @param instances the instance ids of the tasks placed, in order; an instance may stand there more than once
 * @param unplaced how many tasks found no instance
 * @param refusals when any did not: why, one for each ACTIVE instance as it stood after the last task placed. Empty
 *     with {@code unplaced > 0} when the cluster has no ACTIVE instance
 */
public record Placed(List<String> instances, int unplaced, List<Refusal> refusals) {
    public Placed {
        instances = List.copyOf(instances);
        refusals = List.copyOf(refusals);
    }

    /**
     * The "closest matching" instance of a service's event: the one that passed the most filters, the first of several.
     * Source: ecs-behaviour 5.8.
     */
    public Optional<Refusal> closest() {
        Refusal best = null;
        for (Refusal refusal : refusals) {
            if (best == null || refusal.reason().passed() > best.reason().passed()) {
                best = refusal;
            }
        }
        return Optional.ofNullable(best);
    }
}
