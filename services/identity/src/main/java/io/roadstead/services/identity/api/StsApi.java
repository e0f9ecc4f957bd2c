package io.roadstead.services.identity.api;

import io.roadstead.core.model.Tag;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.document.DocumentKind;
import io.roadstead.services.identity.policy.Decision;
import io.roadstead.services.identity.policy.Evaluation;
import io.roadstead.services.identity.policy.Request;
import io.roadstead.services.identity.session.SessionClaims;
import io.roadstead.services.identity.session.SessionTokens;
import io.roadstead.services.identity.session.Standing;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Unsupported;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumedRoleUser;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;

/** Who one is, and taking on a role. */
final class StsApi {
    private static final Pattern ROLE_ARN =
            Pattern.compile("arn:aws:iam::([0-9]{12}):role/((?:[\\x21-\\x7e]+/)?)([\\w+=,.@-]{1,64})");
    private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
    private static final Set<String> ASSUME =
            Set.of("RoleArn", "RoleSessionName", "PolicyArns", "Policy", "DurationSeconds", "Tags", "ExternalId");
    private static final int LEAST_SECONDS = 900;
    private static final int MOST_SECONDS = 43_200;
    /** A day and a half, of GetSessionToken; an account's root gets an hour at most, whatever it asks for. */
    private static final int MOST_OF_USER = 129_600;

    private static final int HOUR = 3_600;
    private static final int POLICY_CHARACTERS = 2_048;
    private static final int POLICY_ARNS = 10;

    private final Parts parts;

    StsApi(Parts parts) {
        this.parts = parts;
    }

    GetCallerIdentityResponse identity(Caller caller, GetCallerIdentityRequest request) {
        String account = caller.scope().account();
        return GetCallerIdentityResponse.builder()
                .account(account)
                .arn(caller.arn())
                .userId(userId(account, caller.arn()))
                .build();
    }

    private String userId(String account, String arn) {
        String resource = arn.substring(arn.indexOf(account) + account.length() + 1);
        if (resource.startsWith("user/")) {
            return parts.directory()
                    .find(Kind.USER, account, resource.substring(resource.lastIndexOf('/') + 1))
                    .map(user -> user.entity().id())
                    .orElse(resource);
        }
        if (resource.startsWith("assumed-role/")) {
            String[] names = resource.split("/", 3);
            // A task's credentials may name a role that there is not (yet): then its name stands for its id.
            String role = parts.directory()
                    .find(Kind.ROLE, account, names[1])
                    .map(found -> found.entity().id())
                    .orElse(names[1]);
            return role + ":" + names[2];
        }
        return account;
    }

