package io.roadstead.services.identity.gate;

import io.roadstead.services.identity.directory.Directory;
import io.roadstead.services.identity.document.DocumentKind;
import io.roadstead.services.identity.policy.Decision;
import io.roadstead.services.identity.policy.Evaluation;
import io.roadstead.services.identity.policy.NamedPolicy;
import io.roadstead.services.identity.policy.NearMiss;
import io.roadstead.services.identity.policy.Policies;
import io.roadstead.services.identity.policy.PolicyKind;
import io.roadstead.services.identity.policy.Request;
import io.roadstead.services.identity.session.IdentityKeys;
import io.roadstead.services.identity.session.SessionClaims;
import io.roadstead.services.identity.session.Standing;
import io.roadstead.services.identity.session.Standings;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Demand;
import io.roadstead.wire.Gate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges calls by IAM's rules. An account's root is let in unasked: no policy of its account limits it, and what belongs
 * to other accounts no operation gives it.
 *
 * <p>Who a caller is, and which policies go with it, is made once and kept until identity's records change.
 */
public final class PolicyGate implements Gate {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyGate.class);

    /** Standings remembered; beyond it all are forgotten and made when next asked for. */
    private static final int REMEMBERED = 10_000;

    private final Enforcement enforcement;
    private final Directory directory;
    private final Standings standings;
    private final IdentityKeys keys;
    private final Denials denials;
    private final InstantSource clock;
    private final ConcurrentMap<String, Known> known = new ConcurrentHashMap<>();

    /** @param version of the directory, from which it was made */
    private record Known(
            String account,
            String arn,
            long version,
            Standing standing,
            @Nullable SessionClaims claims) {}

    public PolicyGate(
            Enforcement enforcement,
            Directory directory,
            Standings standings,
            IdentityKeys keys,
            Denials denials,
            InstantSource clock) {
        this.enforcement = enforcement;
        this.directory = directory;
        this.standings = standings;
        this.keys = keys;
        this.denials = denials;
        this.clock = clock;
    }

    public Enforcement enforcement() {
        return enforcement;
    }

    public Denials denials() {
        return denials;
    }

    @Override
    public Verdict admit(Attempt attempt, Supplier<List<Demand>> demands) {
        Caller caller = attempt.caller();
        if (caller.arn().equals("arn:aws:iam::" + caller.scope().account() + ":root")) {
            return Verdict.ALLOWED;
        }
        return switch (enforcement) {
            case OFF -> Verdict.ALLOWED;
            case ENFORCE -> judge(attempt, demands.get());
            case AUDIT -> {
                try {
                    yield judge(attempt, demands.get());
                } catch (AwsException refusedAnyway) {
                    // Of the request itself, as the operation will say in a moment.
                    yield Verdict.ALLOWED;
                } catch (RuntimeException e) {
                    LOG.error("{} could not be judged; request id {}", attempt.operation(), attempt.requestId(), e);
                    yield Verdict.ALLOWED;
                }
            }
        };
    }

    private Verdict judge(Attempt attempt, List<Demand> demands) {
        if (demands.isEmpty()) {
            return Verdict.ALLOWED;
        }
        Known caller = known(attempt.caller());
        Standing standing = caller.standing();
        Verdict verdict = Verdict.ALLOWED;
        for (Demand demand : demands) {
            Map<String, List<String>> context = context(attempt.caller(), caller.claims());
            context.putAll(demand.conditions());
            Policies policies = policies(standing, demand);
            Request request = null;
            for (String resource : demand.resources()) {
                request = request == null
                        ? Request.of(standing.principal(), demand.action(), resource, null, context)
                        : request.about(resource);
                Decision decision = Evaluation.decide(request, policies);
                if (!decision.isAllowed()) {
                    refuse(attempt, standing, demand, resource, decision, NearMiss.of(request, policies, decision));
                    verdict = Verdict.WOULD_BE_DENIED;
                }
            }
        }
        return verdict;
    }

    /** Throws where denials count. */
    private void refuse(
            Attempt attempt,
            Standing standing,
            Demand demand,
            String resource,
            Decision decision,
            List<NearMiss> nearMisses) {
        String message = decision.denial(standing.principal(), resource);
        boolean enforced = enforcement == Enforcement.ENFORCE;
        boolean first = denials.add(new Denial(
                clock.instant(),
                attempt.requestId(),
                attempt.caller().scope().account(),
                standing.principal().name(),
                attempt.operation(),
                demand.action(),
                resource,
                demand.conditions(),
                decision,
                nearMisses,
                message,
                enforced));
        if (first) {
            LOG.info(
                    "{} {}: {} ({}); request id {}",
                    attempt.operation(),
                    enforced ? "is denied" : "would be denied",
                    message,
                    decision.explanation(),
                    attempt.requestId());
        }
        if (enforced) {
            throw AwsException.accessDenied(message);
        }
    }

    private Policies policies(Standing standing, Demand demand) {
        String document = demand.resourcePolicy();
        return document == null
                ? standing.policies()
                : standing.policies()
                        .withResource(new NamedPolicy(
                                "of " + demand.resources().getFirst(),
                                PolicyKind.RESOURCE,
                                standings.compile(document, DocumentKind.RESOURCE)));
    }

    private Known known(Caller caller) {
        Known before = known.get(caller.accessKeyId());
        long version = directory.version();
        String account = caller.scope().account();
        if (before != null
                && before.version() == version
                && before.arn().equals(caller.arn())
                && before.account().equals(account)) {
            return before;
        }
        SessionClaims claims = keys.claims(caller.accessKeyId()).orElse(null);
        Known made = new Known(account, caller.arn(), version, standings.of(account, caller.arn(), claims), claims);
        if (known.size() >= REMEMBERED) {
            known.clear();
        }
        known.put(caller.accessKeyId(), made);
        return made;
    }

    /** The keys that every request has. Source: IAM user guide, "Global condition context keys". */
    private Map<String, List<String>> context(Caller caller, @Nullable SessionClaims claims) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Map<String, List<String>> keys = new HashMap<>();
        keys.put("aws:currenttime", List.of(now.toString()));
        keys.put("aws:epochtime", List.of(Long.toString(now.getEpochSecond())));
        keys.put("aws:requestedregion", List.of(caller.scope().region()));
        keys.put(
                "aws:securetransport",
                List.of(Boolean.toString(caller.circumstances().secure())));
        keys.put("aws:viaawsservice", List.of("false"));
        if (!caller.circumstances().sourceIp().isEmpty()) {
            keys.put("aws:sourceip", List.of(caller.circumstances().sourceIp()));
        }
        if (!caller.circumstances().userAgent().isEmpty()) {
            keys.put("aws:useragent", List.of(caller.circumstances().userAgent()));
        }
        if (claims != null) {
            // Temporary credentials alone tell of these two.
            keys.put("aws:tokenissuetime", List.of(claims.issuedAt().toString()));
            keys.put("aws:multifactorauthpresent", List.of("false"));
        }
        return keys;
    }
}
