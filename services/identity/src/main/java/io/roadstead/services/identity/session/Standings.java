package io.roadstead.services.identity.session;

import io.roadstead.core.model.Tag;
import io.roadstead.services.identity.directory.Directory;
import io.roadstead.services.identity.directory.Grants;
import io.roadstead.services.identity.directory.Group;
import io.roadstead.services.identity.directory.Holder;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.directory.ManagedPolicy;
import io.roadstead.services.identity.directory.Role;
import io.roadstead.services.identity.directory.User;
import io.roadstead.services.identity.document.DocumentKind;
import io.roadstead.services.identity.document.PolicyParser;
import io.roadstead.services.identity.managed.AwsPolicies;
import io.roadstead.services.identity.policy.NamedPolicy;
import io.roadstead.services.identity.policy.Policies;
import io.roadstead.services.identity.policy.Policy;
import io.roadstead.services.identity.policy.PolicyKind;
import io.roadstead.services.identity.policy.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** From who signed to the policies that decide: read from the directory, each document compiled once. */
public final class Standings {
    /** Compiled documents remembered; beyond it all are forgotten and compiled when next asked for. */
    private static final int COMPILED = 10_000;

    private final Directory directory;
    private final AwsPolicies aws;
    private final ConcurrentMap<Source, Policy> compiled = new ConcurrentHashMap<>();

    private record Source(String document, DocumentKind kind) {}

    public Standings(Directory directory, AwsPolicies aws) {
        this.directory = directory;
        this.aws = aws;
    }

    /** A managed policy that an account may use: its own, or one of AWS. */
    public Optional<ManagedPolicy> managed(String account, String arn) {
        String own = "arn:aws:iam::" + account + ":policy/";
        return arn.startsWith(own)
                ? directory
                        .find(Kind.POLICY, account, arn.substring(arn.lastIndexOf('/') + 1))
                        .filter(policy -> policy.arn().equals(arn))
                : aws.find(arn);
    }

    /**
     * Of whom a request's signature stands for.
     *
     * @param arn as {@link io.roadstead.wire.Caller} has it
     * @param claims of its session token, absent when it came with none of ours
     */
    public Standing of(String account, String arn, @Nullable SessionClaims claims) {
        String[] parts = arn.split(":", 6);
        String resource = parts.length == 6 ? parts[5] : "";
        if (resource.startsWith("user/")) {
            Optional<User> user = directory.find(Kind.USER, account, resource.substring(resource.lastIndexOf('/') + 1));
            // As with roles: who was deleted, or made again, has no sessions.
            if (user.isPresent()
                    && (claims == null
                            || claims.roleId().equals(user.get().entity().id()))) {
                return of(user.get());
            }
        }
        if (resource.startsWith("assumed-role/")) {
            String[] names = resource.split("/", 3);
            return ofSession(account, names[1], names.length > 2 ? names[2] : "", claims);
        }
        return resource.equals("root")
                ? Standing.of(new Principal.Root(account), List.of())
                : Standing.of(new Principal.User(account, arn, resource, "", Map.of()), List.of());
    }

    public Standing of(User user) {
        List<NamedPolicy> identity = new ArrayList<>(policies(user));
        for (String group : user.groups()) {
            directory
                    .find(Kind.GROUP, user.entity().account(), group)
                    .ifPresent(each -> identity.addAll(policies(each)));
        }
        return new Standing(
                new Principal.User(
                        user.entity().account(),
                        user.arn(),
                        user.entity().name(),
                        user.entity().id(),
                        tags(user.entity().tags())),
                new Policies(identity, boundary(user), List.of(), null));
    }

    public Standing of(Role role, String sessionName, @Nullable SessionClaims claims) {
        Map<String, String> tags = tags(role.entity().tags());
        List<NamedPolicy> session = new ArrayList<>();
        if (claims != null) {
            tags.putAll(tags(claims.tags()));
            if (claims.policy() != null) {
                session.add(new NamedPolicy(
                        "of session " + sessionName,
                        PolicyKind.SESSION,
                        compile(claims.policy(), DocumentKind.IDENTITY)));
            }
            for (String arn : claims.policyArns()) {
                managed(role.entity().account(), arn)
                        .ifPresent(policy -> session.add(named(policy, PolicyKind.SESSION)));
            }
        }
        return new Standing(
                new Principal.Session(
                        role.entity().account(), role.arn(), role.entity().id(), sessionName, tags),
                new Policies(policies(role), boundary(role), session, null));
    }

    private Standing ofSession(String account, String roleName, String session, @Nullable SessionClaims claims) {
        Optional<Role> role = directory.find(Kind.ROLE, account, roleName);
        // The sessions of a role that was deleted, or made again, may do nothing.
        if (role.isPresent()
                && (claims == null || claims.roleId().equals(role.get().entity().id()))) {
            return of(role.get(), session, claims);
        }
        return Standing.of(
                new Principal.Session(account, "arn:aws:iam::" + account + ":role/" + roleName, "", session, Map.of()),
                List.of());
    }

    /** The policies of a user without its groups', of a group, of a role. */
    public List<NamedPolicy> policies(Holder holder) {
        String whose =
                switch (holder) {
                    case User user -> "user " + user.entity().name();
                    case Group group -> "group " + group.entity().name();
                    case Role role -> "role " + role.entity().name();
                };
        List<NamedPolicy> policies = new ArrayList<>();
        for (Grants.Inline inline : holder.grants().inline()) {
            policies.add(new NamedPolicy(
                    inline.name() + " of " + whose,
                    PolicyKind.IDENTITY,
                    compile(inline.document(), DocumentKind.IDENTITY)));
        }
        for (String arn : holder.grants().attached()) {
            managed(holder.entity().account(), arn)
                    .ifPresent(policy -> policies.add(named(policy, PolicyKind.IDENTITY)));
        }
        return policies;
    }

    public @Nullable NamedPolicy boundary(Holder holder) {
        String arn = holder.grants().boundary();
        return arn == null
                ? null
                : managed(holder.entity().account(), arn)
                        .map(policy -> named(policy, PolicyKind.BOUNDARY))
                        .orElse(null);
    }

    /** Of a role, as who wants to assume it meets it. */
    public NamedPolicy trust(Role role) {
        return new NamedPolicy(
                "of role " + role.entity().name(), PolicyKind.TRUST, compile(role.trust(), DocumentKind.TRUST));
    }

    private NamedPolicy named(ManagedPolicy policy, PolicyKind kind) {
        return new NamedPolicy(policy.arn(), kind, compile(policy.document(), DocumentKind.IDENTITY));
    }

    /** @throws io.roadstead.services.identity.document.MalformedPolicyException for what is no policy */
    public Policy compile(String document, DocumentKind kind) {
        Source source = new Source(document, kind);
        Policy known = compiled.get(source);
        if (known != null) {
            return known;
        }
        Policy policy = PolicyParser.parse(document, kind);
        if (compiled.size() >= COMPILED) {
            compiled.clear();
        }
        compiled.put(source, policy);
        return policy;
    }

    private static Map<String, String> tags(List<Tag> tags) {
        Map<String, String> values = new HashMap<>();
        tags.forEach(tag -> values.put(tag.key(), tag.value()));
        return values;
    }
}
