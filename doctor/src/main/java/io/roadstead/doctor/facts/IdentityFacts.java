package io.roadstead.doctor.facts;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What IAM and CloudTrail tell of a cluster's tasks.
 *
 * @param roles those that ECS could not assume, as definitions name them
 * @param denials calls of tasks that were denied, the latest of each kind
 */
public record IdentityFacts(Map<String, RoleFact> roles, List<DenialFact> denials) {
    /** Nobody looked. */
    public static final IdentityFacts NONE = new IdentityFacts(Map.of(), List.of());

    public IdentityFacts {
        roles = Map.copyOf(roles);
        denials = List.copyOf(denials);
    }

    /** Absent when nobody looked at it. */
    public @Nullable RoleFact role(String named) {
        return roles.get(named);
    }
}
