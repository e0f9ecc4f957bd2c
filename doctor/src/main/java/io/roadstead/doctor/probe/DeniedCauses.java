package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.GrantFact;
import io.roadstead.doctor.facts.Lack;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.LackCauses.Wanting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an execution role may not do, by IAM's own evaluation, and the statement that it lacks or that forbids it. */
final class DeniedCauses {
    private DeniedCauses() {}

    static StopCause of(Wanting wanting, Lack.Denied denied) {
        String article = denied.action().startsWith("s3:") ? LackCauses.FILES : LackCauses.SECRETS;
        String role = role(wanting, denied);
        List<GrantFact> refused = wanting.facts().grants(role).stream()
                .filter(grant -> !grant.allowed())
                .toList();
        List<Evidence> evidence = evidence(wanting.facts().grants(role));
        String what = denied.action() + (denied.resource().isEmpty() ? "" : " on " + denied.resource());
        GrantFact forbidden =
                refused.stream().filter(GrantFact::forbidden).findFirst().orElse(null);
        if (forbidden != null) {
            return forbidden(article, wanting, role, forbidden, evidence);
        }
        if (denied.ending().contains("explicit deny") || denied.ending().contains("resource-based policy")) {
            return byResource(article, wanting, denied, evidence, what);
        }
        boolean boundary = denied.ending().contains("permissions boundary")
                || refused.stream().anyMatch(grant -> !grant.withinBoundary());
        if (boundary) {
            return boundary(article, role, what, evidence);
        }
        String en = "The execution role " + name(role) + " may not do " + what
                + ", which its tasks need before they start: ";
        String ja = "タスクの開始に必要な " + what + " が、実行ロール " + name(role) + " に許可されていません。";
        if (refused.isEmpty() && !evidence.isEmpty()) {
            return LackCauses.cause(
                    article,
                    Words.of(
                            en + "so it was when the task started; by now its policies allow it.",
                            "タスクの開始時、" + what + " が実行ロール " + name(role) + " に許可されていませんでした。現在は許可されています。"),
                    evidence,
                    Confidence.LIKELY,
                    List.of(Fix.of("Start it again.", "もう一度開始してください。", wanting.again())));
        }
        return LackCauses.cause(
                article,
                Words.of(en + "no statement of its policies allows it.", ja + "許可するステートメントがありません。"),
                evidence,
                Confidence.CERTAIN,
                List.of(Fix.of(
                        "Allow the role what the definition needs, and start again.",
                        "タスク定義に必要な操作をロールに許可して、もう一度開始してください。",
                        allow(role, lacking(denied, refused)) + " && " + wanting.again())));
    }

    private static String role(Wanting wanting, Lack.Denied denied) {
        String own = wanting.definition() == null ? "" : wanting.definition().executionRoleArn();
        boolean meant = !own.isEmpty() && (denied.role().isEmpty() || name(own).equals(denied.role()));
        return meant ? own : "arn:aws:iam::" + wanting.account() + ":role/" + denied.role();
    }

    private static String name(String role) {
        return role.substring(role.lastIndexOf('/') + 1);
    }

    static List<Evidence> evidence(List<GrantFact> grants) {
        return grants.stream()
                .filter(grant -> !grant.allowed())
                .map(grant -> new Evidence(
                        "SimulatePrincipalPolicy " + grant.roleName() + " " + grant.action() + " " + grant.resource(),
                        grant.decision()
                                + (grant.withinBoundary() ? "" : ": not within its permissions boundary")
                                + (grant.forbidden() && !grant.statements().isEmpty()
                                        ? ": " + grant.statements().getFirst().told()
                                        : "")))
                .collect(Collectors.collectingAndThen(
                        Collectors.toList(),
                        denials -> denials.isEmpty() && !grants.isEmpty()
                                ? List.of(new Evidence(
                                        "SimulatePrincipalPolicy "
                                                + grants.getFirst().roleName(),
                                        "allowed"))
                                : denials));
    }

    /** What the role lacks: by the evaluation, or where that may not be seen, by AWS's sentence. */
    private static Map<String, Set<String>> lacking(Lack.Denied denied, List<GrantFact> refused) {
        Map<String, Set<String>> lacking = new LinkedHashMap<>();
        if (refused.isEmpty()) {
            lacking.put(denied.action(), Set.of(denied.resource().isEmpty() ? "*" : denied.resource()));
        }
        refused.forEach(grant -> lacking.computeIfAbsent(grant.action(), first -> new LinkedHashSet<>())
                .add(grant.resource()));
        return lacking;
    }

