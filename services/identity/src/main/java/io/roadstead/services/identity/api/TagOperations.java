package io.roadstead.services.identity.api;

import io.roadstead.services.identity.directory.Kind;
import io.roadstead.wire.Caller;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsResponse;
import software.amazon.awssdk.services.iam.model.ListRoleTagsRequest;
import software.amazon.awssdk.services.iam.model.ListRoleTagsResponse;
import software.amazon.awssdk.services.iam.model.ListUserTagsRequest;
import software.amazon.awssdk.services.iam.model.ListUserTagsResponse;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.TagPolicyRequest;
import software.amazon.awssdk.services.iam.model.TagPolicyResponse;
import software.amazon.awssdk.services.iam.model.TagRoleRequest;
import software.amazon.awssdk.services.iam.model.TagRoleResponse;
import software.amazon.awssdk.services.iam.model.TagUserRequest;
import software.amazon.awssdk.services.iam.model.TagUserResponse;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.UntagPolicyRequest;
import software.amazon.awssdk.services.iam.model.UntagPolicyResponse;
import software.amazon.awssdk.services.iam.model.UntagRoleRequest;
import software.amazon.awssdk.services.iam.model.UntagRoleResponse;
import software.amazon.awssdk.services.iam.model.UntagUserRequest;
import software.amazon.awssdk.services.iam.model.UntagUserResponse;

/** The operations on tags, of everything that has some. */
final class TagOperations {
    private TagOperations() {}

    static void add(IamApi api, Parts parts) {
        var users = new Tagging<>(parts, Kind.USER, parts::user);
        var roles = new Tagging<>(parts, Kind.ROLE, parts::ownRole);
        var policies = new Tagging<>(parts, Kind.POLICY, parts::policy);
        var profiles = new Tagging<>(parts, Kind.INSTANCE_PROFILE, parts::profile);

        api.add(TagUserRequest.class, TagUserResponse.class, (caller, request) -> {
            users.tag(account(caller), request.userName(), Shapes.tags(request.tags()));
            return TagUserResponse.builder().build();
        });
        api.add(UntagUserRequest.class, UntagUserResponse.class, (caller, request) -> {
            users.untag(account(caller), request.userName(), request.tagKeys());
            return UntagUserResponse.builder().build();
        });
        api.add(ListUserTagsRequest.class, ListUserTagsResponse.class, (caller, request) -> {
            var page = users.list(account(caller), request.userName(), request.marker(), request.maxItems());
            return ListUserTagsResponse.builder()
                    .tags(Shapes.told(page.items()))
                    .isTruncated(page.truncated())
                    .marker(page.marker())
                    .build();
        });
        api.add(TagRoleRequest.class, TagRoleResponse.class, (caller, request) -> {
            roles.tag(account(caller), request.roleName(), Shapes.tags(request.tags()));
            return TagRoleResponse.builder().build();
        });
        api.add(UntagRoleRequest.class, UntagRoleResponse.class, (caller, request) -> {
            roles.untag(account(caller), request.roleName(), request.tagKeys());
            return UntagRoleResponse.builder().build();
        });
        api.add(ListRoleTagsRequest.class, ListRoleTagsResponse.class, (caller, request) -> {
            var page = roles.list(account(caller), request.roleName(), request.marker(), request.maxItems());
            return ListRoleTagsResponse.builder()
                    .tags(Shapes.told(page.items()))
                    .isTruncated(page.truncated())
                    .marker(page.marker())
                    .build();
        });
        api.add(TagPolicyRequest.class, TagPolicyResponse.class, (caller, request) -> {
            policies.tag(account(caller), request.policyArn(), Shapes.tags(request.tags()));
            return TagPolicyResponse.builder().build();
        });
        api.add(UntagPolicyRequest.class, UntagPolicyResponse.class, (caller, request) -> {
            policies.untag(account(caller), request.policyArn(), request.tagKeys());
            return UntagPolicyResponse.builder().build();
        });
        api.add(ListPolicyTagsRequest.class, ListPolicyTagsResponse.class, (caller, request) -> {
            var page = policies.list(account(caller), request.policyArn(), request.marker(), request.maxItems());
            return ListPolicyTagsResponse.builder()
                    .tags(Shapes.told(page.items()))
                    .isTruncated(page.truncated())
                    .marker(page.marker())
                    .build();
        });
        api.add(TagInstanceProfileRequest.class, TagInstanceProfileResponse.class, (caller, request) -> {
            profiles.tag(account(caller), request.instanceProfileName(), Shapes.tags(request.tags()));
            return TagInstanceProfileResponse.builder().build();
        });
        api.add(UntagInstanceProfileRequest.class, UntagInstanceProfileResponse.class, (caller, request) -> {
            profiles.untag(account(caller), request.instanceProfileName(), request.tagKeys());
            return UntagInstanceProfileResponse.builder().build();
        });
        api.add(ListInstanceProfileTagsRequest.class, ListInstanceProfileTagsResponse.class, (caller, request) -> {
            var page =
                    profiles.list(account(caller), request.instanceProfileName(), request.marker(), request.maxItems());
            return ListInstanceProfileTagsResponse.builder()
                    .tags(Shapes.told(page.items()))
                    .isTruncated(page.truncated())
                    .marker(page.marker())
                    .build();
        });
    }

    private static String account(Caller caller) {
        return caller.scope().account();
    }
}
