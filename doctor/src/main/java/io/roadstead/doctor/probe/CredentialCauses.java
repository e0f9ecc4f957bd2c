package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.LogFact;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.StopCause.Seen;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Programs that found no credentials to call AWS with. Source: knowledge-center 60. */
final class CredentialCauses {
    private static final String ARTICLE = "ecs-fargate-access-aws-services";
    private static final String VARIABLE = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
    /** As the AWS CLI and the SDKs for Python, Java (both), JavaScript (both), Go (both), Ruby and PHP have it. */
    private static final Pattern NONE = Pattern.compile(
            "unable to locate credentials|NoCredentialsError"
                    + "|unable to load (?:aws )?credentials from any (?:of the )?provider|could not load credentials from any"
                    + " provider|CredentialsProviderError|missing credentials in config|NoCredentialProviders"
                    + "|no EC2 IMDS role found|failed to refresh cached credentials|MissingCredentialsError"
                    + "|error retrieving credentials from the instance profile",
            Pattern.CASE_INSENSITIVE);

    private CredentialCauses() {}

    /** Absent when the line does not say so. */
    static @Nullable StopCause of(Seen seen, LogFact log, String line) {
        DefinitionFact definition = seen.definition();
        if (definition == null || !NONE.matcher(line).find()) {
            return null;
        }
        return definition.taskRoleArn().isEmpty()
                ? noRole(seen, definition, log, line)
                : lost(seen, definition, log, line);
    }

    private static StopCause noRole(Seen seen, DefinitionFact definition, LogFact log, String line) {
        String execution = definition.executionRoleArn();
        boolean other = !execution.isEmpty();
        return new StopCause(
                ARTICLE,
                Words.of(
                        "The program in container " + seen.container().name() + " has no credentials to call AWS with: "
                                + definition.name() + " has no task role"
                                + (other ? ". Its execution role " + execution + " is for the agent alone." : "."),
                        "コンテナ " + seen.container().name() + " のプログラムには AWS を呼び出す認証情報がありません。" + definition.name()
                                + " にタスクロールが指定されていません"
                                + (other ? "（実行ロール " + execution + " はエージェント専用です）。" : "。")),
                List.of(Fix.of(
                        "Name a role as taskRoleArn that trusts ecs-tasks.amazonaws.com and may do what the program calls.",
                        "ecs-tasks.amazonaws.com を信頼し、必要な操作を許可したロールを taskRoleArn に指定してください。",
                        Definitions.change(seen.task(), ".taskRoleArn = \"<ROLE-ARN>\""))),
                Confidence.CERTAIN,
                seen.container(),
                SaidCauses.evidence(log, line));
    }

    private static StopCause lost(Seen seen, DefinitionFact definition, LogFact log, String line) {
        return new StopCause(
                ARTICLE,
                Words.of(
                        "The program in container " + seen.container().name() + " finds no credentials though "
                                + definition.name() + " has the task role " + definition.taskRoleArn() + ": " + VARIABLE
                                + " is in the environment of the container's first process and did not reach this one,"
                                + " or its SDK is too old to know it.",
                        definition.name() + " にはタスクロール " + definition.taskRoleArn() + " がありますが、コンテナ "
                                + seen.container().name() + " のプログラムは認証情報を取得できません。環境変数 " + VARIABLE
                                + " はコンテナの最初のプロセス（PID 1）にあり、このプロセスに渡っていないか、SDK が古く対応していません。"),
                List.of(passOn(seen.task(), seen.container().name())),
                Confidence.LIKELY,
                seen.container(),
                SaidCauses.evidence(log, line));
    }

    /** Lets a program have the variable that its container's first process has. */
    static Fix passOn(TaskFact task, String container) {
        return Fix.of(
                "Let the program have the variable of the container's first process: cron, su -, env -i and sshd take it"
                        + " away.",
                "最初のプロセスの環境変数をプログラムに渡してください。cron、su -、env -i、sshd などを経由すると失われます。",
                Definitions.change(
                        task,
                        Definitions.container(
                                container,
                                ".entryPoint = [\"sh\", \"-c\"] | .command = [\"export $(tr \\\"\\\\0\\\" \\\"\\\\n\\\""
                                        + " < /proc/1/environ | grep " + VARIABLE + ") && exec <PROGRAM>\"]")));
    }
}
