package io.roadstead.services.identity.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All policies that have a say in one request.
 *
 * @param identity of the principal and its groups
 * @param boundary absent when nobody set one
 * @param session of the session; empty when it was assumed without any
 * @param resource on the resource, of kind RESOURCE or TRUST; absent when it has none
 */
public record Policies(
        List<NamedPolicy> identity,
        @Nullable NamedPolicy boundary,
        List<NamedPolicy> session,
        @Nullable NamedPolicy resource) {
    public Policies {
        identity = List.copyOf(identity);
        session = List.copyOf(session);
    }

    public static Policies ofIdentity(List<NamedPolicy> identity) {
        return new Policies(identity, null, List.of(), null);
    }

    public Policies withResource(NamedPolicy other) {
        return new Policies(identity, boundary, session, other);
    }
}
