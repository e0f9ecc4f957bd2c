package io.roadstead.services.identity.api;

import io.roadstead.services.identity.directory.Holder;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.directory.ManagedPolicy;
import io.roadstead.services.identity.document.DocumentKind;
import io.roadstead.services.identity.document.PolicyParser;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Unsupported;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyResponse;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyRequest;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsResponse;
import software.amazon.awssdk.services.iam.model.PolicyGroup;
import software.amazon.awssdk.services.iam.model.PolicyRole;
import software.amazon.awssdk.services.iam.model.PolicyUser;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionResponse;

/** Managed policies and their versions. */
final class PolicyApi {
    static final int SIZE = 6_144;
    static final int VERSIONS = 5;

    private final Parts parts;

    PolicyApi(Parts parts) {
        this.parts = parts;
    }

    CreatePolicyResponse create(Caller caller, CreatePolicyRequest request) {
        String account = caller.scope().account();
        String name = Constraints.name(request.policyName(), "policyName", Constraints.POLICY_NAME);
        var entity = parts.entity(account, request.path(), name, "ANPA", Shapes.tags(request.tags()));
        ManagedPolicy policy = new ManagedPolicy(
                entity,
                entity.createdAt(),
                Constraints.description(request.description()),
                1,
                1,
                List.of(new ManagedPolicy.Version(1, document(request.policyDocument()), entity.createdAt())),
                0,
                0);
        parts.directory().change(draft -> {
            if (draft.read(Kind.POLICY, account, name).isPresent()) {
                throw Refusals.alreadyExists(
                        "A policy called " + name + " already exists. Duplicate names are not allowed.");
            }
            draft.put(Kind.POLICY, account, name, policy);
            return policy;
        });
        return CreatePolicyResponse.builder()
                .policy(Shapes.policy(policy, 0, true))
                .build();
    }

    private String document(String given) {
        String text = Constraints.document(given, "policyDocument");
        parts.standings().compile(text, DocumentKind.IDENTITY);
        if (PolicyParser.size(text) > SIZE) {
            throw Refusals.quota("PolicySize", SIZE);
        }
        return text;
    }

    GetPolicyResponse get(Caller caller, GetPolicyRequest request) {
        String account = caller.scope().account();
        ManagedPolicy policy = parts.policy(account, request.policyArn());
        return GetPolicyResponse.builder()
                .policy(Shapes.policy(policy, attachments(account, policy), true))
                .build();
    }

