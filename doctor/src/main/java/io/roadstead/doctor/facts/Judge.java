package io.roadstead.doctor.facts;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says what policies that were read mean, by IAM's rules. The doctor has none of its own: whoever starts it lends it those
 * by which a server decides, so that what it says is what the server would do. Empty for a document that is no policy.
 */
public interface Judge {
    /**
     * Whether a service may assume a role.
     *
     * @param circumstances values of condition keys, such as {@code aws:SourceAccount}
     */
    Optional<Judgement> trust(
            PolicyText policy, String roleArn, String service, Map<String, List<String>> circumstances);

    /** Whether the session of a role may do something, as far as the role's own policies say. */
    Optional<Judgement> session(
            Holder role, String sessionName, String action, String resource, Map<String, List<String>> circumstances);

    /**
     * A role and what it may do.
     *
     * @param boundary its permissions boundary; absent without one
     */
    record Holder(
            String arn,
            String id,
            List<PolicyText> policies,
            @Nullable PolicyText boundary) {
        public Holder {
            policies = List.copyOf(policies);
        }
    }
}
