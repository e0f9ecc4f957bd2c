package io.roadstead.doctor.call;

import io.roadstead.doctor.facts.DenialSentence;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.PolicyFixes;
import java.util.Optional;

/**
 * A call that policies did not allow: AWS's sentence names who, what, on which resource and which kind of policy it was
 * for want of, or because of; the decision itself, where it is known, names the statement. Source: ecs-behaviour 9.1.
 */
final class Denied {
    private static final String COMMON = "ecs-api-common-errors";
    private static final String TAGS = "ecs-troubleshoot-tagging-tasks";
    private static final String PASS_ROLE = "iam:PassRole";

    private Denied() {}

    /** Empty for a message that is none of IAM's. */
    static Optional<Errors.Meaning> of(CallFact call, Decided decided) {
        return DenialSentence.in(call.message())
                .filter(told -> call.message().startsWith("User: "))
                .map(told -> new Errors.Meaning(
                        told.action().equals("ecs:TagResource") ? TAGS : COMMON,
                        cause(told, decided),
                        decided.denies()
                                ? PolicyFixes.without(decided.policy(), decided.statement(), told)
                                : PolicyFixes.of(told),
                        Confidence.CERTAIN,
                        false));
    }

    /** For example {@code user ann}. */
    private static String holder(DenialSentence told) {
        return (told.isSession() ? "role " : "user ") + told.name();
    }

    private static Words cause(DenialSentence told, Decided decided) {
        String en = "The " + holder(told) + " may not do " + told.action() + " on " + told.resource() + ": ";
        String ja = holder(told) + " には " + told.resource() + " への " + told.action() + " の許可がありません。";
        if (told.ending().startsWith("with an explicit deny")) {
            return decided.denies()
                    ? Words.of(
                            en + "statement " + decided.statement() + " of " + decided.policy()
                                    + " denies it, which nothing outweighs.",
                            ja + decided.policy() + " のステートメント " + decided.statement() + " による明示的な拒否が優先されます。")
                    : Words.of(en + "a policy denies it, which nothing outweighs.", ja + "明示的な拒否が優先されます。");
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
        String nearEn = decided.nearMisses().isEmpty()
                ? ""
                : " Nearest to it: " + decided.nearMisses().getFirst() + ".";
        String nearJa = decided.nearMisses().isEmpty()
                ? ""
                : "最も近いステートメント: " + decided.nearMisses().getFirst();
        if (told.action().equals(PASS_ROLE)) {
            return Words.of(
                    en + "who hands a role to a task must be allowed to pass it." + nearEn,
                    ja + "タスクにロールを渡すには iam:PassRole が必要です。" + nearJa);
        }
        return Words.of(en + "no policy allows it." + nearEn, ja + "許可するポリシーがありません。" + nearJa);
    }
}