    ListPoliciesResponse list(Caller caller, ListPoliciesRequest request) {
        String account = caller.scope().account();
        String prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
        if (request.policyUsageFilterAsString() != null) {
            throw Unsupported.member("PolicyUsageFilter");
        }
        String scope = request.scopeAsString() == null ? "All" : request.scopeAsString();
        List<ManagedPolicy> all = new ArrayList<>();
        if (!scope.equals("AWS")) {
            all.addAll(parts.directory().all(Kind.POLICY, account));
        }
        if (!scope.equals("Local")) {
            all.addAll(parts.aws().all());
        }
        boolean attachedOnly = Boolean.TRUE.equals(request.onlyAttached());
        Pages.Page<ManagedPolicy> page = Pages.of(
                all.stream()
                        .filter(policy -> policy.entity().path().startsWith(prefix))
                        .filter(policy -> !attachedOnly || attachments(account, policy) > 0)
                        .toList(),
                // A name may be AWS's and one's own.
                policy -> policy.entity().name() + " " + policy.arn(),
                request.marker(),
                request.maxItems());
        return ListPoliciesResponse.builder()
                .policies(page.items().stream()
                        .map(policy -> Shapes.policy(policy, attachments(account, policy), false))
                        .toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    DeletePolicyResponse delete(Caller caller, DeletePolicyRequest request) {
        String account = caller.scope().account();
        parts.directory().change(draft -> {
            ManagedPolicy policy = parts.policy(draft, account, request.policyArn());
            if (policy.attachments() > 0 || policy.boundaries() > 0) {
                throw Refusals.deleteConflict("Cannot delete a policy attached to entities.");
            }
            if (policy.versions().size() > 1) {
                throw Refusals.deleteConflict("This policy has more than one version. Before you delete a policy, you"
                        + " must delete the policy's versions. The default version is deleted with the policy.");
            }
            draft.delete(Kind.POLICY, account, policy.entity().name());
            return policy;
        });
        return DeletePolicyResponse.builder().build();
    }

    CreatePolicyVersionResponse createVersion(Caller caller, CreatePolicyVersionRequest request) {
        String account = caller.scope().account();
        String document = document(request.policyDocument());
        Instant now = parts.now();
        ManagedPolicy changed = parts.directory().change(draft -> {
            ManagedPolicy policy = parts.policy(draft, account, request.policyArn());
            if (policy.versions().size() >= VERSIONS) {
                throw Refusals.limitExceeded("A managed policy can have up to " + VERSIONS
                        + " versions. Before you create a new version, you must delete an existing version.");
            }
            int number = policy.lastVersion() + 1;
            List<ManagedPolicy.Version> versions = new ArrayList<>(policy.versions());
            versions.add(new ManagedPolicy.Version(number, document, now));
            ManagedPolicy other = policy.withVersions(
                    Boolean.TRUE.equals(request.setAsDefault()) ? number : policy.defaultVersion(),
                    number,
                    versions,
                    now);
            draft.put(Kind.POLICY, account, policy.entity().name(), other);
            return other;
        });
        return CreatePolicyVersionResponse.builder()
                .policyVersion(Shapes.version(changed, changed.versions().getLast(), false))
                .build();
    }

    GetPolicyVersionResponse getVersion(Caller caller, GetPolicyVersionRequest request) {
        ManagedPolicy policy = parts.policy(caller.scope().account(), request.policyArn());
        return GetPolicyVersionResponse.builder()
                .policyVersion(Shapes.version(policy, version(policy, request.versionId()), true))
                .build();
    }

    private static ManagedPolicy.Version version(ManagedPolicy policy, String id) {
        return policy.version(id).orElseThrow(() -> noVersion(policy, id));
    }

    private static AwsException noVersion(ManagedPolicy policy, String id) {
        return Refusals.noSuchEntity(
                "Policy " + policy.arn() + " version " + id + " does not exist or is not attachable.");
    }

    ListPolicyVersionsResponse listVersions(Caller caller, ListPolicyVersionsRequest request) {
        ManagedPolicy policy = parts.policy(caller.scope().account(), request.policyArn());
        return ListPolicyVersionsResponse.builder()
                .versions(policy.versions().reversed().stream()
                        .map(version -> Shapes.version(policy, version, false))
                        .toList())
                .isTruncated(false)
                .build();
    }

    SetDefaultPolicyVersionResponse setDefault(Caller caller, SetDefaultPolicyVersionRequest request) {
        String account = caller.scope().account();
        parts.directory().change(draft -> {
            ManagedPolicy policy = parts.policy(draft, account, request.policyArn());
            ManagedPolicy changed = policy.withVersions(
                    version(policy, request.versionId()).number(),
                    policy.lastVersion(),
                    policy.versions(),
                    parts.now());
            draft.put(Kind.POLICY, account, policy.entity().name(), changed);
            return changed;
        });
        return SetDefaultPolicyVersionResponse.builder().build();
    }

    DeletePolicyVersionResponse deleteVersion(Caller caller, DeletePolicyVersionRequest request) {
        String account = caller.scope().account();
        parts.directory().change(draft -> {
            ManagedPolicy policy = parts.policy(draft, account, request.policyArn());
            ManagedPolicy.Version gone = version(policy, request.versionId());
            if (gone.number() == policy.defaultVersion()) {
                throw Refusals.deleteConflict("Cannot delete the default version of a policy.");
            }
            ManagedPolicy changed = policy.withVersions(
                    policy.defaultVersion(),
                    policy.lastVersion(),
                    policy.versions().stream()
                            .filter(version -> version.number() != gone.number())
                            .toList(),
                    parts.now());
            draft.put(Kind.POLICY, account, policy.entity().name(), changed);
            return changed;
        });
        return DeletePolicyVersionResponse.builder().build();
    }

    ListEntitiesForPolicyResponse entities(Caller caller, ListEntitiesForPolicyRequest request) {
        String account = caller.scope().account();
        String arn = parts.policy(account, request.policyArn()).arn();
        String filter = request.entityFilterAsString();
        String prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
        boolean boundary = "PermissionsBoundary".equals(request.policyUsageFilterAsString());
        Predicate<Holder> uses = holder -> holder.entity().path().startsWith(prefix)
                && (boundary
                        ? arn.equals(holder.grants().boundary())
                        : holder.grants().attached().contains(arn));
        Pages.Page<Holder> page = Pages.of(
                holders(account, filter).filter(uses).toList(),
                holder -> holder.arn(),
                request.marker(),
                request.maxItems());
        List<PolicyUser> users = new ArrayList<>();
        List<PolicyGroup> groups = new ArrayList<>();
        List<PolicyRole> roles = new ArrayList<>();
        for (Holder holder : page.items()) {
            var entity = holder.entity();
            switch (holder) {
                case io.roadstead.services.identity.directory.User _ ->
                    users.add(PolicyUser.builder()
                            .userName(entity.name())
                            .userId(entity.id())
                            .build());
                case io.roadstead.services.identity.directory.Group _ ->
                    groups.add(PolicyGroup.builder()
                            .groupName(entity.name())
                            .groupId(entity.id())
                            .build());
                case io.roadstead.services.identity.directory.Role _ ->
                    roles.add(PolicyRole.builder()
                            .roleName(entity.name())
                            .roleId(entity.id())
                            .build());
            }
        }
        return ListEntitiesForPolicyResponse.builder()
                .policyUsers(users)
                .policyGroups(groups)
                .policyRoles(roles)
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private Stream<Holder> holders(String account, @Nullable String filter) {
        Stream<Holder> users = wants(filter, "User")
                ? parts.directory().all(Kind.USER, account).stream().map(each -> each)
                : Stream.of();
        Stream<Holder> groups = wants(filter, "Group")
                ? parts.directory().all(Kind.GROUP, account).stream().map(each -> each)
                : Stream.of();
        Stream<Holder> roles = wants(filter, "Role")
                ? parts.directory().all(Kind.ROLE, account).stream().map(each -> each)
                : Stream.of();
        return Stream.of(users, groups, roles).flatMap(each -> each);
    }

    private static boolean wants(@Nullable String filter, String word) {
        return filter == null || filter.equals(word);
    }

    /** A policy of AWS has no record to count in. */
    private int attachments(String account, ManagedPolicy policy) {
        if (!policy.entity().account().equals(ManagedPolicy.AWS)) {
            return policy.attachments();
        }
        String arn = policy.arn();
        return (int) holders(account, null)
                .filter(holder -> holder.grants().attached().contains(arn))
                .count();
    }
}
