package io.roadstead.doctor.facts;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.Json;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks at what roles are allowed, by IAM's own evaluation, and at the statement that decided. */
final class GrantLooks {
    /** IAM's evaluation has one endpoint, which is here. */
    private static final String IAM_REGION = "us-east-1";

    private final LookCalls calls;
    private final Map<String, List<GrantFact>> grants = new LinkedHashMap<>();

    GrantLooks(LookCalls calls) {
        this.calls = calls;
    }

    List<GrantFact> found() {
        return grants.values().stream().flatMap(List::stream).toList();
    }

    /** Has IAM evaluate what a role is allowed: resources by action. */
    void look(String role, Map<String, List<String>> asked) {
        if (role.isEmpty()) {
            return;
        }
        asked.forEach((action, resources) -> grants.computeIfAbsent(role + " " + action + " " + resources, first -> {
            try {
                return calls
                        .call(
                                "iam",
                                IAM_REGION,
                                "SimulatePrincipalPolicy",
                                Json.object()
                                        .put("PolicySourceArn", role)
                                        .put("ActionNames", List.of(action))
                                        .put("ResourceArns", resources))
                        .path("EvaluationResults")
                        .items()
                        .stream()
                        .map(result -> grant(role, result))
                        .toList();
            } catch (ApiError error) {
                calls.unseen("what " + role + " is allowed", error);
                return List.of();
            }
        }));
    }

    private GrantFact grant(String role, Json result) {
        String decision = result.path("EvalDecision").text();
        Json boundary = result.path("PermissionsBoundaryDecisionDetail");
        return new GrantFact(
                role,
                result.path("EvalActionName").text(),
                result.path("EvalResourceName").text(),
                decision,
                result.path("MatchedStatements").items().stream()
                        .map(statement -> statement(role, statement, decision.equals("explicitDeny")))
                        .toList(),
                !boundary.path("AllowedByPermissionsBoundary").plain().equals("false"));
    }

    private GrantFact.Statement statement(String role, Json statement, boolean forbids) {
        String policy = statement.path("SourcePolicyId").text();
        int line = number(statement.path("StartPosition").path("Line"));
        int column = number(statement.path("StartPosition").path("Column"));
        String inline = forbids ? inline(Read.name(role), policy) : "";
        if (inline.isEmpty()) {
            return new GrantFact.Statement(policy, "", 0, false, line, column);
        }
        StatementPlaces text = new StatementPlaces(document(Read.name(role), inline));
        Integer which = text.statementAt(line, column);
        return new GrantFact.Statement(policy, inline, which == null ? 0 : which, text.statements() == 1, line, column);
    }

    private static int number(Json text) {
        String digits = text.plain();
        return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : 0;
    }

    /** Which of the role's own policies is meant: Roadstead says {@code P of role R}, AWS {@code role_R_P}. */
    private String inline(String role, String policy) {
        try {
            return calls
                    .call("iam", IAM_REGION, "ListRolePolicies", Json.object().put("RoleName", role))
                    .path("PolicyNames")
                    .items()
                    .stream()
                    .map(Json::text)
                    .filter(name -> Set.of(name, name + " of role " + role, "role_" + role + "_" + name)
                            .contains(policy))
                    .findFirst()
                    .orElse("");
        } catch (ApiError error) {
            calls.unseen("the policies of role " + role, error);
            return "";
        }
    }

    private String document(String role, String policy) {
        try {
            String encoded = calls.call(
                            "iam",
                            IAM_REGION,
                            "GetRolePolicy",
                            Json.object().put("RoleName", role).put("PolicyName", policy))
                    .path("PolicyDocument")
                    .text();
            // IAM percent-encodes documents, and a plus sign in them means itself.
            return URLDecoder.decode(encoded.replace("+", "%2B"), UTF_8);
        } catch (ApiError error) {
            calls.unseen("policy " + policy + " of role " + role, error);
            return "";
        }
    }
}
