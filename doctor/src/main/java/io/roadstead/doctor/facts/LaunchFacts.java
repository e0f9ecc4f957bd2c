package io.roadstead.doctor.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a wish to run a definition in a cluster, as RunTask would be asked for it.
 *
 * @param cluster as it was named
 * @param definition as it was named: a family, or one with a revision
 * @param facts absent when there is no such cluster
 * @param clusters all there are
 * @param wanted what is named; absent when it cannot be seen
 * @param newest the newest ACTIVE revision of the family; absent when there is none
 * @param refusal why {@code wanted} cannot be seen, as ECS said it; empty when it can
 */
public record LaunchFacts(
        String cluster,
        String definition,
        @Nullable ClusterFacts facts,
        List<ClusterFact> clusters,
        @Nullable DefinitionFact wanted,
        @Nullable DefinitionFact newest,
        String refusal) {
    public LaunchFacts {
        clusters = List.copyOf(clusters);
    }
}
