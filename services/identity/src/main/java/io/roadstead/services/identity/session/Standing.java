package io.roadstead.services.identity.session;

import io.roadstead.services.identity.policy.NamedPolicy;
import io.roadstead.services.identity.policy.Policies;
import io.roadstead.services.identity.policy.Principal;
import java.util.List;

/**
 * Who somebody is and which policies go with it.
 *
 * @param policies without a resource's
 */
public record Standing(Principal principal, Policies policies) {
    static Standing of(Principal principal, List<NamedPolicy> identity) {
        return new Standing(principal, Policies.ofIdentity(identity));
    }
}
