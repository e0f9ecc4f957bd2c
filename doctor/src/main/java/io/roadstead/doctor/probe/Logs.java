package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.LogFact;
import io.roadstead.doctor.facts.LogFact.State;
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

/** Running containers whose lines do not get to CloudWatch Logs, or that write none. */
public final class Logs implements Probe {
    /** A driver may make its stream a little after the container's start. */
    private static final Duration STREAM_COMES = Duration.ofMinutes(1);
    /** Without a line for so long since its start a container is worth a word. */
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private static final String MISSING = "ecs-container-logs-cloudwatch";
    private static final String SILENT = "ecs-eks-troubleshoot-container-logs";

    @Override
    public Words looksAt() {
        return Words.of("containers' logs", "コンテナのログ");
    }

    @Override
    public List<Finding> examine(ClusterFacts facts) {
        List<Finding> findings = new ArrayList<>();
        for (LogFact log : facts.logs()) {
            TaskFact task = facts.task(log.taskArn());
            if (task != null && !task.stopped()) {
                Finding finding =
                        switch (log.state()) {
                            case NO_GROUP, NO_STREAM -> since(task, STREAM_COMES, facts) ? missing(task, log) : null;
                            case EMPTY -> since(task, SILENCE, facts) ? silent(facts, task, log) : null;
                            case WRITTEN -> null;
                        };
                if (finding != null) {
                    findings.add(finding);
                }
            }
        }
        findings.addAll(unlogged(facts));
        return findings;
    }

    private static boolean since(TaskFact task, Duration time, ClusterFacts facts) {
        return task.startedAt() != null && !task.startedAt().plus(time).isAfter(facts.at());
    }

    private static Finding missing(TaskFact task, LogFact log) {
        boolean group = log.state() == State.NO_GROUP;
        String region = " --region " + Commands.quoted(log.region());
        return new Finding(
                MISSING,
                Severity.WARNING,
                task.arn(),
                Words.of(
                        "Container " + log.container() + " runs, and its lines get lost: in " + log.region()
                                + (group ? " log group " + log.group() : " log stream " + log.place())
                                + " is not there any more.",
                        "コンテナ " + log.container() + " は実行中ですが、リージョン " + log.region() + " に"
                                + (group ? "ロググループ " + log.group() : "ログストリーム " + log.place())
                                + " が無いため、ログが失われています。"),
                List.of(
                        new Evidence(
                                "DescribeLogStreams " + log.place(),
                                group
                                        ? "ResourceNotFoundException: The specified log group does not exist."
                                        : "no such stream"),
                        new Evidence("DescribeTasks lastStatus", task.lastStatus())),
                List.of(Fix.of(
                        (group ? "Make the log group again" : "Let the driver make its stream again")
                                + ", and start new tasks: the stream is made when a container starts.",
                        (group ? "ロググループを作成し直し、" : "") + "タスクを入れ替えてください。ストリームはコンテナの開始時に作成されます。",
                        (group
                                        ? "aws logs create-log-group --log-group-name " + Commands.quoted(log.group())
                                                + region + " && "
                                        : "")
                                + Definitions.anew(task))),
                Confidence.CERTAIN);
    }

    private static @Nullable Finding silent(ClusterFacts facts, TaskFact task, LogFact log) {
        DefinitionFact definition = facts.definitions().get(task.definitionArn());
        DefinitionFact.Container defined = definition == null ? null : definition.container(log.container());
        if (defined == null) {
            return null;
        }
        long minutes = Duration.between(task.startedAt(), facts.at()).toMinutes();
        return new Finding(
                SILENT,
                Severity.INFO,
                task.arn(),
                Words.of(
                        "Container " + log.container() + " has not written a line to its standard output since it"
                                + " started " + minutes + " minutes ago.",
                        "コンテナ " + log.container() + " は開始から " + minutes + " 分間、標準出力に 1 行も出力していません。"),
                List.of(
                        new Evidence("GetLogEvents " + log.place(), "no events"),
                        new Evidence("DescribeTasks startedAt", String.valueOf(task.startedAt()))),
                List.of(Fix.of(
                        "Where it writes to a file, let that file be its output, and deploy again.",
                        "ファイルに出力している場合は、そのファイルを標準出力に向けて再デプロイしてください。",
                        Definitions.change(task, Definitions.container(log.container(), linked(defined))))),
                Confidence.POSSIBLE);
    }

    /** The container's own program behind a shell that makes its file a name of the output. */
    private static String linked(DefinitionFact.Container defined) {
        boolean known = !defined.command().isEmpty() || !defined.entryPoint().isEmpty();
        return "(((.entryPoint // []) + " + (known ? "(.command // [])" : "[\"<COMMAND>\"]")
                + ") | map(@sh) | join(\" \")) as $program | .entryPoint = [\"sh\", \"-c\"]"
                + " | .command = [\"ln -sf /dev/stdout <LOG-FILE> && exec \" + $program]";
    }

    /** Containers without a word about logs beside others that send theirs to CloudWatch Logs. */
    private static List<Finding> unlogged(ClusterFacts facts) {
        List<Finding> findings = new ArrayList<>();
        Set<String> told = new HashSet<>();
        for (TaskFact task : facts.tasks()) {
            DefinitionFact definition = facts.definitions().get(task.definitionArn());
            if (definition == null || !task.lastStatus().equals("RUNNING") || !told.add(definition.arn())) {
                continue;
            }
            DefinitionFact.Container logged = definition.containers().stream()
                    .filter(container -> container.logDriver().equals("awslogs"))
                    .findFirst()
                    .orElse(null);
            if (logged != null) {
                definition.containers().stream()
                        .filter(container -> container.logDriver().isEmpty())
                        .forEach(container -> findings.add(unlogged(task, container, logged)));
            }
        }
        return findings;
    }

    private static Finding unlogged(
            TaskFact task, DefinitionFact.Container container, DefinitionFact.Container logged) {
        return new Finding(
                MISSING,
                Severity.INFO,
                task.definitionArn(),
                Words.of(
                        "Container " + container.name() + " of " + task.definition()
                                + " has no logConfiguration: its lines"
                                + " stay on the container instance, while those of " + logged.name()
                                + " go to CloudWatch Logs.",
                        task.definition() + " のコンテナ " + container.name() + " に logConfiguration が無いため、ログはコンテナ"
                                + "インスタンス上にしか残りません（" + logged.name() + " のログは CloudWatch Logs に送られています）。"),
                List.of(
                        new Evidence(
                                "DescribeTaskDefinition containerDefinitions[" + container.name()
                                        + "].logConfiguration",
                                "none"),
                        new Evidence(
                                "DescribeTaskDefinition containerDefinitions[" + logged.name()
                                        + "].logConfiguration.logDriver",
                                logged.logDriver())),
                List.of(Fix.of(
                        "Let it log as " + logged.name() + " does, and deploy again.",
                        logged.name() + " と同じログ設定を追加し、再デプロイしてください。",
                        Definitions.change(
                                task,
                                "(.containerDefinitions[] | select(.name == \"" + logged.name()
                                        + "\").logConfiguration) as $log | "
                                        + Definitions.container(container.name(), ".logConfiguration = $log")))),
                Confidence.CERTAIN);
    }
}
