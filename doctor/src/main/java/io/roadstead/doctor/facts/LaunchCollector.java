package io.roadstead.doctor.facts;

import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at what decides whether RunTask of a definition in a cluster would start anything. It starts nothing. */
public final class LaunchCollector {
    /** Of DescribeClusters. Source: ecs-behaviour 2.3. */
    private static final int CLUSTERS_AT_ONCE = 100;

    private final Collector.Api api;
    private final Collector collector;

    public LaunchCollector(Collector.Api api) {
        this.api = api;
        this.collector = new Collector(api);
    }

    /** All clusters there are. */
    public List<ClusterFact> clusters() {
        List<String> arns = collector.clusters();
        List<ClusterFact> clusters = new ArrayList<>();
        for (int from = 0; from < arns.size(); from += CLUSTERS_AT_ONCE) {
            List<String> some = arns.subList(from, Math.min(arns.size(), from + CLUSTERS_AT_ONCE));
            api.call("DescribeClusters", Json.object().put("clusters", some))
                    .path("clusters")
                    .forEach(cluster -> clusters.add(ClusterFact.of(cluster)));
        }
        return clusters;
    }

    /** Whether there is a cluster of that name or ARN that takes calls. */
    public static boolean has(List<ClusterFact> clusters, String named) {
        return clusters.stream()
                .anyMatch(
                        cluster -> cluster.arn().equals(named) || cluster.name().equals(named));
    }

    /**
     * @param definition a family, {@code FAMILY:REVISION} or an ARN
     * @param now the time to hold the tasks' times against
     */
    public LaunchFacts launch(String cluster, String definition, Instant now) {
        List<ClusterFact> clusters = clusters();
        ClusterFacts facts = has(clusters, cluster) ? collector.cluster(cluster, now) : null;
        String refusal = "";
        DefinitionFact wanted = null;
        try {
            wanted = definition(definition);
        } catch (ApiError refused) {
            if (refused.unreachable()) {
                throw refused;
            }
            refusal = refused.type() + ": " + refused.getMessage();
            wanted = newestInactive(family(definition));
        }
        return new LaunchFacts(
                cluster, definition, facts, clusters, wanted, newest(wanted, family(definition)), refusal);
    }

    private @Nullable DefinitionFact newest(@Nullable DefinitionFact wanted, String family) {
        if (wanted != null && wanted.active()) {
            return wanted;
        }
        try {
            return definition(family);
        } catch (ApiError none) {
            if (none.unreachable()) {
                throw none;
            }
            return null;
        }
    }

    /** DescribeTaskDefinition of a family finds ACTIVE revisions only; a wholly deregistered one is listed. */
    private @Nullable DefinitionFact newestInactive(String family) {
        Json answer = api.call(
                "ListTaskDefinitions",
                Json.object()
                        .put("familyPrefix", family)
                        .put("status", "INACTIVE")
                        .put("sort", "DESC")
                        .put("maxResults", 1));
        String arn = answer.path("taskDefinitionArns").first().text();
        return arn.isEmpty() ? null : definition(arn);
    }

    private DefinitionFact definition(String named) {
        return DefinitionFact.of(
                api.call("DescribeTaskDefinition", Json.object().put("taskDefinition", named))
                        .path("taskDefinition"));
    }

    private static String family(String definition) {
        return Read.name(definition).replaceFirst(":[0-9]+$", "");
    }
}
