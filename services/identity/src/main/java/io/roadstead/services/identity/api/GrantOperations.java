package io.roadstead.services.identity.api;

import io.roadstead.services.identity.directory.Grants;
import io.roadstead.wire.Caller;
import java.util.List;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;

/** The operations on the policies of users, groups and roles: three times the same, in IAM's three names. */
final class GrantOperations {
    private GrantOperations() {}

    static void addUsers(IamApi api, HolderPolicies<io.roadstead.services.identity.directory.User> of) {
        api.add(PutUserPolicyRequest.class, PutUserPolicyResponse.class, (caller, request) -> {
            of.putInline(account(caller), request.userName(), request.policyName(), request.policyDocument());
            return PutUserPolicyResponse.builder().build();
        });
        api.add(GetUserPolicyRequest.class, GetUserPolicyResponse.class, (caller, request) -> {
            Grants.Inline policy = of.inline(account(caller), request.userName(), request.policyName());
            return GetUserPolicyResponse.builder()
                    .userName(request.userName())
                    .policyName(policy.name())
                    .policyDocument(Shapes.encoded(policy.document()))
                    .build();
        });
        api.add(DeleteUserPolicyRequest.class, DeleteUserPolicyResponse.class, (caller, request) -> {
            of.deleteInline(account(caller), request.userName(), request.policyName());
            return DeleteUserPolicyResponse.builder().build();
        });
        api.add(ListUserPoliciesRequest.class, ListUserPoliciesResponse.class, (caller, request) -> {
            Pages.Page<String> page =
                    of.inlineNames(account(caller), request.userName(), request.marker(), request.maxItems());
            return ListUserPoliciesResponse.builder()
                    .policyNames(page.items())
                    .isTruncated(page.truncated())
                    .marker(page.marker())
                    .build();
        });
        api.add(AttachUserPolicyRequest.class, AttachUserPolicyResponse.class, (caller, request) -> {
            of.attach(account(caller), request.userName(), request.policyArn());
            return AttachUserPolicyResponse.builder().build();
        });
        api.add(DetachUserPolicyRequest.class, DetachUserPolicyResponse.class, (caller, request) -> {
            of.detach(account(caller), request.userName(), request.policyArn());
            return DetachUserPolicyResponse.builder().build();
        });
        api.add(ListAttachedUserPoliciesRequest.class, ListAttachedUserPoliciesResponse.class, (caller, request) -> {
            Pages.Page<String> page = of.attached(
                    account(caller), request.userName(), request.pathPrefix(), request.marker(), request.maxItems());
            return ListAttachedUserPoliciesResponse.builder()
                    .attachedPolicies(attached(page))
                    .isTruncated(page.truncated())
                    .marker(page.marker())
                    .build();
        });
        api.add(
                PutUserPermissionsBoundaryRequest.class,
                PutUserPermissionsBoundaryResponse.class,
                (caller, request) -> {
                    of.putBoundary(account(caller), request.userName(), request.permissionsBoundary());
                    return PutUserPermissionsBoundaryResponse.builder().build();
                });
        api.add(
                DeleteUserPermissionsBoundaryRequest.class,
                DeleteUserPermissionsBoundaryResponse.class,
                (caller, request) -> {
                    of.deleteBoundary(account(caller), request.userName());
                    return DeleteUserPermissionsBoundaryResponse.builder().build();
                });
    }

    static void addGroups(IamApi api, HolderPolicies<io.roadstead.services.identity.directory.Group> of) {
        api.add(PutGroupPolicyRequest.class, PutGroupPolicyResponse.class, (caller, request) -> {
            of.putInline(account(caller), request.groupName(), request.policyName(), request.policyDocument());
            return PutGroupPolicyResponse.builder().build();
        });
        api.add(GetGroupPolicyRequest.class, GetGroupPolicyResponse.class, (caller, request) -> {
            Grants.Inline policy = of.inline(account(caller), request.groupName(), request.policyName());
            return GetGroupPolicyResponse.builder()
                    .groupName(request.groupName())
                    .policyName(policy.name())
                    .policyDocument(Shapes.encoded(policy.document()))
                    .build();
        });
        api.add(DeleteGroupPolicyRequest.class, DeleteGroupPolicyResponse.class, (caller, request) -> {
            of.deleteInline(account(caller), request.groupName(), request.policyName());
            return DeleteGroupPolicyResponse.builder().build();
        });
        api.add(ListGroupPoliciesRequest.class, ListGroupPoliciesResponse.class, (caller, request) -> {
            Pages.Page<String> page =
                    of.inlineNames(account(caller), request.groupName(), request.marker(), request.maxItems());
            return ListGroupPoliciesResponse.builder()
                    .policyNames(page.items())
                    .isTruncated(page.truncated())
                    .marker(page.marker())
                    .build();
        });
        api.add(AttachGroupPolicyRequest.class, AttachGroupPolicyResponse.class, (caller, request) -> {
            of.attach(account(caller), request.groupName(), request.policyArn());
            return AttachGroupPolicyResponse.builder().build();
        });
        api.add(DetachGroupPolicyRequest.class, DetachGroupPolicyResponse.class, (caller, request) -> {
            of.detach(account(caller), request.groupName(), request.policyArn());
            return DetachGroupPolicyResponse.builder().build();
        });
        api.add(ListAttachedGroupPoliciesRequest.class, ListAttachedGroupPoliciesResponse.class, (caller, request) -> {
            Pages.Page<String> page = of.attached(
                    account(caller), request.groupName(), request.pathPrefix(), request.marker(), request.maxItems());
            return ListAttachedGroupPoliciesResponse.builder()
                    .attachedPolicies(attached(page))
                    .isTruncated(page.truncated())
                    .marker(page.marker())
                    .build();
        });
    }

