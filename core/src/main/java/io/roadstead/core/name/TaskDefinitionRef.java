package io.roadstead.core.name;

import io.roadstead.core.Rejected;
import io.roadstead.core.model.Scope;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A task definition as a caller names it: {@code family}, {@code family:revision} or a full ARN.
 *
 * @param revision absent when the caller leaves it open, which means the latest ACTIVE one
 */
public record TaskDefinitionRef(String family, @Nullable Integer revision) {
    /**
     * Reads a reference.
     *
     * @throws Rejected for a family that cannot be one, a revision that is no positive number, an ARN of something else
     *     or of another account or region
     */
    public static TaskDefinitionRef parse(String text, Scope scope) {
        if (text.isEmpty()) {
            throw Rejected.client("Family can not be blank.");
        }
        String name = text;
        if (EcsArn.looksLikeOne(text)) {
            Supplier<Rejected> invalid = () -> Rejected.invalidParameter(
                    "Invalid identifier: '" + text + "' is not the ARN of a task definition. Use "
                            + scope.arn("task-definition/<family>:<revision>") + ", <family>:<revision> or <family>.");
            EcsArn arn = EcsArn.parse(text, scope, "task-definition", invalid);
            if (arn.path().size() != 1) {
                throw invalid.get();
            }
            name = arn.path().getFirst();
        }
        int colon = name.indexOf(':');
        if (colon < 0) {
            return new TaskDefinitionRef(NameRules.family(name), null);
        }
        return new TaskDefinitionRef(NameRules.family(name.substring(0, colon)), revisionOf(name.substring(colon + 1)));
    }

    /**
     * The revision where an operation insists on one, as DeregisterTaskDefinition does.
     *
     * @throws Rejected with ECS's {@code Revision is missing.}
     */
    public int requireRevision() {
        if (revision == null) {
            throw Rejected.client("Revision is missing.");
        }
        return revision;
    }

    private static int revisionOf(String text) {
        // Source: ecs-behaviour 1.6. Ten digits and more cannot be a revision: a family has at most 1,000,000.
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) == 0) {
            throw Rejected.invalidParameter("Invalid revision number. Number: " + text);
        }
        return Integer.parseInt(text);
    }
}
