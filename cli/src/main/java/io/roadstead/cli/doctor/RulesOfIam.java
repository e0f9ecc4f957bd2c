package io.roadstead.cli.doctor;

import io.roadstead.doctor.facts.Judge;
import io.roadstead.doctor.facts.Judgement;
import io.roadstead.doctor.facts.Judgement.Gap;
import io.roadstead.doctor.facts.Judgement.Lack;
import io.roadstead.doctor.facts.Judgement.Near;
import io.roadstead.doctor.facts.PolicyText;
import io.roadstead.services.identity.document.DocumentKind;
import io.roadstead.services.identity.document.MalformedPolicyException;
import io.roadstead.services.identity.document.PolicyParser;
import io.roadstead.services.identity.policy.Decision;
import io.roadstead.services.identity.policy.Evaluation;
import io.roadstead.services.identity.policy.NamedPolicy;
import io.roadstead.services.identity.policy.NearMiss;
import io.roadstead.services.identity.policy.Policies;
import io.roadstead.services.identity.policy.PolicyKind;
import io.roadstead.services.identity.policy.Principal;
import io.roadstead.services.identity.policy.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lends the doctor the rules by which a Roadstead server decides: what it says of policies is what the server would do. */
public final class RulesOfIam implements Judge {
    private static final int ACCOUNT_OF_ARN = 4;

    @Override
    public Optional<Judgement> trust(
            PolicyText policy, String roleArn, String service, Map<String, List<String>> circumstances) {
        try {
            return Optional.of(judged(
                    Request.of(
                            new Principal.Service(service), "sts:AssumeRole", roleArn, account(roleArn), circumstances),
                    new Policies(List.of(), null, List.of(), named(policy, PolicyKind.TRUST, DocumentKind.TRUST))));
        } catch (MalformedPolicyException noPolicy) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Judgement> session(
            Holder role, String sessionName, String action, String resource, Map<String, List<String>> circumstances) {
        try {
            List<NamedPolicy> policies = new ArrayList<>();
            for (PolicyText policy : role.policies()) {
                policies.add(named(policy, PolicyKind.IDENTITY, DocumentKind.IDENTITY));
            }
            PolicyText boundary = role.boundary();
            return Optional.of(judged(
                    Request.of(
                            new Principal.Session(account(role.arn()), role.arn(), role.id(), sessionName, Map.of()),
                            action,
                            resource,
                            null,
                            circumstances),
                    new Policies(
                            policies,
                            boundary == null ? null : named(boundary, PolicyKind.BOUNDARY, DocumentKind.IDENTITY),
                            List.of(),
                            null)));
        } catch (MalformedPolicyException noPolicy) {
            return Optional.empty();
        }
    }

    private static NamedPolicy named(PolicyText policy, PolicyKind kind, DocumentKind document) {
        return new NamedPolicy(policy.name(), kind, PolicyParser.parse(policy.document(), document));
    }

    private static Judgement judged(Request request, Policies policies) {
        Decision decision = Evaluation.decide(request, policies);
        Decision.Reason reason =
                decision.reasons().isEmpty() ? null : decision.reasons().getFirst();
        return new Judgement(
                decision.isAllowed(),
                decision instanceof Decision.ExplicitDeny,
                decision.explanation(),
                reason == null ? "" : reason.policy(),
                reason == null ? 0 : reason.statement(),
                NearMiss.of(request, policies, decision).stream()
                        .map(RulesOfIam::near)
                        .toList());
    }

    private static Near near(NearMiss miss) {
        return new Near(
                miss.statement().statement(),
                miss.toString(),
                miss.gaps().stream().map(RulesOfIam::gap).toList());
    }

    private static Gap gap(NearMiss.Gap gap) {
        return switch (gap) {
            case NearMiss.Gap.OtherPrincipal other -> new Gap(Lack.PRINCIPAL, "", other.named(), other.asked());
            case NearMiss.Gap.OtherResource other -> new Gap(Lack.RESOURCE, "", other.patterns(), other.asked());
            case NearMiss.Gap.Unmet unmet ->
                new Gap(Lack.CONDITION, unmet.key(), unmet.wanted(), String.join(", ", unmet.had()));
        };
    }

    private static String account(String arn) {
        return List.of(arn.split(":", -1)).get(ACCOUNT_OF_ARN);
    }
}
