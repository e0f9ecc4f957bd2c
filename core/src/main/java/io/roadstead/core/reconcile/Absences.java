package io.roadstead.core.reconcile;

import io.roadstead.core.model.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * For how long one observer saw which agents away, without interruption. It is the leader's memory, kept by nobody else:
 * a new leader begins anew, and so does one that did not look for a while, for it cannot know what it missed. So neither a
 * laptop's sleep nor a clock that jumps makes anybody lose an instance.
 *
 * <p>Example, looking every 10 s with a longest gap of 60 s: an agent is away at 12:00:00, :10 and :20, then it was seen
 * away for 20 s. The machine sleeps until 14:00; at the next look it was seen away for 0 s.
 *
 * @param seen by instance
 * @param lookedAt when the observer last looked; absent before it ever did
 */
public record Absences(
        Map<Instance, Duration> seen, @Nullable Instant lookedAt) {
    public static final Absences NONE = new Absences(Map.of(), null);

    /** Which container instance. */
    public record Instance(Scope scope, String cluster, String id) {}

    public Absences {
        seen = Map.copyOf(seen);
    }

    /**
     * After another look.
     *
     * @param away the instances whose agents are away now
     * @param longestGap between two looks; a longer one, or one below 0, is an interruption
     */
    public Absences look(Collection<Instance> away, Instant now, Duration longestGap) {
        Duration gap = lookedAt == null ? null : Duration.between(lookedAt, now);
        boolean interrupted = gap == null || gap.isNegative() || gap.compareTo(longestGap) > 0;
        Map<Instance, Duration> after = new HashMap<>();
        for (Instance each : away) {
            Duration before = seen.get(each);
            after.put(each, interrupted || before == null ? Duration.ZERO : before.plus(gap));
        }
        return new Absences(after, now);
    }

    /** Zero for one that is not away, or was not yet seen to be. */
    public Duration of(Instance instance) {
        return seen.getOrDefault(instance, Duration.ZERO);
    }
}
