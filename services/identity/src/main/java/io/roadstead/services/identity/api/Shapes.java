package io.roadstead.services.identity.api;

import io.roadstead.services.identity.directory.Entity;
import io.roadstead.services.identity.directory.Grants;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.Group;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;

/** Records as IAM's answers have them. */
final class Shapes {
    private Shapes() {}

    /** Documents come percent-encoded; SDKs decode them. Source: IAM API reference, GetRolePolicy. */
    static String encoded(String document) {
        return URLEncoder.encode(document, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static List<io.roadstead.core.model.Tag> tags(List<Tag> tags) {
        return tags.stream()
                .map(tag -> new io.roadstead.core.model.Tag(text(tag.key()), text(tag.value())))
                .toList();
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    static List<Tag> told(List<io.roadstead.core.model.Tag> tags) {
        return tags.stream()
                .map(tag -> Tag.builder().key(tag.key()).value(tag.value()).build())
                .toList();
    }

    private static @Nullable List<Tag> unlessNone(Entity entity) {
        return entity.tags().isEmpty() ? null : told(entity.tags());
    }

    static @Nullable AttachedPermissionsBoundary boundary(Grants grants) {
        return grants.boundary() == null
                ? null
                : AttachedPermissionsBoundary.builder()
                        .permissionsBoundaryType("Policy")
                        .permissionsBoundaryArn(grants.boundary())
                        .build();
    }

    /** @param whole with what lists leave out */
    static User user(io.roadstead.services.identity.directory.User user, boolean whole) {
        return User.builder()
                .path(user.entity().path())
                .userName(user.entity().name())
                .userId(user.entity().id())
                .arn(user.arn())
                .createDate(user.entity().createdAt())
                .permissionsBoundary(whole ? boundary(user.grants()) : null)
                .tags(whole ? unlessNone(user.entity()) : null)
                .build();
    }

    static Group group(io.roadstead.services.identity.directory.Group group) {
        return Group.builder()
                .path(group.entity().path())
                .groupName(group.entity().name())
                .groupId(group.entity().id())
                .arn(group.arn())
                .createDate(group.entity().createdAt())
                .build();
    }

    /** @param whole with what lists leave out */
    static Role role(io.roadstead.services.identity.directory.Role role, boolean whole) {
        return Role.builder()
                .path(role.entity().path())
                .roleName(role.entity().name())
                .roleId(role.entity().id())
                .arn(role.arn())
                .createDate(role.entity().createdAt())
                .assumeRolePolicyDocument(encoded(role.trust()))
                .description(role.description())
                .maxSessionDuration(role.maxSessionSeconds())
                .permissionsBoundary(whole ? boundary(role.grants()) : null)
                .tags(whole ? unlessNone(role.entity()) : null)
                .build();
    }

    /** @param attachments counted for a policy of AWS, whose record has none */
    static Policy policy(
            io.roadstead.services.identity.directory.ManagedPolicy policy, int attachments, boolean whole) {
        return Policy.builder()
                .policyName(policy.entity().name())
                .policyId(policy.entity().id())
                .arn(policy.arn())
                .path(policy.entity().path())
                .defaultVersionId("v" + policy.defaultVersion())
                .attachmentCount(attachments)
                .permissionsBoundaryUsageCount(policy.boundaries())
                .isAttachable(true)
                .description(whole ? policy.description() : null)
                .createDate(policy.entity().createdAt())
                .updateDate(policy.updatedAt())
                .tags(whole ? unlessNone(policy.entity()) : null)
                .build();
    }

    /** @param document whether with the document, percent-encoded */
    static PolicyVersion version(
            io.roadstead.services.identity.directory.ManagedPolicy policy,
            io.roadstead.services.identity.directory.ManagedPolicy.Version version,
            boolean document) {
        return PolicyVersion.builder()
                .versionId(version.id())
                .isDefaultVersion(version.number() == policy.defaultVersion())
                .createDate(version.createdAt())
                .document(document ? encoded(version.document()) : null)
                .build();
    }

    static InstanceProfile profile(
            io.roadstead.services.identity.directory.InstanceProfile profile,
            List<io.roadstead.services.identity.directory.Role> roles) {
        return InstanceProfile.builder()
                .path(profile.entity().path())
                .instanceProfileName(profile.entity().name())
                .instanceProfileId(profile.entity().id())
                .arn(profile.arn())
                .createDate(profile.entity().createdAt())
                .roles(roles.stream().map(role -> role(role, false)).toList())
                .tags(unlessNone(profile.entity()))
                .build();
    }
}
