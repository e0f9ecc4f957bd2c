package io.roadstead.core.name;

import io.roadstead.core.Rejected;
import io.roadstead.core.model.Scope;
import java.util.function.Supplier;

/**
 * A service deployment or a service revision as a caller names it: by its ARN, which says cluster and service.
 *
 * @param id the last part of the ARN
 */
public record ServicePartRef(String cluster, String service, String id) {
    /** @throws Rejected for what is no ARN of a service deployment in one's own account and region */
    public static ServicePartRef deployment(String text, Scope scope) {
        return parse(text, scope, "service-deployment", "<id>");
    }

    /** @throws Rejected for what is no ARN of a service revision in one's own account and region */
    public static ServicePartRef revision(String text, Scope scope) {
        return parse(text, scope, "service-revision", "<number>");
    }

    private static ServicePartRef parse(String text, Scope scope, String type, String last) {
        Supplier<Rejected> invalid =
                () -> Rejected.invalidParameter("Invalid identifier: '" + text + "' is not the ARN of a "
                        + type.replace('-', ' ') + ". Use " + scope.arn(type + "/<cluster>/<service>/" + last) + ".");
        EcsArn arn = EcsArn.parse(text, scope, type, invalid);
        if (arn.path().size() != 3 || !arn.path().stream().allMatch(NameRules::isName)) {
            throw invalid.get();
        }
        return new ServicePartRef(
                arn.path().get(0), arn.path().get(1), arn.path().get(2));
    }
}