    AssumeRoleResponse assume(Caller caller, AssumeRoleRequest request) {
        Unsupported.refuseOthers(request, ASSUME, "");
        Matcher arn = ROLE_ARN.matcher(request.roleArn());
        if (!arn.matches()) {
            throw Refusals.validation(request.roleArn() + " is invalid");
        }
        if (!SESSION_NAME.matcher(request.roleSessionName()).matches()) {
            throw Refusals.failed(
                    "'" + request.roleSessionName() + "'",
                    "roleSessionName",
                    "Member must satisfy regular expression pattern: [\\w+=,.@-]*");
        }
        int seconds =
                Constraints.number(request.durationSeconds(), "durationSeconds", LEAST_SECONDS, MOST_SECONDS, HOUR);
        List<Tag> tags = Constraints.tags(
                List.of(),
                request.tags().stream()
                        .map(tag -> new Tag(tag.key(), tag.value()))
                        .toList());
        var role = parts.directory()
                .find(Kind.ROLE, arn.group(1), arn.group(3))
                .filter(found -> found.arn().equals(request.roleArn()))
                .orElseThrow(() -> denied(caller, "sts:AssumeRole", request.roleArn()));
        requireTrust(caller, role, request, tags);
        boolean chained = caller.arn().contains(":assumed-role/");
        if (chained && seconds > HOUR) {
            throw Refusals.validation("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed"
                    + " by role chaining");
        }
        if (seconds > role.maxSessionSeconds()) {
            throw Refusals.validation(
                    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
        Instant now = parts.now();
        SessionClaims claims = new SessionClaims(
                role.entity().account(),
                role.arn(),
                role.entity().id(),
                request.roleSessionName(),
                tags,
                sessionPolicy(request.policy()),
                policyArns(role.entity().account(), request),
                now,
                now.plus(Duration.ofSeconds(seconds)),
                parts.ids().hex());
        SessionTokens.Issued issued = parts.tokens().issue(claims);
        return AssumeRoleResponse.builder()
                .credentials(credentials(issued, claims))
                .assumedRoleUser(AssumedRoleUser.builder()
                        .assumedRoleId(role.entity().id() + ":" + claims.sessionName())
                        .arn(claims.arn())
                        .build())
                .build();
    }

    /** AWS encodes messages in denials of EC2 and the like, and no service here is one of them. */
    static AwsException noEncodedMessage() {
        return AwsException.unsupportedFeature(
                "Roadstead does not support DecodeAuthorizationMessage: none of its denials"
                        + " has an encoded message, so there is none to decode. A denial says in clear which action on which"
                        + " resource was refused and why; ./roadstead doctor call last names the statement.");
    }

    /** The caller's own credentials for a time: they may do what the caller may. MFA there is none. */
    GetSessionTokenResponse session(Caller caller, GetSessionTokenRequest request) {
        Unsupported.refuseOthers(request, Set.of("DurationSeconds"), "");
        String account = caller.scope().account();
        boolean root = caller.arn().equals("arn:aws:iam::" + account + ":root");
        boolean temporary = parts.keys().claims(caller.accessKeyId()).isPresent();
        if (temporary || !(root || caller.arn().contains(":user/"))) {
            throw Refusals.accessDenied("Cannot call GetSessionToken with session credentials");
        }
        int most = root ? HOUR : MOST_OF_USER;
        int seconds = Constraints.number(
                request.durationSeconds(), "durationSeconds", LEAST_SECONDS, MOST_OF_USER, MOST_SECONDS);
        Instant now = parts.now();
        SessionClaims claims = new SessionClaims(
                account,
                caller.arn(),
                root ? "" : userId(account, caller.arn()),
                "",
                List.of(),
                null,
                List.of(),
                now,
                now.plus(Duration.ofSeconds(Math.min(seconds, most))),
                parts.ids().hex());
        return GetSessionTokenResponse.builder()
                .credentials(credentials(parts.tokens().issue(claims), claims))
                .build();
    }

    private static Credentials credentials(SessionTokens.Issued issued, SessionClaims claims) {
        return Credentials.builder()
                .accessKeyId(issued.key().id())
                .secretAccessKey(issued.key().secret().reveal())
                .sessionToken(issued.token())
                .expiration(claims.expiresAt())
                .build();
    }

    private void requireTrust(
            Caller caller,
            io.roadstead.services.identity.directory.Role role,
            AssumeRoleRequest request,
            List<Tag> tags) {
        Standing standing = parts.standings()
                .of(
                        caller.scope().account(),
                        caller.arn(),
                        parts.keys().claims(caller.accessKeyId()).orElse(null));
        Map<String, List<String>> context = new HashMap<>();
        context.put("sts:RoleSessionName", List.of(request.roleSessionName()));
        context.put("aws:CurrentTime", List.of(parts.now().toString()));
        context.put("aws:EpochTime", List.of(Long.toString(parts.now().getEpochSecond())));
        context.put("aws:SecureTransport", List.of("false"));
        if (request.externalId() != null) {
            context.put("sts:ExternalId", List.of(request.externalId()));
        }
        if (!tags.isEmpty()) {
            context.put("aws:TagKeys", tags.stream().map(Tag::key).toList());
            tags.forEach(tag -> context.put("aws:RequestTag/" + tag.key(), List.of(tag.value())));
        }
        List<String> actions = new ArrayList<>(List.of("sts:AssumeRole"));
        if (!tags.isEmpty()) {
            actions.add("sts:TagSession");
        }
        for (String action : actions) {
            Request asked = Request.of(
                    standing.principal(), action, role.arn(), role.entity().account(), context);
            Decision decision = Evaluation.decide(
                    asked, standing.policies().withResource(parts.standings().trust(role)));
            if (!decision.isAllowed()) {
                throw Refusals.accessDenied(decision.denial(standing.principal(), role.arn()));
            }
        }
    }

    private @Nullable String sessionPolicy(@Nullable String document) {
        if (document == null || document.isEmpty()) {
            return null;
        }
        String text = Constraints.document(document, "policy");
        if (text.length() > POLICY_CHARACTERS) {
            throw Refusals.failed(
                    "of " + text.length() + " characters",
                    "policy",
                    "Member must have length less than or equal to " + POLICY_CHARACTERS);
        }
        parts.standings().compile(text, DocumentKind.IDENTITY);
        return text;
    }

    private List<String> policyArns(String account, AssumeRoleRequest request) {
        List<String> arns = request.policyArns().stream()
                .map(descriptor -> descriptor.arn() == null ? "" : descriptor.arn())
                .toList();
        if (arns.size() > POLICY_ARNS) {
            throw Refusals.failed(
                    "of " + arns.size() + " members",
                    "policyArns",
                    "Member must have length less than or equal to " + POLICY_ARNS);
        }
        for (String arn : arns) {
            if (parts.standings().managed(account, arn).isEmpty()) {
                throw Refusals.noSuchEntity("Policy " + arn + " does not exist or is not attachable.");
            }
        }
        return arns;
    }

    private static AwsException denied(Caller caller, String action, String resource) {
        return Refusals.accessDenied(
                "User: " + caller.arn() + " is not authorized to perform: " + action + " on resource: " + resource);
    }
}
