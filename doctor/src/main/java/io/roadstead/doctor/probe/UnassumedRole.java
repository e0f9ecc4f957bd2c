package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.Judgement;
import io.roadstead.doctor.facts.Judgement.Gap;
import io.roadstead.doctor.facts.Judgement.Lack;
import io.roadstead.doctor.facts.Judgement.Near;
import io.roadstead.doctor.facts.RoleCollector;
import io.roadstead.doctor.facts.RoleFact;
import io.roadstead.doctor.facts.ServiceFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why ECS cannot assume a role for tasks. There is one sentence of ECS for all of it: there is no such role, it is another
 * account's, it is named with another path, or its trust policy does not let ecs-tasks.amazonaws.com. Sources:
 * ecs-behaviour 1.5, 9.3; knowledge-center 62.
 */
public final class UnassumedRole {
    private static final String TRUST = "sts:AssumeRole";
    /** Letters that a misspelt name may differ by. */
    private static final int ALIKE = 2;

    private UnassumedRole() {}

    /** What is told of it. */
    public record Told(Words cause, List<Fix> fixes, Confidence confidence) {
        public Told {
            fixes = List.copyOf(fixes);
        }
    }

    /**
     * Who wants the role.
     *
     * @param service absent for RunTask
     * @param definition {@code FAMILY:REVISION}, or what only a person knows
     */
    public record Use(@Nullable ServiceFact service, String definition) {
        /** A call that names a definition; empty when that is not known. */
        public static Use of(String definition) {
            return new Use(
                    null,
                    definition.isEmpty() ? "<FAMILY:REVISION>" : definition.substring(definition.lastIndexOf('/') + 1));
        }

        /** A new revision that names another role. */
        private String renamed(String from, String to) {
            String jq = "with_entries(if .value == \"" + from + "\" then .value = \"" + to + "\" else . end)";
            return service == null ? Definitions.change(definition, jq) : Definitions.change(service, definition, jq);
        }

        /** A service tries again by itself, after a while; a new deployment does so at once. */
        private String again(String command) {
            return service == null
                    ? command
                    : command + " && "
                            + Commands.updateService(service.cluster(), service.name(), "--force-new-deployment");
        }
    }

    public static Told of(RoleFact role, Use use) {
        return switch (role.state()) {
            case ABSENT -> absent(role, use);
            case FOREIGN -> foreign(role, use);
            case NO_ROLE -> noRole(role, use);
            case UNSEEN -> unseen(role);
            case THERE -> {
                if (!role.arn().equals(role.fullName())) {
                    yield elsewhere(role, use);
                }
                yield role.trust() == null ? unseen(role) : distrusting(role, role.trust(), use);
            }
        };
    }

    /** What IAM told of it. */
    public static List<Evidence> evidence(RoleFact role) {
        List<Evidence> evidence = new ArrayList<>();
        String get = "GetRole " + role.name();
        switch (role.state()) {
            case ABSENT -> evidence.add(new Evidence(get, "NoSuchEntity"));
            case THERE, FOREIGN -> {
                if (!role.arn().isEmpty()) {
                    evidence.add(new Evidence(get + " Arn", role.arn()));
                }
            }
            case NO_ROLE, UNSEEN -> {
                // IAM told nothing.
            }
        }
        if (role.state() == RoleFact.State.THERE && role.createdAt() != null) {
            evidence.add(new Evidence(get + " CreateDate", role.createdAt().toString()));
        }
        Judgement trust = role.trust();
        if (role.state() == RoleFact.State.THERE && trust != null) {
            evidence.add(new Evidence("trust policy, judged", trust.why()));
            trust.nearMisses().forEach(near -> evidence.add(new Evidence("trust policy, judged", near.text())));
        }
        return evidence;
    }

    private static Told absent(RoleFact role, Use use) {
        Optional<String> alike = alike(role);
        List<Fix> fixes = new ArrayList<>();
        alike.ifPresent(arn ->
                fixes.add(Fix.of("Name the role that there is.", "存在するロールを指定してください。", use.renamed(role.named(), arn))));
        fixes.add(Fix.of(
                (alike.isPresent() ? "Or make" : "Make")
                        + " the role, and give it the policies its tasks need; a role that was deleted and is made again"
                        + " has none of its former ones.",
                (alike.isPresent() ? "または、" : "") + "ロールを作成し、必要なポリシーを付けてください。削除後に作り直したロールに、以前のポリシーは残っていません。",
                use.again(creation(role))));
        return new Told(
                Words.of(
                        "There is no role " + role.name() + " in account " + role.account()
                                + ": it was deleted, or its name is misspelt"
                                + alike.map(arn -> "; there is " + arn).orElse("") + ".",
                        "アカウント " + role.account() + " にロール " + role.name() + " がありません。削除されたか、名前の誤りです"
                                + alike.map(arn -> "（" + arn + " はあります）").orElse("") + "。"),
                fixes,
                Confidence.CERTAIN);
    }

