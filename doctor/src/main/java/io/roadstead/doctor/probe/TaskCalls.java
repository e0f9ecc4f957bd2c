package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.DenialFact;
import io.roadstead.doctor.facts.DenialSentence;
import io.roadstead.doctor.facts.Judgement;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls of tasks' applications that were denied: as whom they called, and which statement of which policy decided, or is
 * lacking. What the role's policies allow by now is over. Source: knowledge-center 61.
 */
public final class TaskCalls implements Probe {
    private static final String ARTICLE = "ecs-iam-task-roles-config-errors";
    /** Of a denial whose policies cannot be read nobody knows whether it is over: so long it is told. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    private static final String KEYS =
            ".environment |= map(select(.name | test(\"^AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)$\") | not))";

    @Override
    public Words looksAt() {
        return Words.of("denied calls of tasks", "タスクの拒否された呼び出し");
    }

    @Override
    public List<Finding> examine(ClusterFacts facts) {
        List<Finding> findings = new ArrayList<>();
        Set<String> told = new HashSet<>();
        for (DenialFact denial : facts.identity().denials()) {
            TaskFact task = facts.task(denial.taskArn());
            if (task == null || !matters(task, facts)) {
                continue;
            }
            Told cause = cause(denial, task, facts);
            // Tasks of one group call alike.
            if (cause != null && told.add(task.group() + cause.cause().en())) {
                findings.add(finding(denial, task, cause));
            }
        }
        return findings;
    }

    private record Told(Words cause, List<Fix> fixes, Confidence confidence) {}

    private static boolean matters(TaskFact task, ClusterFacts facts) {
        return !task.stopped()
                || Failures.byGroup(facts).getOrDefault(task.group(), List.of()).contains(task);
    }

    private static @Nullable Told cause(DenialFact denial, TaskFact task, ClusterFacts facts) {
        DefinitionFact definition = facts.definitions().get(task.definitionArn());
        String taskRole = definition == null ? "" : name(definition.taskRoleArn());
        String executionRole = definition == null ? "" : name(definition.executionRoleArn());
        DenialSentence sentence = denial.sentence();
        if (!sentence.isSession()) {
            return asUser(sentence, task, definition, taskRole);
        }
        boolean own = sentence.sessionName().equals(task.id());
        if (own && sentence.name().equals(executionRole) && !sentence.name().equals(taskRole)) {
            // The agent's call, for an image, a secret or a log: what comes of it the stopped task tells.
            return null;
        }
        if (!own) {
            return asAnother(sentence, task, taskRole);
        }
        return asTaskRole(denial, task, executionRole, facts);
    }

    private static @Nullable Told asTaskRole(
            DenialFact denial, TaskFact task, String executionRole, ClusterFacts facts) {
        DenialSentence sentence = denial.sentence();
        String what = sentence.action() + " on " + sentence.resource();
        String whatJa = sentence.resource() + " への " + sentence.action();
        if (denial.roleCreatedAt() != null
                && task.createdAt() != null
                && denial.roleCreatedAt().isAfter(task.createdAt())) {
            return new Told(
                    Words.of(
                            "Role " + sentence.name() + " was deleted and made again after the task was started: the"
                                    + " task's credentials are those of the former role, which may do nothing.",
                            "ロール " + sentence.name() + " はタスクの開始後に削除・再作成されています。タスクの認証情報は以前のロールのもので、" + "何も許可されません。"),
                    List.of(Fix.of(
                            "Start the tasks anew: they get the credentials of the role that is there now.",
                            "タスクを入れ替えてください。新しいタスクは現在のロールの認証情報を受け取ります。",
                            Definitions.anew(task))),
                    Confidence.CERTAIN);
        }
        Judgement now = denial.now();
        if (now == null || !sentence.ofIdentity()) {
            return fresh(denial, facts)
                    ? new Told(
                            Words.of(
                                    "The application may not do " + what + " as its task role " + sentence.name() + ".",
                                    "アプリケーションは、タスクロール " + sentence.name() + " では" + whatJa + " を許可されていません。"),
                            PolicyFixes.of(sentence),
                            Confidence.LIKELY)
                    : null;
        }
        if (now.allowed()) {
            return null;
        }
        if (now.denies()) {
            return new Told(
                    Words.of(
                            "Statement " + now.statement() + " of " + now.policy() + " denies the task role "
                                    + sentence.name() + " " + what + ", which nothing outweighs.",
                            now.policy() + " のステートメント " + now.statement() + " が、タスクロール " + sentence.name() + " の"
                                    + whatJa + " を明示的に拒否しています。"),
                    PolicyFixes.without(now.policy(), now.statement(), sentence),
                    Confidence.CERTAIN);
        }
        Judgement execution = denial.executionRole();
        if (execution != null && execution.allowed()) {
            return new Told(
                    Words.of(
                            "The application calls as its task role " + sentence.name() + ", which may not do " + what
                                    + ". The execution role " + executionRole
                                    + " may, but that one is the agent's: containers never get it.",
                            "アプリケーションはタスクロール " + sentence.name() + " で呼び出しており、" + whatJa + " が許可されていません。実行ロール "
                                    + executionRole + " には許可がありますが、実行ロールを使うのはエージェントだけです。"),
                    List.of(PolicyFixes.allow(sentence)),
                    Confidence.CERTAIN);
        }
        String near =
                now.nearMisses().isEmpty() ? "" : now.nearMisses().getFirst().text();
        return new Told(
                Words.of(
                        "The task role " + sentence.name() + " may not do " + what + ": "
                                + (near.isEmpty() ? now.why() : near) + ".",
                        "タスクロール " + sentence.name() + " は" + whatJa + " を許可されていません（"
                                + (near.isEmpty() ? now.why() : near) + "）。"),
                PolicyFixes.of(sentence),
                Confidence.CERTAIN);
    }

    private static boolean fresh(DenialFact denial, ClusterFacts facts) {
        return denial.at() == null || denial.at().plus(FRESH).isAfter(facts.at());
    }

    /** A session that is not the task's: the host's role, or one that the program assumed by itself. */
    private static Told asAnother(DenialSentence sentence, TaskFact task, String taskRole) {
        boolean host = sentence.sessionName().startsWith("i-");
        if (host && taskRole.isEmpty()) {
            return new Told(
                    Words.of(
                            "The application calls as " + sentence.name() + ", its container instance's role, because "
                                    + task.definition() + " has no task role.",
                            task.definition() + " にタスクロールが無いため、アプリケーションはコンテナインスタンスのロール " + sentence.name()
                                    + " で呼び出しています。"),
                    List.of(Fix.of(
                            "Give the definition a task role that may do " + sentence.action() + ".",
                            sentence.action() + " を許可したロールを、タスクロールとして指定してください。",
                            Definitions.change(task, ".taskRoleArn = \"<ROLE-ARN>\""))),
                    Confidence.CERTAIN);
        }
        if (host) {
            return new Told(
                    Words.of(
                            "The application calls as " + sentence.name() + ", its container instance's role, and not"
                                    + " as its task role " + taskRole
                                    + ": it does not ask for the container's credentials. Its SDK is too old, or"
                                    + " AWS_CONTAINER_CREDENTIALS_RELATIVE_URI does not reach its process.",
                            "アプリケーションはタスクロール " + taskRole + " ではなく、コンテナインスタンスのロール " + sentence.name()
                                    + " で呼び出しています。SDK が古いか、環境変数 AWS_CONTAINER_CREDENTIALS_RELATIVE_URI が"
                                    + "プロセスに渡っていません。"),
                    List.of(CredentialCauses.passOn(task, "<CONTAINER>")),
                    Confidence.LIKELY);
        }
        return new Told(
                Words.of(
                        "The application calls as role " + sentence.name()
                                + ", which it assumed by itself, and that may" + " not do " + sentence.action() + " on "
                                + sentence.resource() + ".",
                        "アプリケーションが自ら引き受けたロール " + sentence.name() + " に、" + sentence.resource() + " への "
                                + sentence.action() + " の許可がありません。"),
                PolicyFixes.of(sentence),
                Confidence.LIKELY);
    }

