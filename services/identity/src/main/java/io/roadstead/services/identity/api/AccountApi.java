package io.roadstead.services.identity.api;

import io.roadstead.services.identity.directory.Kind;
import io.roadstead.wire.Caller;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryRequest;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryResponse;

/** An account as a whole. */
final class AccountApi {
    private final Parts parts;

    AccountApi(Parts parts) {
        this.parts = parts;
    }

    /** How many there are of each kind, and the quotas that hold here: of how many there may be, there is none. */
    GetAccountSummaryResponse summary(Caller caller, GetAccountSummaryRequest request) {
        String account = caller.scope().account();
        var policies = parts.directory().all(Kind.POLICY, account);
        Map<String, Integer> summary = new LinkedHashMap<>();
        summary.put("Users", count(Kind.USER, account));
        summary.put("Groups", count(Kind.GROUP, account));
        summary.put("Roles", count(Kind.ROLE, account));
        summary.put("InstanceProfiles", count(Kind.INSTANCE_PROFILE, account));
        summary.put("Policies", policies.size());
        summary.put(
                "PolicyVersionsInUse",
                policies.stream().mapToInt(policy -> policy.versions().size()).sum());
        summary.put("AccountAccessKeysPresent", 1);
        summary.put("AccountMFAEnabled", 0);
        summary.put("MFADevices", 0);
        summary.put("MFADevicesInUse", 0);
        summary.put("ServerCertificates", 0);
        summary.put("Providers", 0);
        summary.put("GroupsPerUserQuota", GroupApi.GROUPS_PER_USER);
        summary.put("AccessKeysPerUserQuota", AccessKeyApi.PER_USER);
        summary.put("AttachedPoliciesPerUserQuota", HolderPolicies.ATTACHED);
        summary.put("AttachedPoliciesPerGroupQuota", HolderPolicies.ATTACHED);
        summary.put("AttachedPoliciesPerRoleQuota", HolderPolicies.ATTACHED);
        summary.put("UserPolicySizeQuota", IamApi.INLINE_OF_USER);
        summary.put("GroupPolicySizeQuota", IamApi.INLINE_OF_GROUP);
        summary.put("RolePolicySizeQuota", IamApi.INLINE_OF_ROLE);
        summary.put("AssumeRolePolicySizeQuota", RoleApi.TRUST_SIZE);
        summary.put("PolicySizeQuota", PolicyApi.SIZE);
        summary.put("VersionsPerPolicyQuota", PolicyApi.VERSIONS);
        return GetAccountSummaryResponse.builder()
                .summaryMapWithStrings(summary)
                .build();
    }

    private int count(Kind<?> kind, String account) {
        return parts.directory().all(kind, account).size();
    }
}