    private static Optional<String> alike(RoleFact role) {
        return role.others().stream()
                .filter(arn -> SaidCauses.distance(nameOf(arn), role.name()) <= ALIKE)
                .findFirst();
    }

    private static Told foreign(RoleFact role, Use use) {
        String own = role.arn().isEmpty() ? "arn:aws:iam::" + role.account() + ":role/" + role.name() : role.arn();
        List<Fix> fixes = new ArrayList<>();
        if (role.arn().isEmpty()) {
            fixes.add(Fix.of(
                    "Make a role of this account, let it assume the other one (sts:AssumeRole, allowed on both sides), and"
                            + " name it.",
                    "自アカウントにロールを作成して指定してください。他アカウントのロールは、そのロールから引き受けます（双方で sts:AssumeRole を許可）。",
                    creation(role) + " && " + use.renamed(role.named(), own)));
        } else {
            fixes.add(Fix.of(
                    "Name this account's role of that name.",
                    "自アカウントの同名のロールを指定してください。",
                    use.renamed(role.named(), own)));
        }
        return new Told(
                Words.of(
                        "Role " + role.named() + " is another account's: tasks of account " + role.account()
                                + " take roles of that account only.",
                        role.named() + " は別アカウントのロールです。アカウント " + role.account() + " のタスクに指定できるのは、同じアカウントのロールだけです。"),
                fixes,
                Confidence.CERTAIN);
    }

    private static Told noRole(RoleFact role, Use use) {
        return new Told(
                Words.of(
                        "'" + role.named() + "' is not the ARN of a role.",
                        "'" + role.named() + "' はロールの ARN ではありません。"),
                List.of(Fix.of(
                        "Name the role; aws iam list-roles tells which there are.",
                        "ロールの ARN を指定してください。aws iam list-roles で確認できます。",
                        use.renamed(role.named(), "<ROLE-ARN>"))),
                Confidence.CERTAIN);
    }

    private static Told elsewhere(RoleFact role, Use use) {
        return new Told(
                Words.of(
                        "The role of that name has another path: it is " + role.arn() + ", and " + role.fullName()
                                + " is named.",
                        "同名のロールのパスが違います。指定は " + role.fullName() + " ですが、実際は " + role.arn() + " です。"),
                List.of(Fix.of(
                        "Name it with its path.", "パスを含めた ARN を指定してください。", use.renamed(role.named(), role.arn()))),
                Confidence.CERTAIN);
    }

    private static Told unseen(RoleFact role) {
        return new Told(
                Words.of(
                        "ECS may not take on the role " + role.named()
                                + ": there is none of that ARN, or its trust policy does not let "
                                + RoleCollector.TASKS + ".",
                        "ロール " + role.named() + " を ECS が引き受けられません。ロールが無いか、信頼ポリシーで " + RoleCollector.TASKS
                                + " が許可されていません。"),
                List.of(Fix.of(
                        "See whether it is there, with this very ARN, and let it trust " + RoleCollector.TASKS
                                + " (ecs.amazonaws.com for a service's role).",
                        "この ARN のロールがあるかを確認し、信頼ポリシーで " + RoleCollector.TASKS
                                + "（サービスのロールは ecs.amazonaws.com）を許可してください。",
                        "aws iam get-role --role-name " + word(role.name()) + " --query"
                                + " 'Role.[Arn,AssumeRolePolicyDocument]'")),
                Confidence.LIKELY);
    }

    private static Told distrusting(RoleFact role, Judgement trust, Use use) {
        if (trust.allowed()) {
            return now(role, use);
        }
        if (trust.denies()) {
            return new Told(
                    Words.of(
                            "Statement " + trust.statement() + " of role " + role.name() + "'s trust policy denies "
                                    + TRUST + " to " + RoleCollector.TASKS + ", which nothing outweighs.",
                            "ロール " + role.name() + " の信頼ポリシーのステートメント " + trust.statement() + " が " + RoleCollector.TASKS
                                    + " を明示的に拒否しています。"),
                    List.of(Fix.of(
                            "Take the statement out of the trust policy.",
                            "信頼ポリシーからそのステートメントを削除してください。",
                            use.again(changed(role, PolicyFixes.less(trust.statement()))))),
                    Confidence.CERTAIN);
        }
        for (Near near : trust.nearMisses()) {
            if (near.gaps().stream().allMatch(gap -> gap.lack() == Lack.CONDITION)) {
                return conditioned(role, near, use);
            }
        }
        return untrusted(role, trust, use);
    }

