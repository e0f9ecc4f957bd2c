package io.roadstead.services.identity.session;

import io.roadstead.core.Ids;
import io.roadstead.core.RoleSessions;
import io.roadstead.services.identity.directory.Directory;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.directory.Role;
import io.roadstead.services.identity.policy.Decision;
import io.roadstead.services.identity.policy.Evaluation;
import io.roadstead.services.identity.policy.Policies;
import io.roadstead.services.identity.policy.Principal;
import io.roadstead.services.identity.policy.Request;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sessions of roles that services of this house take on for tasks and instances. A role's trust policy is asked, with
 * the conditions that AWS gives a service for: {@code aws:SourceAccount} and {@code aws:SourceArn}.
 *
 * <p>Source: ecs-behaviour 9.3.
 */
public final class ServiceSessions implements RoleSessions {
    private static final Pattern ROLE_ARN =
            Pattern.compile("arn:aws:iam::([0-9]{12}):role/(?:[\\x21-\\x7e]+/)?([\\w+=,.@-]{1,64})");

    /** The id of a role that there is not: no role ever has it. */
    private static final String NO_ROLE = "";

    private final Directory directory;
    private final Standings standings;
    private final SessionTokens tokens;
    private final InstantSource clock;
    private final Ids ids;

    public ServiceSessions(
            Directory directory, Standings standings, SessionTokens tokens, InstantSource clock, Ids ids) {
        this.directory = directory;
        this.standings = standings;
        this.tokens = tokens;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public Optional<String> objection(Assumption wanted) {
        Matcher arn = ROLE_ARN.matcher(wanted.roleArn());
        if (!arn.matches()) {
            return Optional.of("'" + wanted.roleArn() + "' is not the ARN of a role");
        }
        if (!arn.group(1).equals(wanted.account())) {
            return Optional.of("the role belongs to account " + arn.group(1) + ", and account " + wanted.account()
                    + " may pass its own only");
        }
        Optional<Role> named = directory.find(Kind.ROLE, wanted.account(), arn.group(2));
        if (named.isEmpty()) {
            return Optional.of("there is no role " + arn.group(2) + " in account " + wanted.account());
        }
        Role role = named.get();
        if (!role.arn().equals(wanted.roleArn())) {
            return Optional.of("the role of that name has another path: it is " + role.arn());
        }
        Decision decision = Evaluation.decide(
                Request.of(
                        new Principal.Service(wanted.service()),
                        "sts:AssumeRole",
                        role.arn(),
                        role.entity().account(),
                        circumstances(wanted)),
                new Policies(List.of(), null, List.of(), standings.trust(role)));
        return decision.isAllowed()
                ? Optional.empty()
                : Optional.of("the role's trust policy does not let " + wanted.service() + " assume it: "
                        + decision.explanation());
    }

    @Override
    public Session open(Assumption wanted, String sessionName, Duration lifetime, Instant now) {
        SessionClaims claims = new SessionClaims(
                wanted.account(),
                wanted.roleArn(),
                roleId(wanted),
                sessionName,
                List.of(),
                null,
                List.of(),
                now,
                now.plus(lifetime),
                ids.hex());
        SessionTokens.Issued issued = tokens.issue(claims);
        return new Session(
                wanted.roleArn(),
                issued.key().id(),
                issued.key().secret().reveal(),
                issued.token(),
                claims.expiresAt());
    }

    private String roleId(Assumption wanted) {
        String name = wanted.roleArn().substring(wanted.roleArn().lastIndexOf('/') + 1);
        return directory
                .find(Kind.ROLE, wanted.account(), name)
                .filter(role -> role.arn().equals(wanted.roleArn()))
                .map(role -> role.entity().id())
                .orElse(NO_ROLE);
    }

    private Map<String, List<String>> circumstances(Assumption wanted) {
        Instant now = clock.instant();
        Map<String, List<String>> context = new HashMap<>();
        context.put("aws:SourceAccount", List.of(wanted.account()));
        context.put("aws:SourceArn", List.of(wanted.sourceArn()));
        context.put("aws:CurrentTime", List.of(now.toString()));
        context.put("aws:EpochTime", List.of(Long.toString(now.getEpochSecond())));
        return context;
    }
}
