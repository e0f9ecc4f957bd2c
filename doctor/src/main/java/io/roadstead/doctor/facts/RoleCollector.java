package io.roadstead.doctor.facts;

import io.roadstead.doctor.facts.Judge.Holder;
import io.roadstead.doctor.facts.RoleFact.State;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks at roles through IAM's public operations: GetRole and ListRoles, and of what a role may do ListRolePolicies,
 * GetRolePolicy, ListAttachedRolePolicies, GetPolicy and GetPolicyVersion. What may not be seen is told once.
 */
public final class RoleCollector {
    /** Whom a task's roles must trust. Source: ecs-behaviour 9.3. */
    public static final String TASKS = "ecs-tasks.amazonaws.com";

    /** Roles that are looked at for a name that is misspelt. */
    private static final int OTHERS = 1_000;
    /** IAM's quota of attached policies is 20; more inline ones than this nobody has. */
    private static final int POLICIES = 40;

    private static final Pattern ROLE = Pattern.compile("(arn:aws[a-z-]*:iam::[0-9]{12}:role/)?[\\x21-\\x7e]*[^/]");
    private static final int ACCOUNT_OF_ARN = 4;
    private static final String MISSING = "NoSuchEntity";

    private final Judge judge;
    private final Collector.Api iam;
    private final String account;
    private final String region;
    private final String cluster;
    private final Set<String> unseen = new LinkedHashSet<>();
    private final Map<String, RoleFact> known = new HashMap<>();
    private final Map<String, Optional<Holder>> holders = new HashMap<>();
    private @Nullable List<String> others;

    /** @param clusterArn whose tasks the roles are for */
    public RoleCollector(Judge judge, Collector.Api iam, String clusterArn) {
        List<String> parts = List.of(clusterArn.split(":", -1));
        this.judge = judge;
        this.iam = iam;
        this.region = parts.get(ACCOUNT_OF_ARN - 1);
        this.account = parts.get(ACCOUNT_OF_ARN);
        this.cluster = Read.name(clusterArn);
    }

    /** What could not be looked at, one sentence each. */
    public List<String> unseen() {
        return List.copyOf(unseen);
    }

    /** @param named as a task definition names it */
    public RoleFact role(String named) {
        RoleFact before = known.get(named);
        if (before != null) {
            return before;
        }
        RoleFact role = looked(named);
        known.put(named, role);
        return role;
    }

    private RoleFact looked(String named) {
        if (!ROLE.matcher(named).matches() || (named.startsWith("arn:") && !named.contains(":role/"))) {
            return without(named, State.NO_ROLE);
        }
        boolean foreign = named.startsWith("arn:")
                && !List.of(named.split(":", -1)).get(ACCOUNT_OF_ARN).equals(account);
        Json role;
        try {
            role = iam.call("GetRole", Json.object().put("RoleName", Read.name(named)))
                    .path("Role");
        } catch (ApiError refused) {
            if (refused.type().equals(MISSING)) {
                return without(named, foreign ? State.FOREIGN : State.ABSENT);
            }
            note("role " + named, refused);
            return new RoleFact(named, account, foreign ? State.FOREIGN : State.UNSEEN, "", null, "", null, List.of());
        }
        String trust = decoded(role.path("AssumeRolePolicyDocument").text());
        String arn = role.path("Arn").text();
        return new RoleFact(
                named,
                account,
                foreign ? State.FOREIGN : State.THERE,
                arn,
                time(role.path("CreateDate").text()),
                trust,
                judge.trust(
                                new PolicyText("of role " + Read.name(arn), trust),
                                arn,
                                TASKS,
                                Map.of(
                                        "aws:SourceAccount",
                                        List.of(account),
                                        "aws:SourceArn",
                                        List.of("arn:aws:ecs:" + region + ":" + account + ":task/" + cluster + "/*")))
                        .orElse(null),
                List.of());
    }

    private RoleFact without(String named, State state) {
        return new RoleFact(named, account, state, "", null, "", null, others());
    }

    private List<String> others() {
        if (others == null) {
            List<String> found = new ArrayList<>();
            try {
                iam.call("ListRoles", Json.object().put("MaxItems", Integer.toString(OTHERS)))
                        .path("Roles")
                        .forEach(role -> found.add(role.path("Arn").text()));
            } catch (ApiError refused) {
                note("the account's roles", refused);
            }
            others = found;
        }
        return others;
    }

    /** A role of the account and its policies, by its name; empty when there is none, or they may not be seen. */
    public Optional<Holder> holder(String name) {
        return holders.computeIfAbsent(name, this::read);
    }

    private Optional<Holder> read(String name) {
        try {
            Json role = iam.call("GetRole", Json.object().put("RoleName", name)).path("Role");
            List<PolicyText> policies = new ArrayList<>();
            for (String inline : names("ListRolePolicies", "PolicyNames", name)) {
                Json policy = iam.call(
                        "GetRolePolicy", Json.object().put("RoleName", name).put("PolicyName", inline));
                policies.add(new PolicyText(
                        inline + " of role " + name,
                        decoded(policy.path("PolicyDocument").text())));
            }
            Json attached = iam.call("ListAttachedRolePolicies", Json.object().put("RoleName", name));
            for (Json policy : attached.path("AttachedPolicies")) {
                if (policies.size() < POLICIES) {
                    policies.add(managed(policy.path("PolicyArn").text()));
                }
            }
            String boundary = role.path("PermissionsBoundary")
                    .path("PermissionsBoundaryArn")
                    .text();
            return Optional.of(new Holder(
                    role.path("Arn").text(),
                    role.path("RoleId").text(),
                    policies,
                    boundary.isEmpty() ? null : managed(boundary)));
        } catch (ApiError refused) {
            if (!refused.type().equals(MISSING)) {
                note("the policies of role " + name, refused);
            }
            return Optional.empty();
        }
    }

    private List<String> names(String operation, String member, String role) {
        return Read.texts(
                        iam.call(operation, Json.object().put("RoleName", role)).path(member))
                .stream()
                .limit(POLICIES)
                .toList();
    }

    private PolicyText managed(String arn) {
        String version = iam.call("GetPolicy", Json.object().put("PolicyArn", arn))
                .path("Policy")
                .path("DefaultVersionId")
                .text();
        Json policy =
                iam.call("GetPolicyVersion", Json.object().put("PolicyArn", arn).put("VersionId", version));
        return new PolicyText(
                arn, decoded(policy.path("PolicyVersion").path("Document").text()));
    }

    private void note(String what, ApiError refused) {
        if (refused.unreachable()) {
            throw refused;
        }
        unseen.add(what + ": " + refused.type() + ": " + refused.getMessage());
    }

    /** IAM answers documents as they stand in addresses. Source: IAM API reference, GetRole. */
    private static String decoded(String document) {
        return URLDecoder.decode(document, StandardCharsets.UTF_8);
    }

    private static @Nullable Instant time(String text) {
        return text.isEmpty() ? null : Instant.parse(text);
    }
}
