package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.DenialSentence;
import io.roadstead.doctor.finding.Fix;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How policies are changed so that what was denied is allowed. */
public final class PolicyFixes {
    /** As a decision names a policy that is written into its holder. */
    private static final Pattern INLINE = Pattern.compile("(.+) of (user|group|role) (\\S+)");

    private static final String PASS_ROLE = "iam:PassRole";

    private PolicyFixes() {}

    /** The ways out of a denial by its ending, where nothing is known of the policies themselves. */
    public static List<Fix> of(DenialSentence denied) {
        if (denied.ending().startsWith("with an explicit deny")) {
            return List.of(Fix.of(
                    "Change the statement that denies it: this names its policy, line and column.",
                    "拒否しているステートメントを修正してください。次のコマンドでポリシーと位置が分かります。",
                    simulate(denied)));
        }
        if (denied.ending().contains("permissions boundary")) {
            return List.of(Fix.of(
                    "Let the boundary allow it too, or set another one.",
                    "境界のポリシーでも許可するか、別の境界を設定してください。",
                    denied.isSession()
                            ? "aws iam get-role --role-name " + denied.name() + " --query Role.PermissionsBoundary"
                            : "aws iam get-user --user-name " + denied.name() + " --query User.PermissionsBoundary"));
        }
        if (denied.ending().contains("session policy")) {
            return List.of(Fix.of(
                    "Assume the role without a session policy, or with one that allows it.",
                    "セッションポリシーなし、または許可するもので引き受け直してください。",
                    "aws sts assume-role --role-session-name <NAME> --role-arn " + source(denied)));
        }
        if (denied.ending().contains("resource-based policy")) {
            return List.of(Fix.of(
                    "Let the resource's own policy allow it.", "リソースのポリシーで許可してください。", "echo " + denied.resource()));
        }
        return List.of(allow(denied));
    }

    /** A policy that allows what was denied, written into the user or the role under a name that no other grant has. */
    static Fix allow(DenialSentence denied) {
        String document = document(denied);
        return Fix.of(
                "Allow it, once you are sure that it should be.",
                "許可してよいことを確認したうえで、許可してください。",
                "aws iam " + (denied.isSession() ? "put-role-policy --role-name " : "put-user-policy --user-name ")
                        + denied.name() + " --policy-name allow-"
                        + denied.action().replace(':', '-') + "-" + Integer.toHexString(document.hashCode())
                        + " --policy-document '" + document + "'");
    }

    private static String document(DenialSentence denied) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"" + denied.action()
                + "\",\"Resource\":\"" + denied.resource() + "\""
                + (denied.action().equals(PASS_ROLE)
                        ? ",\"Condition\":{\"StringEquals\":{\"iam:PassedToService\":\"ecs-tasks.amazonaws.com\"}}"
                        : "")
                + "}]}";
    }

    /**
     * The statement that denies, taken out of its policy; by the ending where the policy is not the account's to change.
     *
     * @param policy its name as a decision has it
     * @param statement its place, from 1
     */
    public static List<Fix> without(String policy, int statement, DenialSentence denied) {
        String command = removal(policy, statement);
        if (command.isEmpty()) {
            return of(denied);
        }
        return List.of(
                Fix.of(
                        "Take statement " + statement + " out of " + policy
                                + ", once you are sure that nobody relies on it: it may deny more than this.",
                        policy + " からステートメント " + statement + " を削除してください。ほかの操作も拒否している場合があるため、影響を確認してから" + "実行してください。",
                        command),
                of(denied).getFirst());
    }

    private static String removal(String policy, int statement) {
        String less = " | jq -c '" + less(statement) + "')\"";
        Matcher inline = INLINE.matcher(policy);
        if (inline.matches()) {
            String kind = inline.group(2);
            String of =
                    " --" + kind + "-name " + inline.group(3) + " --policy-name " + Commands.quoted(inline.group(1));
            return "aws iam put-" + kind + "-policy" + of + " --policy-document \"$(aws iam get-" + kind + "-policy"
                    + of + " --query PolicyDocument --output json" + less;
        }
        if (!policy.startsWith("arn:") || policy.contains(":iam::aws:")) {
            return "";
        }
        return "aws iam create-policy-version --set-as-default --policy-arn " + policy
                + " --policy-document \"$(aws iam get-policy-version --policy-arn " + policy
                + " --version-id $(aws iam get-policy --policy-arn " + policy
                + " --query Policy.DefaultVersionId --output text) --query PolicyVersion.Document --output json" + less;
    }

    /** A filter of jq that takes one statement out of a document, whose Statement may be one by itself. */
    static String less(int statement) {
        return ".Statement |= ([.] | flatten | del(.[" + (statement - 1) + "]))";
    }

    private static String simulate(DenialSentence denied) {
        return "aws iam simulate-principal-policy --policy-source-arn " + source(denied) + " --action-names "
                + denied.action() + " --resource-arns " + denied.resource()
                + " --query \"EvaluationResults[].MatchedStatements[]\"";
    }

    /** As IAM's simulation wants it named: a session does not tell its role's path. */
    private static String source(DenialSentence denied) {
        return denied.isSession()
                ? "$(aws iam get-role --role-name " + denied.name() + " --query Role.Arn --output text)"
                : denied.principal();
    }
}
