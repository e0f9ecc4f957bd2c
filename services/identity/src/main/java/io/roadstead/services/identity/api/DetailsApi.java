package io.roadstead.services.identity.api;

import io.roadstead.services.identity.directory.Grants;
import io.roadstead.services.identity.directory.Group;
import io.roadstead.services.identity.directory.Holder;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.directory.ManagedPolicy;
import io.roadstead.services.identity.directory.Named;
import io.roadstead.services.identity.directory.Role;
import io.roadstead.services.identity.directory.User;
import io.roadstead.wire.Caller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.GroupDetail;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.PolicyDetail;
import software.amazon.awssdk.services.iam.model.RoleDetail;
import software.amazon.awssdk.services.iam.model.UserDetail;

/**
 * Who there is in an account and what they may do, all in one list: users, groups, roles, the account's own policies, and
 * those of AWS that somebody in it has. Source: IAM API reference, GetAccountAuthorizationDetails.
 */
final class DetailsApi {
    private static final List<String> FILTERS =
            List.of("User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy");

    /** Of one answer, whatever was asked for: a policy's five versions alone may be 90 kB in an answer's form. */
    private static final int MOST = 100;

    private final Parts parts;

    DetailsApi(Parts parts) {
        this.parts = parts;
    }

    GetAccountAuthorizationDetailsResponse get(Caller caller, GetAccountAuthorizationDetailsRequest request) {
        String account = caller.scope().account();
        Set<String> wanted = wanted(request.filterAsStrings());
        Uses uses = Uses.of(parts, account);
        List<Named> all = new ArrayList<>();
        if (wanted.contains("User")) {
            all.addAll(parts.directory().all(Kind.USER, account));
        }
        if (wanted.contains("Group")) {
            all.addAll(parts.directory().all(Kind.GROUP, account));
        }
        if (wanted.contains("Role")) {
            all.addAll(parts.directory().all(Kind.ROLE, account));
        }
        if (wanted.contains("LocalManagedPolicy")) {
            all.addAll(parts.directory().all(Kind.POLICY, account));
        }
        if (wanted.contains("AWSManagedPolicy")) {
            parts.aws().all().stream().filter(uses::any).forEach(all::add);
        }
        int most = Constraints.number(request.maxItems(), "maxItems", 1, Pages.MOST, MOST);
        Pages.Page<Named> page = Pages.of(all, Named::arn, request.marker(), Math.min(most, MOST));
        List<UserDetail> users = new ArrayList<>();
        List<GroupDetail> groups = new ArrayList<>();
        List<RoleDetail> roles = new ArrayList<>();
        List<ManagedPolicyDetail> policies = new ArrayList<>();
        for (Named each : page.items()) {
            switch (each) {
                case User user -> users.add(user(user));
                case Group group -> groups.add(group(group));
                case Role role -> roles.add(role(account, role));
                case ManagedPolicy policy -> policies.add(policy(policy, uses));
                default -> throw new IllegalStateException(each.arn() + " has no details");
            }
        }
        return GetAccountAuthorizationDetailsResponse.builder()
                .userDetailList(users)
                .groupDetailList(groups)
                .roleDetailList(roles)
                .policies(policies)
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private static Set<String> wanted(List<String> filter) {
        for (String word : filter) {
            if (!FILTERS.contains(word)) {
                throw Refusals.failed("'" + word + "'", "filter", "Member must satisfy enum value set: " + FILTERS);
            }
        }
        return filter.isEmpty() ? Set.copyOf(FILTERS) : Set.copyOf(filter);
    }

    /**
     * Who has which managed policy: those of AWS have no record in which that is counted.
     *
     * @param attached how many have it, by ARN
     * @param boundaries of how many it is the boundary, by ARN
     */
    private record Uses(Map<String, Integer> attached, Map<String, Integer> boundaries) {
        static Uses of(Parts parts, String account) {
            Uses uses = new Uses(new HashMap<>(), new HashMap<>());
            parts.directory().all(Kind.USER, account).forEach(uses::add);
            parts.directory().all(Kind.GROUP, account).forEach(uses::add);
            parts.directory().all(Kind.ROLE, account).forEach(uses::add);
            return uses;
        }

        private void add(Holder holder) {
            holder.grants().attached().forEach(arn -> attached.merge(arn, 1, Integer::sum));
            String boundary = holder.grants().boundary();
            if (boundary != null) {
                boundaries.merge(boundary, 1, Integer::sum);
            }
        }

        boolean any(ManagedPolicy policy) {
            return attached.containsKey(policy.arn()) || boundaries.containsKey(policy.arn());
        }
    }

    private UserDetail user(User user) {
        return UserDetail.builder()
                .path(user.entity().path())
                .userName(user.entity().name())
                .userId(user.entity().id())
                .arn(user.arn())
                .createDate(user.entity().createdAt())
                .userPolicyList(inline(user.grants()))
                .groupList(user.groups())
                .attachedManagedPolicies(attached(user.grants()))
                .permissionsBoundary(Shapes.boundary(user.grants()))
                .tags(Shapes.told(user.entity().tags()))
                .build();
    }

    private GroupDetail group(Group group) {
        return GroupDetail.builder()
                .path(group.entity().path())
                .groupName(group.entity().name())
                .groupId(group.entity().id())
                .arn(group.arn())
                .createDate(group.entity().createdAt())
                .groupPolicyList(inline(group.grants()))
                .attachedManagedPolicies(attached(group.grants()))
                .build();
    }

    private RoleDetail role(String account, Role role) {
        return RoleDetail.builder()
                .path(role.entity().path())
                .roleName(role.entity().name())
                .roleId(role.entity().id())
                .arn(role.arn())
                .createDate(role.entity().createdAt())
                .assumeRolePolicyDocument(Shapes.encoded(role.trust()))
                .instanceProfileList(profiles(account, role))
                .rolePolicyList(inline(role.grants()))
                .attachedManagedPolicies(attached(role.grants()))
                .permissionsBoundary(Shapes.boundary(role.grants()))
                .tags(Shapes.told(role.entity().tags()))
                .build();
    }

    private List<InstanceProfile> profiles(String account, Role role) {
        return role.instanceProfiles().stream()
                .flatMap(name -> parts.directory().find(Kind.INSTANCE_PROFILE, account, name).stream())
                .map(profile -> Shapes.profile(profile, List.of(role)))
                .toList();
    }

    private static ManagedPolicyDetail policy(ManagedPolicy policy, Uses uses) {
        return ManagedPolicyDetail.builder()
                .policyName(policy.entity().name())
                .policyId(policy.entity().id())
                .arn(policy.arn())
                .path(policy.entity().path())
                .defaultVersionId("v" + policy.defaultVersion())
                .attachmentCount(uses.attached().getOrDefault(policy.arn(), 0))
                .permissionsBoundaryUsageCount(uses.boundaries().getOrDefault(policy.arn(), 0))
                .isAttachable(true)
                .description(policy.description())
                .createDate(policy.entity().createdAt())
                .updateDate(policy.updatedAt())
                .policyVersionList(policy.versions().reversed().stream()
                        .map(version -> Shapes.version(policy, version, true))
                        .toList())
                .build();
    }

    private static List<PolicyDetail> inline(Grants grants) {
        return grants.inline().stream()
                .map(policy -> PolicyDetail.builder()
                        .policyName(policy.name())
                        .policyDocument(Shapes.encoded(policy.document()))
                        .build())
                .toList();
    }

    private static List<AttachedPolicy> attached(Grants grants) {
        return grants.attached().stream()
                .map(arn -> AttachedPolicy.builder()
                        .policyArn(arn)
                        .policyName(arn.substring(arn.lastIndexOf('/') + 1))
                        .build())
                .toList();
    }
}