    static void addRoles(IamApi api, HolderPolicies<io.roadstead.services.identity.directory.Role> of) {
        api.add(PutRolePolicyRequest.class, PutRolePolicyResponse.class, (caller, request) -> {
            of.putInline(account(caller), request.roleName(), request.policyName(), request.policyDocument());
            return PutRolePolicyResponse.builder().build();
        });
        api.add(GetRolePolicyRequest.class, GetRolePolicyResponse.class, (caller, request) -> {
            Grants.Inline policy = of.inline(account(caller), request.roleName(), request.policyName());
            return GetRolePolicyResponse.builder()
                    .roleName(request.roleName())
                    .policyName(policy.name())
                    .policyDocument(Shapes.encoded(policy.document()))
                    .build();
        });
        api.add(DeleteRolePolicyRequest.class, DeleteRolePolicyResponse.class, (caller, request) -> {
            of.deleteInline(account(caller), request.roleName(), request.policyName());
            return DeleteRolePolicyResponse.builder().build();
        });
        api.add(ListRolePoliciesRequest.class, ListRolePoliciesResponse.class, (caller, request) -> {
            Pages.Page<String> page =
                    of.inlineNames(account(caller), request.roleName(), request.marker(), request.maxItems());
            return ListRolePoliciesResponse.builder()
                    .policyNames(page.items())
                    .isTruncated(page.truncated())
                    .marker(page.marker())
                    .build();
        });
        api.add(AttachRolePolicyRequest.class, AttachRolePolicyResponse.class, (caller, request) -> {
            of.attach(account(caller), request.roleName(), request.policyArn());
            return AttachRolePolicyResponse.builder().build();
        });
        api.add(DetachRolePolicyRequest.class, DetachRolePolicyResponse.class, (caller, request) -> {
            of.detach(account(caller), request.roleName(), request.policyArn());
            return DetachRolePolicyResponse.builder().build();
        });
        api.add(ListAttachedRolePoliciesRequest.class, ListAttachedRolePoliciesResponse.class, (caller, request) -> {
            Pages.Page<String> page = of.attached(
                    account(caller), request.roleName(), request.pathPrefix(), request.marker(), request.maxItems());
            return ListAttachedRolePoliciesResponse.builder()
                    .attachedPolicies(attached(page))
                    .isTruncated(page.truncated())
                    .marker(page.marker())
                    .build();
        });
        api.add(
                PutRolePermissionsBoundaryRequest.class,
                PutRolePermissionsBoundaryResponse.class,
                (caller, request) -> {
                    of.putBoundary(account(caller), request.roleName(), request.permissionsBoundary());
                    return PutRolePermissionsBoundaryResponse.builder().build();
                });
        api.add(
                DeleteRolePermissionsBoundaryRequest.class,
                DeleteRolePermissionsBoundaryResponse.class,
                (caller, request) -> {
                    of.deleteBoundary(account(caller), request.roleName());
                    return DeleteRolePermissionsBoundaryResponse.builder().build();
                });
    }

    private static String account(Caller caller) {
        return caller.scope().account();
    }

    private static List<AttachedPolicy> attached(Pages.Page<String> page) {
        return page.items().stream()
                .map(arn -> AttachedPolicy.builder()
                        .policyArn(arn)
                        .policyName(arn.substring(arn.lastIndexOf('/') + 1))
                        .build())
                .toList();
    }
}