    private static Told conditioned(RoleFact role, Near near, Use use) {
        Gap gap = near.gaps().getFirst();
        String wanted = String.join(", ", gap.wanted());
        boolean cluster = gap.wanted().stream().anyMatch(value -> value.contains(":cluster/"));
        return new Told(
                Words.of(
                        "Statement " + near.statement() + " of role " + role.name() + "'s trust policy lets "
                                + RoleCollector.TASKS + " only where " + gap.key() + " is " + wanted
                                + ", and here it is "
                                + (gap.had().isEmpty() ? "not told" : gap.had())
                                + (cluster ? ": a role cannot be kept to one cluster that way." : "."),
                        "ロール " + role.name() + " の信頼ポリシーのステートメント " + near.statement() + " は " + gap.key() + " が "
                                + wanted + " の場合だけ " + RoleCollector.TASKS + " を許可しますが、実際の値は "
                                + (gap.had().isEmpty() ? "（なし）" : gap.had()) + " です"
                                + (cluster ? "（クラスター単位には限定できません）。" : "。")),
                List.of(Fix.of(
                        "Let the condition name this account.",
                        "条件をこのアカウントに合わせてください。",
                        use.again(changed(
                                role,
                                ".Statement |= ([.] | flatten | .[" + (near.statement() - 1) + "].Condition = "
                                        + condition(role) + ")")))),
                Confidence.CERTAIN);
    }

    private static Told untrusted(RoleFact role, Judgement trust, Use use) {
        List<String> named = trust.nearMisses().stream()
                .flatMap(near -> near.gaps().stream())
                .filter(gap -> gap.lack() == Lack.PRINCIPAL)
                .flatMap(gap -> gap.wanted().stream())
                .distinct()
                .toList();
        String others = String.join(", ", named);
        return new Told(
                Words.of(
                        "Role " + role.name() + " does not trust " + RoleCollector.TASKS
                                + (named.isEmpty() ? "." : ": its trust policy names " + others + "."),
                        "ロール " + role.name() + " の信頼ポリシーに " + RoleCollector.TASKS + " がありません"
                                + (named.isEmpty() ? "。" : "（許可されているのは " + others + "）。")),
                List.of(Fix.of(
                        "Let it trust the tasks of this account; whom it trusts already stays.",
                        "このアカウントのタスクを信頼するよう追加してください。既存の許可はそのまま残ります。",
                        use.again(changed(role, ".Statement |= ([.] | flatten + [" + statement(role) + "])")))),
                Confidence.CERTAIN);
    }

    private static Told now(RoleFact role, Use use) {
        String call = use.service() == null
                ? "aws ecs run-task --task-definition " + word(use.definition())
                : Commands.updateService(use.service().cluster(), use.service().name(), "--force-new-deployment");
        return new Told(
                Words.of(
                        "ECS could not assume role " + role.name() + " then and can now: it was made or changed since,"
                                + " which takes IAM some seconds to tell everywhere.",
                        "当時は引き受けられなかったロール " + role.name() + " は、現在は引き受けられます。その後に作成・変更されたか、変更が反映される前"
                                + "（数秒かかります）だったためです。"),
                List.of(Fix.of(
                        "Try again; a service does so by itself, and at once with a new deployment.",
                        "再実行してください。サービスは自動で再試行します（新しいデプロイを開始すればすぐに行われます）。",
                        call)),
                Confidence.LIKELY);
    }

    private static String creation(RoleFact role) {
        String path = path(role.named());
        return "aws iam create-role --role-name " + word(role.name())
                + (path.equals("/") ? "" : " --path " + Commands.quoted(path)) + " --assume-role-policy-document '"
                + "{\"Version\":\"2012-10-17\",\"Statement\":[" + statement(role) + "]}'";
    }

    private static String changed(RoleFact role, String jq) {
        String name = word(role.name());
        return "aws iam update-assume-role-policy --role-name " + name
                + " --policy-document \"$(aws iam get-role --role-name " + name
                + " --query Role.AssumeRolePolicyDocument --output json | jq -c '" + jq + "')\"";
    }

    private static String statement(RoleFact role) {
        return "{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"" + RoleCollector.TASKS + "\"},\"Action\":\"" + TRUST
                + "\",\"Condition\":" + condition(role) + "}";
    }

    /** Nobody but this account's ECS may use the role. Source: ecs-behaviour 9.3. */
    private static String condition(RoleFact role) {
        return "{\"StringEquals\":{\"aws:SourceAccount\":\"" + role.account()
                + "\"},\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:ecs:*:" + role.account() + ":*\"}}";
    }

    private static String path(String named) {
        String resource =
                named.startsWith("arn:") ? named.substring(named.indexOf(":role/") + ":role/".length()) : named;
        return "/" + resource.substring(0, resource.lastIndexOf('/') + 1);
    }

    private static String nameOf(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    /** What only a person knows stays as it is. */
    private static String word(String text) {
        return text.matches("<[A-Z:-]+>") ? text : Commands.quoted(text);
    }
}
