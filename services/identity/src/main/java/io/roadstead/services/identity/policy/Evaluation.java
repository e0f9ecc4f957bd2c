package io.roadstead.services.identity.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * IAM's evaluation logic. Its rules, in their order:
 *
 * <ol>
 *   <li>A statement that denies, in any policy, decides.
 *   <li>An account's root may do everything within its account.
 *   <li>Within an account a resource's policy is enough by itself when it names the user or the session; when it names
 *       the role, its boundary and session policies must allow it too; when it names the account, so must the
 *       principal's own policies. A role's trust policy must always allow.
 *   <li>From another account both sides must allow: the resource's policy and the principal's own.
 *   <li>Otherwise an identity-based policy must allow, and boundary and session policies, where there are any.
 * </ol>
 *
 * <p>Worked example: a user's policy allows {@code ecs:*} and denies {@code ecs:DeleteCluster}; the boundary allows
 * {@code ecs:Describe*}. DeleteCluster is denied by the second statement; RunTask is denied because no permissions
 * boundary allows it; DescribeTasks is allowed by the first statement of both.
 *
 * <p>Source: IAM user guide, "Policy evaluation logic".
 */
public final class Evaluation {
    private final Request request;
    private final List<Decision.Reason> denials = new ArrayList<>();

    private Evaluation(Request request) {
        this.request = request;
    }

    public static Decision decide(Request request, Policies policies) {
        return new Evaluation(request).decide(policies);
    }

    /** What one kind of policy gives, and by which statements. */
    private record Given(Grant grant, List<Decision.Reason> reasons) {
        boolean any() {
            return grant != Grant.NONE;
        }
    }

    private Decision decide(Policies policies) {
        Given identity = given(policies.identity());
        NamedPolicy boundaryPolicy = policies.boundary();
        Given boundary = boundaryPolicy == null ? null : given(List.of(boundaryPolicy));
        Given session = policies.session().isEmpty() ? null : given(policies.session());
        NamedPolicy resourcePolicy = policies.resource();
        Given resource = given(resourcePolicy == null ? List.of() : List.of(resourcePolicy));
        if (!denials.isEmpty()) {
            return new Decision.ExplicitDeny(request.action(), denials);
        }
        PolicyKind resourceKind = resourcePolicy == null ? PolicyKind.RESOURCE : resourcePolicy.kind();
        boolean within = request.withinAccount();
        if (!resource.any()
                && (resourceKind == PolicyKind.TRUST || !within || request.principal() instanceof Principal.Service)) {
            return no(resourceKind, identity.reasons());
        }
        return switch (request.principal()) {
            case Principal.Service _ -> yes(resource.reasons());
            case Principal.Root _ -> yes(within ? List.of() : resource.reasons());
            case Principal.User _, Principal.Session _, Principal.Anybody _ -> {
                if (within && resource.grant() == Grant.DIRECT) {
                    yield yes(resource.reasons());
                }
                boolean byRole = within && resource.grant() == Grant.ROLE;
                if (!identity.any() && !byRole) {
                    yield no(PolicyKind.IDENTITY, resource.reasons());
                }
                yield limited(byRole && !identity.any() ? resource : identity, boundary, session, resource);
            }
        };
    }

    private Decision limited(Given base, @Nullable Given boundary, @Nullable Given session, Given resource) {
        if (boundary != null && !boundary.any()) {
            return no(PolicyKind.BOUNDARY, base.reasons());
        }
        if (session != null && !session.any()) {
            return no(PolicyKind.SESSION, base.reasons());
        }
        List<Decision.Reason> reasons = new ArrayList<>(base.reasons());
        if (boundary != null) {
            reasons.addAll(boundary.reasons());
        }
        if (session != null) {
            reasons.addAll(session.reasons());
        }
        for (Decision.Reason reason : resource.reasons()) {
            if (!reasons.contains(reason)) {
                reasons.add(reason);
            }
        }
        return yes(reasons);
    }

    private Decision yes(List<Decision.Reason> reasons) {
        return new Decision.Allowed(request.action(), reasons);
    }

    private Decision no(PolicyKind missing, List<Decision.Reason> others) {
        return new Decision.ImplicitDeny(request.action(), missing, others);
    }

    private Given given(List<NamedPolicy> policies) {
        Grant strongest = Grant.NONE;
        List<Decision.Reason> reasons = new ArrayList<>();
        for (NamedPolicy named : policies) {
            for (Statement statement : named.policy().statements()) {
                Grant grant = statement.appliesTo(request);
                if (grant == Grant.NONE) {
                    continue;
                }
                Decision.Reason reason = new Decision.Reason(
                        named.kind(), named.name(), statement.number(), statement.sid(), statement.span());
                switch (statement.effect()) {
                    case DENY -> denials.add(reason);
                    case ALLOW -> {
                        reasons.add(reason);
                        strongest = grant.compareTo(strongest) > 0 ? grant : strongest;
                    }
                }
            }
        }
        return new Given(strongest, reasons);
    }
}
