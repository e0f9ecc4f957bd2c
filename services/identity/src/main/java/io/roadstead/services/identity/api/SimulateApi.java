package io.roadstead.services.identity.api;

import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.document.DocumentKind;
import io.roadstead.services.identity.policy.Condition;
import io.roadstead.services.identity.policy.Decision;
import io.roadstead.services.identity.policy.Evaluation;
import io.roadstead.services.identity.policy.NamedPolicy;
import io.roadstead.services.identity.policy.Policies;
import io.roadstead.services.identity.policy.PolicyKind;
import io.roadstead.services.identity.policy.Principal;
import io.roadstead.services.identity.policy.Request;
import io.roadstead.services.identity.session.Standing;
import io.roadstead.wire.Caller;
import io.roadstead.wire.Unsupported;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PermissionsBoundaryDecisionDetail;
import software.amazon.awssdk.services.iam.model.Position;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyResponse;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;
import software.amazon.awssdk.services.iam.model.Statement;

/** What policies would say, told with the statements that say it. */
final class SimulateApi {
    /** Decisions in one answer: beyond it the caller asks in parts. */
    private static final int DECISIONS = 1_000;

    private static final Set<String> CUSTOM = Set.of(
            "PolicyInputList",
            "PermissionsBoundaryPolicyInputList",
            "ActionNames",
            "ResourceArns",
            "ResourcePolicy",
            "ResourceOwner",
            "CallerArn",
            "ContextEntries",
            "MaxItems",
            "Marker");
    private static final Set<String> PRINCIPAL = Set.of(
            "PolicySourceArn",
            "PolicyInputList",
            "PermissionsBoundaryPolicyInputList",
            "ActionNames",
            "ResourceArns",
            "ResourcePolicy",
            "ResourceOwner",
            "CallerArn",
            "ContextEntries",
            "MaxItems",
            "Marker");

    private final Parts parts;

    SimulateApi(Parts parts) {
        this.parts = parts;
    }

    private record Question(
            List<String> actions,
            List<String> resources,
            @Nullable String resourceOwner,
            Map<String, List<String>> context) {}

