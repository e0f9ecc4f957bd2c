package io.roadstead.services.identity.api;

import io.roadstead.services.identity.directory.Grants;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.document.DocumentKind;
import io.roadstead.services.identity.document.PolicyParser;
import io.roadstead.wire.Caller;
import java.util.List;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleResponse;

/** Roles and whom they trust. */
final class RoleApi {
    static final int TRUST_SIZE = 2_048;
    private static final int LEAST_SESSION = 3_600;
    private static final int MOST_SESSION = 43_200;

    private final Parts parts;
    private final HolderPolicies<io.roadstead.services.identity.directory.Role> policies;

    RoleApi(Parts parts, HolderPolicies<io.roadstead.services.identity.directory.Role> policies) {
        this.parts = parts;
        this.policies = policies;
    }

    CreateRoleResponse create(Caller caller, CreateRoleRequest request) {
        String account = caller.scope().account();
        String name = Constraints.name(request.roleName(), "roleName", Constraints.ROLE_NAME);
        String path = Constraints.path(request.path());
        if (path.startsWith("/aws-service-role/")) {
            throw Refusals.validation("Paths that begin with /aws-service-role/ are those of service-linked roles.");
        }
        var role = new io.roadstead.services.identity.directory.Role(
                parts.entity(account, path, name, "AROA", Shapes.tags(request.tags())),
                Grants.NONE,
                trust(request.assumeRolePolicyDocument()),
                Constraints.description(request.description()),
                session(request.maxSessionDuration(), LEAST_SESSION),
                List.of());
        var made = parts.directory().change(draft -> {
            Parts.requireFree(draft, Kind.ROLE, account, name, "Role");
            var limited = policies.limitedBy(draft, role, request.permissionsBoundary());
            draft.put(Kind.ROLE, account, name, limited);
            return limited;
        });
        return CreateRoleResponse.builder().role(Shapes.role(made, true)).build();
    }

    private String trust(String document) {
        String text = Constraints.document(document, "assumeRolePolicyDocument");
        parts.standings().compile(text, DocumentKind.TRUST);
        if (PolicyParser.size(text) > TRUST_SIZE) {
            throw Refusals.quota("ACLSizePerRole", TRUST_SIZE);
        }
        return text;
    }

    private static int session(Integer asked, int otherwise) {
        return Constraints.number(asked, "maxSessionDuration", LEAST_SESSION, MOST_SESSION, otherwise);
    }

    GetRoleResponse get(Caller caller, GetRoleRequest request) {
        return GetRoleResponse.builder()
                .role(Shapes.role(parts.role(caller.scope().account(), request.roleName()), true))
                .build();
    }

    ListRolesResponse list(Caller caller, ListRolesRequest request) {
        var page = parts.list(Kind.ROLE, caller, request.pathPrefix(), request.marker(), request.maxItems());
        return ListRolesResponse.builder()
                .roles(page.items().stream()
                        .map(role -> Shapes.role(role, false))
                        .toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    UpdateRoleResponse update(Caller caller, UpdateRoleRequest request) {
        String account = caller.scope().account();
        parts.directory().change(draft -> {
            var role = parts.ownRole(draft, account, request.roleName());
            var changed = role.with(
                    request.description() == null ? role.description() : Constraints.description(request.description()),
                    session(request.maxSessionDuration(), role.maxSessionSeconds()));
            draft.put(Kind.ROLE, account, request.roleName(), changed);
            return changed;
        });
        return UpdateRoleResponse.builder().build();
    }

    UpdateRoleDescriptionResponse describe(Caller caller, UpdateRoleDescriptionRequest request) {
        String account = caller.scope().account();
        var changed = parts.directory().change(draft -> {
            var role = parts.role(draft, account, request.roleName());
            var other = role.with(Constraints.description(request.description()), role.maxSessionSeconds());
            draft.put(Kind.ROLE, account, request.roleName(), other);
            return other;
        });
        return UpdateRoleDescriptionResponse.builder()
                .role(Shapes.role(changed, true))
                .build();
    }

    UpdateAssumeRolePolicyResponse updateTrust(Caller caller, UpdateAssumeRolePolicyRequest request) {
        String account = caller.scope().account();
        String trust = trust(request.policyDocument());
        parts.directory().change(draft -> {
            var changed = parts.ownRole(draft, account, request.roleName()).withTrust(trust);
            draft.put(Kind.ROLE, account, request.roleName(), changed);
            return changed;
        });
        return UpdateAssumeRolePolicyResponse.builder().build();
    }

    DeleteRoleResponse delete(Caller caller, DeleteRoleRequest request) {
        String account = caller.scope().account();
        parts.directory().change(draft -> {
            var role = parts.ownRole(draft, account, request.roleName());
            if (!role.instanceProfiles().isEmpty()) {
                throw Refusals.deleteConflict("Cannot delete entity, must remove roles from instance profile first.");
            }
            policies.requireNone(role);
            policies.forgetBoundary(draft, role);
            draft.delete(Kind.ROLE, account, request.roleName());
            return role;
        });
        return DeleteRoleResponse.builder().build();
    }
}
