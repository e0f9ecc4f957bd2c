package io.roadstead.services.identity.api;

import io.roadstead.core.model.Tag;
import io.roadstead.services.identity.directory.Directory;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.directory.Named;
import io.roadstead.wire.AccessRules;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Demand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * What each of IAM's and STS's operations takes. Nearly all of them are about the one thing that a member names, and
 * members have the same names everywhere: the first of {@link #MEMBERS} that a request has is what it is about.
 *
 * <p>Source: service authorization reference, "AWS Identity and Access Management (IAM)" and "AWS Security Token Service".
 */
final class IamAccess implements AccessRules {
    /** How members name things. The thing that is changed comes before the thing it is given. */
    private static final List<Member> MEMBERS = List.of(
            new Member("InstanceProfileName", "instance-profile", Kind.INSTANCE_PROFILE),
            new Member("GroupName", "group", Kind.GROUP),
            new Member("UserName", "user", Kind.USER),
            new Member("RoleName", "role", Kind.ROLE),
            new Member("PolicyName", "policy", Kind.POLICY));

    /** What lists are about, when they are about all of a kind. */
    private static final Map<String, String> LISTS = Map.of(
            "ListUsers", "user",
            "ListGroups", "group",
            "ListRoles", "role",
            "ListPolicies", "policy",
            "ListInstanceProfiles", "instance-profile");

    /** Those about the caller itself when they name nobody. */
    private static final Set<String> OWN =
            Set.of("GetUser", "CreateAccessKey", "ListAccessKeys", "UpdateAccessKey", "DeleteAccessKey");

    /**
     * Who one is, everybody may ask, and have credentials of one's own for a time. AssumeRole is decided by the role's trust policy and the caller's own together,
     * where it is done.
     */
    private static final Set<String> FREE = Set.of("GetCallerIdentity", "AssumeRole", "GetSessionToken");

    private static final String EC2 = "ec2.amazonaws.com";

    private final String service;
    private final Directory directory;

    /** @param word how ARNs name it, for example {@code user} */
    private record Member(String name, String word, Kind<?> kind) {}

    /** @param service {@code iam} or {@code sts} */
    IamAccess(String service, Directory directory) {
        this.service = service;
        this.directory = directory;
    }

    @Override
    public List<Demand> demands(Caller caller, String operation, SdkPojo request) {
        if (FREE.contains(operation)) {
            return List.of();
        }
        String account = caller.scope().account();
        Demand demand = about(caller, operation, request)
                .with("iam:PermissionsBoundary", text(request, "PermissionsBoundary"))
                .with("iam:AWSServiceName", text(request, "AWSServiceName"))
                .with("aws:TagKeys", texts(request, "TagKeys"))
                .withRequestTags(requestTags(request));
        String attached = text(request, "PolicyArn");
        if (attached != null && !demand.resources().contains(attached)) {
            demand = demand.with("iam:PolicyARN", attached);
        }
        List<Demand> demands = new ArrayList<>(List.of(demand));
        String role = text(request, "RoleName");
        if (operation.equals("AddRoleToInstanceProfile") && role != null) {
            String arn =
                    find(Kind.ROLE, account, role).map(Named::arn).orElse("arn:aws:iam::" + account + ":role/" + role);
            demands.add(Demand.of("iam:PassRole", arn).with("iam:PassedToService", EC2));
        }
        return demands;
    }

    private Demand about(Caller caller, String operation, SdkPojo request) {
        String action = service + ":" + operation;
        String account = caller.scope().account();
        String list = LISTS.get(operation);
        if (list != null) {
            String prefix = text(request, "PathPrefix");
            return Demand.of(action, "arn:aws:iam::" + account + ":" + list + (prefix == null ? "/" : prefix));
        }
        String linked = text(request, "AWSServiceName");
        if (linked != null) {
            String role = ServiceLinkedRoleApi.nameOf(linked);
            return Demand.of(
                    action,
                    "arn:aws:iam::" + account + ":role/aws-service-role/" + linked + "/" + (role == null ? "*" : role));
        }
        String source = text(request, "PolicySourceArn");
        if (source != null) {
            return Demand.of(action, source);
        }
        for (Member member : MEMBERS) {
            String name = text(request, member.name());
            // The name of an inline policy is none of a thing of its own.
            if (name != null && (!member.kind().equals(Kind.POLICY) || operation.equals("CreatePolicy"))) {
                Optional<Named> found = find(member.kind(), account, name);
                String path = text(request, "Path");
                String arn = found.map(Named::arn)
                        .orElse("arn:aws:iam::" + account + ":" + member.word() + (path == null ? "/" : path) + name);
                return tagged(Demand.of(action, arn), found);
            }
        }
        String policy = text(request, "PolicyArn");
        if (policy != null) {
            return tagged(
                    Demand.of(action, policy),
                    find(Kind.POLICY, account, policy.substring(policy.lastIndexOf('/') + 1))
                            .filter(found -> found.arn().equals(policy)));
        }
        return OWN.contains(operation) ? Demand.of(action, caller.arn()) : Demand.of(action);
    }

    private Optional<Named> find(Kind<?> kind, String account, String name) {
        return directory.find(kind, account, name).map(Named.class::cast);
    }

    private static Demand tagged(Demand demand, Optional<Named> found) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (Tag tag : found.map(each -> each.entity().tags()).orElse(List.of())) {
            tags.put(tag.key(), tag.value());
        }
        return demand.withResourceTags("iam", tags);
    }

    private static Optional<Object> member(SdkPojo request, String name) {
        for (SdkField<?> field : request.sdkFields()) {
            if (field.memberName().equals(name)) {
                return Optional.ofNullable(field.getValueOrDefault(request));
            }
        }
        return Optional.empty();
    }

    private static @Nullable String text(SdkPojo request, String name) {
        return member(request, name)
                .map(Object::toString)
                .filter(text -> !text.isEmpty())
                .orElse(null);
    }

    private static List<String> texts(SdkPojo request, String name) {
        return member(request, name)
                .filter(List.class::isInstance)
                .map(list -> ((List<?>) list).stream().map(String::valueOf).toList())
                .orElse(List.of());
    }

    private static Map<String, String> requestTags(SdkPojo request) {
        Map<String, String> tags = new LinkedHashMap<>();
        member(request, "Tags").filter(List.class::isInstance).ifPresent(list -> {
            for (Object each : (List<?>) list) {
                if (each instanceof software.amazon.awssdk.services.iam.model.Tag tag && tag.key() != null) {
                    tags.put(tag.key(), tag.value() == null ? "" : tag.value());
                }
            }
        });
        return tags;
    }
}