    SimulateCustomPolicyResponse custom(Caller caller, SimulateCustomPolicyRequest request) {
        Unsupported.refuseOthers(request, CUSTOM, "");
        String account = caller.scope().account();
        Standing standing = request.callerArn() == null
                ? new Standing(new Principal.Anybody(account), Policies.ofIdentity(List.of()))
                : parts.standings().of(account, request.callerArn(), null);
        Policies policies = new Policies(
                inputs("PolicyInputList", request.policyInputList(), PolicyKind.IDENTITY),
                boundary(request.permissionsBoundaryPolicyInputList(), null),
                List.of(),
                resource(request.resourcePolicy()));
        Pages.Page<EvaluationResult> page = results(
                standing.principal(),
                policies,
                question(
                        request.actionNames(),
                        request.resourceArns(),
                        request.resourceOwner(),
                        request.contextEntries()),
                request.marker(),
                request.maxItems());
        return SimulateCustomPolicyResponse.builder()
                .evaluationResults(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    SimulatePrincipalPolicyResponse principal(Caller caller, SimulatePrincipalPolicyRequest request) {
        Unsupported.refuseOthers(request, PRINCIPAL, "");
        Standing standing = standing(caller.scope().account(), request.policySourceArn());
        List<NamedPolicy> identity = new ArrayList<>(standing.policies().identity());
        identity.addAll(inputs("PolicyInputList", request.policyInputList(), PolicyKind.IDENTITY));
        Policies policies = new Policies(
                identity,
                boundary(
                        request.permissionsBoundaryPolicyInputList(),
                        standing.policies().boundary()),
                List.of(),
                resource(request.resourcePolicy()));
        Pages.Page<EvaluationResult> page = results(
                request.callerArn() == null
                        ? standing.principal()
                        : parts.standings()
                                .of(caller.scope().account(), request.callerArn(), null)
                                .principal(),
                policies,
                question(
                        request.actionNames(),
                        request.resourceArns(),
                        request.resourceOwner(),
                        request.contextEntries()),
                request.marker(),
                request.maxItems());
        return SimulatePrincipalPolicyResponse.builder()
                .evaluationResults(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private Standing standing(String account, String arn) {
        Parts.requireArn(arn);
        String name = arn.substring(arn.lastIndexOf('/') + 1);
        if (arn.startsWith("arn:aws:iam::" + account + ":user/")) {
            return parts.standings().of(parts.user(account, name));
        }
        if (arn.startsWith("arn:aws:iam::" + account + ":role/")) {
            return parts.standings().of(parts.role(account, name), "simulated", null);
        }
        if (arn.startsWith("arn:aws:iam::" + account + ":group/")) {
            var group = parts.directory().find(Kind.GROUP, account, name).orElseThrow(() -> Parts.noGroup(name));
            return new Standing(
                    new Principal.Anybody(account),
                    Policies.ofIdentity(parts.standings().policies(group)));
        }
        throw Refusals.invalidInput("Invalid Entity Arn: " + arn);
    }

    private List<NamedPolicy> inputs(String list, List<String> documents, PolicyKind kind) {
        List<NamedPolicy> policies = new ArrayList<>();
        for (String document : documents) {
            policies.add(new NamedPolicy(
                    list + "." + (policies.size() + 1),
                    kind,
                    parts.standings().compile(Constraints.document(document, list), DocumentKind.IDENTITY)));
        }
        return policies;
    }

    private @Nullable NamedPolicy boundary(List<String> documents, @Nullable NamedPolicy otherwise) {
        if (documents.isEmpty()) {
            return otherwise;
        }
        if (documents.size() > 1) {
            throw Refusals.invalidInput("PermissionsBoundaryPolicyInputList takes one policy.");
        }
        return inputs("PermissionsBoundaryPolicyInputList", documents, PolicyKind.BOUNDARY)
                .getFirst();
    }

    private @Nullable NamedPolicy resource(@Nullable String document) {
        return document == null || document.isEmpty()
                ? null
                : new NamedPolicy(
                        "ResourcePolicy",
                        PolicyKind.RESOURCE,
                        parts.standings().compile(document, DocumentKind.RESOURCE));
    }

    private static Question question(
            List<String> actions, List<String> resources, @Nullable String owner, List<ContextEntry> entries) {
        Map<String, List<String>> context = new HashMap<>();
        for (ContextEntry entry : entries) {
            if (entry.contextKeyName() != null && entry.hasContextKeyValues()) {
                context.put(entry.contextKeyName(), entry.contextKeyValues());
            }
        }
        for (String action : actions) {
            if (action.indexOf(':') <= 0 || action.contains("*")) {
                throw Refusals.invalidInput("Invalid Action Name: " + action);
            }
        }
        String account = owner == null || owner.isEmpty() ? null : owner.replaceAll("^arn:aws:iam::|:root$", "");
        return new Question(actions, resources.isEmpty() ? List.of("*") : resources, account, context);
    }

    private Pages.Page<EvaluationResult> results(
            Principal principal,
            Policies policies,
            Question question,
            @Nullable String marker,
            @Nullable Integer maxItems) {
        if ((long) question.actions().size() * question.resources().size() > DECISIONS) {
            throw Refusals.invalidInput("Actions times resources are more than " + DECISIONS + ". Ask in parts.");
        }
        List<EvaluationResult> results = new ArrayList<>();
        for (String action : question.actions()) {
            for (String resource : question.resources()) {
                results.add(result(principal, policies, question, action, resource));
            }
        }
        // In the order of the question: a page is of places in it.
        Pages.Page<Integer> page = Pages.of(
                IntStream.range(0, results.size()).boxed().toList(),
                place -> String.format(Locale.ROOT, "%04d", place),
                marker,
                maxItems);
        return new Pages.Page<>(page.items().stream().map(results::get).toList(), page.marker());
    }

    private EvaluationResult result(
            Principal principal, Policies policies, Question question, String action, String resource) {
        Request request = Request.of(principal, action, resource, question.resourceOwner(), question.context());
        Decision decision = Evaluation.decide(request, policies);
        EvaluationResult.Builder result = EvaluationResult.builder()
                .evalActionName(action)
                .evalResourceName(resource)
                .evalDecision(
                        switch (decision) {
                            case Decision.Allowed _ -> "allowed";
                            case Decision.ExplicitDeny _ -> "explicitDeny";
                            case Decision.ImplicitDeny _ -> "implicitDeny";
                        })
                .matchedStatements(
                        decision.reasons().stream().map(SimulateApi::matched).toList())
                .missingContextValues(missing(policies, request));
        if (policies.boundary() != null) {
            Policies alone = Policies.ofIdentity(List.of(policies.boundary()));
            result.permissionsBoundaryDecisionDetail(PermissionsBoundaryDecisionDetail.builder()
                    .allowedByPermissionsBoundary(
                            Evaluation.decide(request, alone).isAllowed())
                    .build());
        }
        return result.build();
    }

    private static Statement matched(Decision.Reason reason) {
        String type =
                switch (reason.kind()) {
                    case RESOURCE, TRUST -> "resource";
                    case SESSION -> "none";
                    case IDENTITY, BOUNDARY ->
                        reason.policy().startsWith("arn:aws:iam::aws:")
                                ? "aws-managed"
                                : reason.policy().startsWith("arn:")
                                        ? "user-managed"
                                        : reason.policy().contains(" of user ")
                                                ? "user"
                                                : reason.policy().contains(" of group ")
                                                        ? "group"
                                                        : reason.policy().contains(" of role ") ? "role" : "IAM Policy";
                };
        return Statement.builder()
                .sourcePolicyId(reason.policy())
                .sourcePolicyType(type)
                .startPosition(Position.builder()
                        .line(reason.span().startLine())
                        .column(reason.span().startColumn())
                        .build())
                .endPosition(Position.builder()
                        .line(reason.span().endLine())
                        .column(reason.span().endColumn())
                        .build())
                .build();
    }

    /** The keys that conditions ask for and the question does not tell. */
    private static List<String> missing(Policies policies, Request request) {
        Set<String> missing = new TreeSet<>();
        List<NamedPolicy> all = new ArrayList<>(policies.identity());
        if (policies.boundary() != null) {
            all.add(policies.boundary());
        }
        if (policies.resource() != null) {
            all.add(policies.resource());
        }
        for (NamedPolicy policy : all) {
            for (var statement : policy.policy().statements()) {
                for (Condition condition : statement.conditions()) {
                    if (!request.has(condition.key().toLowerCase(Locale.ROOT))) {
                        missing.add(condition.key());
                    }
                }
            }
        }
        return List.copyOf(missing);
    }
}