    private static Told asUser(
            DenialSentence sentence, TaskFact task, @Nullable DefinitionFact definition, String taskRole) {
        DefinitionFact.Container keys = definition == null
                ? null
                : definition.containers().stream()
                        .filter(container -> container.environment().containsKey("AWS_ACCESS_KEY_ID"))
                        .findFirst()
                        .orElse(null);
        String as = taskRole.isEmpty() ? "" : " and not as its task role " + taskRole;
        if (keys == null) {
            return new Told(
                    Words.of(
                            "The application calls as user " + sentence.name() + as
                                    + ": it has a key of its own, in its image or its configuration.",
                            "アプリケーションはユーザー " + sentence.name() + " で呼び出しています。イメージや設定に含まれる独自のアクセスキーが" + "使われています。"),
                    PolicyFixes.of(sentence),
                    Confidence.LIKELY);
        }
        return new Told(
                Words.of(
                        "The application calls as user " + sentence.name() + as + ": " + task.definition()
                                + " gives container " + keys.name()
                                + " a key in its environment, which SDKs take before the task's credentials.",
                        "アプリケーションはユーザー " + sentence.name() + " で呼び出しています。" + task.definition() + " のコンテナ " + keys.name()
                                + " の環境変数にアクセスキーがあり、SDK はタスクの認証情報よりも優先します。"),
                List.of(Fix.of(
                        "Take the key out of the environment.",
                        "環境変数からアクセスキーを削除してください。",
                        Definitions.change(task, Definitions.container(keys.name(), KEYS)))),
                Confidence.CERTAIN);
    }

    private static Finding finding(DenialFact denial, TaskFact task, Told told) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(denial.source(), denial.text()));
        evidence.add(new Evidence("principal", denial.sentence().principal()));
        if (denial.at() != null) {
            evidence.add(new Evidence("latest", denial.at().toString()));
        }
        if (denial.roleCreatedAt() != null) {
            evidence.add(new Evidence(
                    "GetRole " + denial.sentence().name() + " CreateDate",
                    denial.roleCreatedAt().toString()));
        }
        judged(denial.now(), "role's policies, judged", evidence);
        judged(denial.executionRole(), "execution role's policies, judged", evidence);
        return new Finding(
                ARTICLE, Severity.ERROR, task.arn(), told.cause(), evidence, told.fixes(), told.confidence());
    }

    private static void judged(@Nullable Judgement judgement, String source, List<Evidence> evidence) {
        if (judgement != null) {
            evidence.add(new Evidence(source, judgement.why()));
            judgement.nearMisses().forEach(near -> evidence.add(new Evidence(source, near.text())));
        }
    }

    private static String name(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }
}
