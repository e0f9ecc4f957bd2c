package io.roadstead.core.name;

import io.roadstead.core.Rejected;
import io.roadstead.core.model.Scope;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A cluster as a caller names it: by name, by ARN, or not at all, which means {@code default}. */
public record ClusterRef(String name) {
    public static final String DEFAULT = "default";

    /**
     * Reads a cluster's name or ARN; {@code null} and the empty text mean {@link #DEFAULT}.
     *
     * @throws Rejected for an ARN of something else, or of another account or region, and for an impossible name
     */
    public static ClusterRef parse(@Nullable String text, Scope scope) {
        if (text == null || text.isEmpty()) {
            return new ClusterRef(DEFAULT);
        }
        Supplier<Rejected> invalid = () -> Rejected.invalidParameter("Invalid identifier: '" + text
                + "' is neither the name nor the ARN of a cluster. Use " + scope.arn("cluster/<name>")
                + " or the name alone.");
        if (EcsArn.looksLikeOne(text)) {
            EcsArn arn = EcsArn.parse(text, scope, "cluster", invalid);
            if (arn.path().size() != 1 || !NameRules.isName(arn.path().getFirst())) {
                throw invalid.get();
            }
            return new ClusterRef(arn.path().getFirst());
        }
        if (!NameRules.isName(text)) {
            throw invalid.get();
        }
        return new ClusterRef(text);
    }
}
