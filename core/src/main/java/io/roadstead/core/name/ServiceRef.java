package io.roadstead.core.name;

import io.roadstead.core.Rejected;
import io.roadstead.core.model.Scope;
import java.util.function.Supplier;

/** A service as a caller names it: by name or by ARN, always within the cluster the request is about. */
public record ServiceRef(String cluster, String name) {
    /**
     * Reads a service's name, its ARN, or the old ARN without the cluster.
     *
     * @param cluster the cluster of the request
     * @throws Rejected for an impossible name, for an ARN of something else, or of another cluster, account or region
     */
    public static ServiceRef parse(String text, Scope scope, String cluster) {
        Supplier<Rejected> invalid = () -> Rejected.invalidParameter(
                "Invalid identifier: '" + text + "' is neither the name nor the ARN of a service. Use "
                        + scope.arn("service/" + cluster + "/<name>") + " or the name alone.");
        String name = text;
        if (EcsArn.looksLikeOne(text)) {
            EcsArn arn = EcsArn.parse(text, scope, "service", invalid);
            if (arn.path().size() > 2) {
                throw invalid.get();
            }
            String named = arn.path().getFirst();
            if (arn.path().size() == 2 && !named.equals(cluster)) {
                // Source: ecs-behaviour 1.5.
                throw Rejected.invalidParameter(
                        "Invalid identifier: Identifier is for cluster " + named + ". Your cluster is " + cluster);
            }
            name = arn.path().getLast();
        }
        if (!NameRules.isName(name)) {
            throw invalid.get();
        }
        return new ServiceRef(cluster, name);
    }
}
