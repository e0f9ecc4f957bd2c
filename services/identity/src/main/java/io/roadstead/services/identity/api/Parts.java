package io.roadstead.services.identity.api;

import io.roadstead.core.Ids;
import io.roadstead.core.Sealing;
import io.roadstead.core.model.Tag;
import io.roadstead.services.identity.directory.Directory;
import io.roadstead.services.identity.directory.Draft;
import io.roadstead.services.identity.directory.Entity;
import io.roadstead.services.identity.directory.Group;
import io.roadstead.services.identity.directory.InstanceProfile;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.directory.ManagedPolicy;
import io.roadstead.services.identity.directory.Named;
import io.roadstead.services.identity.directory.Role;
import io.roadstead.services.identity.directory.User;
import io.roadstead.services.identity.managed.AwsPolicies;
import io.roadstead.services.identity.session.IdentityKeys;
import io.roadstead.services.identity.session.SessionTokens;
import io.roadstead.services.identity.session.Standings;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operations work with. */
public record Parts(
        Directory directory,
        Standings standings,
        AwsPolicies aws,
        SessionTokens tokens,
        IdentityKeys keys,
        Sealing sealing,
        InstantSource clock,
        Ids ids) {
    /** IAM tells whole seconds. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    Entity entity(String account, @Nullable String path, String name, String idPrefix, List<Tag> tags) {
        return new Entity(
                account,
                Constraints.path(path),
                name,
                Constraints.id(idPrefix, ids),
                now(),
                Constraints.tags(List.of(), tags));
    }

    /** Those of a kind whose path begins so, by name. */
    <T extends Record & Named> Pages.Page<T> list(
            Kind<T> kind,
            Caller caller,
            @Nullable String pathPrefix,
            @Nullable String marker,
            @Nullable Integer maxItems) {
        String prefix = pathPrefix == null ? "/" : pathPrefix;
        return Pages.of(
                directory.all(kind, caller.scope().account()).stream()
                        .filter(each -> each.entity().path().startsWith(prefix))
                        .toList(),
                each -> each.entity().name(),
                marker,
                maxItems);
    }

    /** @param word for the kind, as IAM's refusal begins */
    static void requireFree(Draft draft, Kind<?> kind, String account, String name, String word) {
        if (draft.read(kind, account, name).isPresent()) {
            throw Refusals.alreadyExists(word + " with name " + name + " already exists.");
        }
    }

    User user(Draft draft, String account, String name) {
        return draft.read(Kind.USER, account, name).orElseThrow(() -> noUser(name));
    }

    User user(String account, String name) {
        return directory.find(Kind.USER, account, name).orElseThrow(() -> noUser(name));
    }

    Group group(Draft draft, String account, String name) {
        return draft.read(Kind.GROUP, account, name).orElseThrow(() -> noGroup(name));
    }

    Role role(Draft draft, String account, String name) {
        return draft.read(Kind.ROLE, account, name).orElseThrow(() -> noRole(name));
    }

    /** A role that people may change. */
    Role ownRole(Draft draft, String account, String name) {
        Role role = role(draft, account, name);
        if (role.isServiceLinked()) {
            throw Refusals.protectedRole(name);
        }
        return role;
    }

    Role role(String account, String name) {
        return directory.find(Kind.ROLE, account, name).orElseThrow(() -> noRole(name));
    }

    InstanceProfile profile(Draft draft, String account, String name) {
        return draft.read(Kind.INSTANCE_PROFILE, account, name)
                .orElseThrow(() -> Refusals.noSuchEntity("Instance Profile " + name + " cannot be found."));
    }

    /** A policy of the account itself. */
    ManagedPolicy policy(Draft draft, String account, String arn) {
        return draft.read(Kind.POLICY, account, requireOwn(account, arn))
                .filter(policy -> policy.arn().equals(arn))
                .orElseThrow(() -> noPolicy(arn));
    }

    ManagedPolicy policy(String account, String arn) {
        requireArn(arn);
        return standings.managed(account, arn).orElseThrow(() -> noPolicy(arn));
    }

    static boolean isOwn(String account, String arn) {
        return arn.startsWith("arn:aws:iam::" + account + ":policy/");
    }

    private static String requireOwn(String account, String arn) {
        requireArn(arn);
        if (arn.startsWith("arn:aws:iam::aws:policy/")) {
            throw Refusals.accessDenied("The policy " + arn + " is AWS's own and cannot be changed.");
        }
        if (!isOwn(account, arn)) {
            throw noPolicy(arn);
        }
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    static void requireArn(String arn) {
        if (!arn.startsWith("arn:")) {
            throw Refusals.invalidInput("ARN " + arn + " is not valid.");
        }
    }

    static AwsException noUser(String name) {
        return Refusals.noSuchEntity("The user with name " + name + " cannot be found.");
    }

    static AwsException noGroup(String name) {
        return Refusals.noSuchEntity("The group with name " + name + " cannot be found.");
    }

    static AwsException noRole(String name) {
        return Refusals.noSuchEntity("The role with name " + name + " cannot be found.");
    }

    static AwsException noPolicy(String arn) {
        return Refusals.noSuchEntity("Policy " + arn + " was not found.");
    }
}
