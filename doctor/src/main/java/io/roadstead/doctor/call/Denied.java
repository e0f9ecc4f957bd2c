package io.roadstead.doctor.call;

import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call that policies did not allow: AWS's sentence names who, what, on which resource and which kind of policy it was
 * for want of, or because of. Source: ecs-behaviour 9.1.
 */
final class Denied {
    private static final Pattern SENTENCE =
            Pattern.compile("User: (\\S+) is not authorized to perform: (\\S+) on resource: (\\S+) (.+)");
    private static final String COMMON = "ecs-api-common-errors";
    private static final String TAGS = "ecs-troubleshoot-tagging-tasks";
    private static final String PASS_ROLE = "iam:PassRole";

    private Denied() {}

    private record Told(String principal, String action, String resource, String ending) {
        /** For example {@code user ann}. */
        String holder() {
            return isSession() ? "role " + name() : "user " + name();
        }

        boolean isSession() {
            return principal.contains(":assumed-role/");
        }

        /** Of the user, or of the role the session is of. */
        String name() {
            String[] parts = principal.split("/", -1);
            return isSession() ? parts[1] : parts[parts.length - 1];
        }

        /** As IAM's simulation wants it named. */
        String source() {
            if (!isSession()) {
                return principal;
            }
            // A session does not tell its role's path.
            return "$(aws iam get-role --role-name " + name() + " --query Role.Arn --output text)";
        }
    }

    /** Empty for a message that is none of IAM's. */
    static Optional<Errors.Meaning> of(CallFact call) {
        Matcher matcher = SENTENCE.matcher(call.message());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Told told = new Told(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4));
        String article = told.action().equals("ecs:TagResource") ? TAGS : COMMON;
        return Optional.of(new Errors.Meaning(article, cause(told), fixes(told), Confidence.CERTAIN, false));
    }

    private static Words cause(Told told) {
        String en = "The " + told.holder() + " may not do " + told.action() + " on " + told.resource() + ": ";
        String ja = told.holder() + " には " + told.resource() + " への " + told.action() + " の許可がありません。";
        if (told.ending().startsWith("with an explicit deny")) {
            return Words.of(en + "a policy denies it, which nothing outweighs.", ja + "明示的な拒否が優先されます。");
        }
        if (told.ending().contains("permissions boundary")) {
            return Words.of(
                    en + "its policies may allow it, its permissions boundary does not.", ja + "アクセス許可の境界が許可していません。");
        }
        if (told.ending().contains("session policy")) {
            return Words.of(
                    en + "the policy given when the role was assumed does not allow it.",
                    ja + "ロール引き受け時のセッションポリシーが許可していません。");
        }
        if (told.action().equals(PASS_ROLE)) {
            return Words.of(
                    en + "who hands a role to a task must be allowed to pass it.",
                    ja + "タスクにロールを渡すには iam:PassRole が必要です。");
        }
        return Words.of(en + "no policy allows it.", ja + "許可するポリシーがありません。");
    }

    private static List<Fix> fixes(Told told) {
        if (told.ending().startsWith("with an explicit deny")) {
            return List.of(Fix.of(
                    "Change the statement that denies it: this names its policy, line and column.",
                    "拒否しているステートメントを修正してください。次のコマンドでポリシーと位置が分かります。",
                    simulate(told)));
        }
        if (told.ending().contains("permissions boundary")) {
            return List.of(Fix.of(
                    "Let the boundary allow it too, or set another one.",
                    "境界のポリシーでも許可するか、別の境界を設定してください。",
                    told.isSession()
                            ? "aws iam get-role --role-name " + told.name() + " --query Role.PermissionsBoundary"
                            : "aws iam get-user --user-name " + told.name() + " --query User.PermissionsBoundary"));
        }
        if (told.ending().contains("session policy")) {
            return List.of(Fix.of(
                    "Assume the role without a session policy, or with one that allows it.",
                    "セッションポリシーなし、または許可するもので引き受け直してください。",
                    "aws sts assume-role --role-session-name <NAME> --role-arn " + told.source()));
        }
        if (told.ending().contains("resource-based policy")) {
            return List.of(Fix.of(
                    "Let the resource's own policy allow it.", "リソースのポリシーで許可してください。", "echo " + told.resource()));
        }
        return List.of(Fix.of(
                "Allow it, once you are sure that it should be.",
                "許可してよいことを確認したうえで、許可してください。",
                "aws iam " + (told.isSession() ? "put-role-policy --role-name " : "put-user-policy --user-name ")
                        + told.name() + " --policy-name allow-" + told.action().replace(':', '-')
                        + " --policy-document '" + document(told) + "'"));
    }

    private static String document(Told told) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"" + told.action()
                + "\",\"Resource\":\"" + told.resource() + "\""
                + (told.action().equals(PASS_ROLE)
                        ? ",\"Condition\":{\"StringEquals\":{\"iam:PassedToService\":\"ecs-tasks.amazonaws.com\"}}"
                        : "")
                + "}]}";
    }

    private static String simulate(Told told) {
        return "aws iam simulate-principal-policy --policy-source-arn " + told.source() + " --action-names "
                + told.action() + " --resource-arns " + told.resource()
                + " --query \"EvaluationResults[].MatchedStatements[]\"";
    }
}