    /** One policy of the role's own for all of it, named after its content so that it takes no other's place. */
    static String allow(String role, Map<String, Set<String>> lacking) {
        List<String> statements = new ArrayList<>();
        lacking.forEach((action, resources) -> statements.add("{\"Effect\":\"Allow\",\"Action\":\"" + action
                + "\",\"Resource\":["
                + resources.stream().map(resource -> "\"" + resource + "\"").collect(Collectors.joining(",")) + "]}"));
        String document = "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
        return "aws iam put-role-policy --role-name " + Commands.quoted(name(role)) + " --policy-name needs-"
                + Integer.toHexString(document.hashCode()) + " --policy-document '" + document + "'";
    }

    private static StopCause forbidden(
            String article, Wanting wanting, String role, GrantFact forbidden, List<Evidence> evidence) {
        String what = forbidden.action() + " on " + forbidden.resource();
        GrantFact.Statement by =
                forbidden.statements().isEmpty() ? null : forbidden.statements().getFirst();
        String told = by == null ? "a statement of its policies" : by.told();
        return LackCauses.cause(
                article,
                Words.of(
                        "The execution role " + name(role) + " may not do " + what + ": " + told
                                + " denies it, which nothing outweighs.",
                        "実行ロール " + name(role) + " の " + what + " は、" + told + " で明示的に拒否されています（拒否は許可より優先されます）。"),
                evidence,
                Confidence.CERTAIN,
                List.of(Fix.of(
                        "Take that statement out, once you are sure that nobody wants it, and start again.",
                        "不要な拒否であることを確認したうえで、そのステートメントを取り除いて、もう一度開始してください。",
                        without(role, by, forbidden) + " && " + wanting.again())));
    }

    private static String without(String role, GrantFact.@Nullable Statement by, GrantFact forbidden) {
        String named = " --role-name " + Commands.quoted(name(role));
        if (by != null && !by.inline().isEmpty() && by.number() > 0) {
            String policy = named + " --policy-name " + Commands.quoted(by.inline());
            return by.alone()
                    ? "aws iam delete-role-policy" + policy
                    : "aws iam put-role-policy" + policy + " --policy-document \"$(aws iam get-role-policy" + policy
                            + " --query PolicyDocument --output json | jq -c 'del(.Statement[" + (by.number() - 1)
                            + "])')\"";
        }
        if (by != null && by.policy().startsWith("arn:")) {
            return "aws iam detach-role-policy" + named + " --policy-arn " + by.policy();
        }
        return "aws iam simulate-principal-policy --policy-source-arn " + role + " --action-names "
                + forbidden.action() + " --resource-arns " + Commands.quoted(forbidden.resource())
                + " --query \"EvaluationResults[].MatchedStatements[]\"";
    }

    private static StopCause boundary(String article, String role, String what, List<Evidence> evidence) {
        return LackCauses.cause(
                article,
                Words.of(
                        "The execution role " + name(role) + " may not do " + what
                                + ": its policies may allow it, its permissions boundary does not.",
                        "実行ロール " + name(role) + " の " + what + " が、アクセス許可の境界で許可されていません。"),
                evidence,
                Confidence.CERTAIN,
                List.of(Fix.of(
                        "Let the boundary allow it too, or set another one; this names it.",
                        "境界のポリシーでも許可するか、別の境界を設定してください。次のコマンドで確認できます。",
                        "aws iam get-role --role-name " + Commands.quoted(name(role))
                                + " --query Role.PermissionsBoundary")));
    }

    /** The role's own policies do not forbid it: the secret's or the bucket's does. */
    private static StopCause byResource(
            String article, Wanting wanting, Lack.Denied denied, List<Evidence> evidence, String what) {
        String resource = denied.resource();
        String look = resource.startsWith("arn:aws:s3:::")
                ? "aws s3api get-bucket-policy --query Policy --output text --bucket "
                        + resource.substring("arn:aws:s3:::".length()).replaceFirst("/.*", "")
                : "aws secretsmanager get-resource-policy --secret-id " + Commands.quoted(resource)
                        + LackCauses.in(wanting.region());
        return LackCauses.cause(
                article,
                Words.of(
                        "A policy that is not the role's own stands in the way of " + what + ": " + denied.ending()
                                + ".",
                        "ロール以外のポリシーにより " + what + " が拒否されています: " + denied.ending()),
                evidence,
                Confidence.LIKELY,
                List.of(Fix.of(
                        "See the resource's own policy, and change the statement that denies it.",
                        "リソースのポリシーを確認し、拒否しているステートメントを修正してください。",
                        look)));
    }
}
