package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ContainerFact;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.StopCause.Seen;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Containers that the engine could not start. */
final class StartCauses {
    private static final Pattern PORT =
            Pattern.compile("(?:Bind for |listen \\w+ |bind host port (?:for )?)\\S*?:(\\d+)");

    private StartCauses() {}

    static StopCause portTaken(Seen seen) {
        Matcher port = PORT.matcher(seen.reason());
        String number = port.find() ? port.group(1) : "<PORT>";
        return new StopCause(
                "dynamic-port-mapping-ecs",
                Words.of(
                        "Something on the host that ECS knows nothing of holds port " + number + ".",
                        "ECS の管理外のプロセスがホストのポート " + number + " を使用しています。"),
                List.of(
                        Fix.of(
                                "Let Docker choose a free port: host port 0.",
                                "ホストポートを 0 にして、空きポートを自動で割り当ててください。",
                                Definitions.change(
                                        seen.task(),
                                        Definitions.container(
                                                seen.container().name(), ".portMappings |= map(.hostPort = 0)"))),
                        Fix.of(
                                "Or find who holds it, and end that.",
                                "または、ポートを使用しているプロセスを特定して停止してください。",
                                "ss -ltnp 'sport = :" + number + "'")),
                Confidence.CERTAIN,
                seen.container());
    }

    static StopCause logs(Seen seen) {
        return new StopCause(
                "ecs-resource-initialization-error",
                Words.of(
                        "The log driver of container " + seen.container().name() + " could not be set up.",
                        "コンテナ " + seen.container().name() + " のログドライバーを初期化できません。"),
                List.of(Fix.of(
                        "Make the log group, or let the driver make it with the option awslogs-create-group=true.",
                        "ロググループを作成するか、awslogs-create-group=true を指定してください。",
                        "aws logs create-log-group --log-group-name " + group(seen) + region(seen) + " && "
                                + Definitions.again(seen.task()))),
                Confidence.LIKELY,
                seen.container());
    }

    private static String group(Seen seen) {
        var defined = seen.defined();
        String group = defined == null ? "" : defined.logOptions().getOrDefault("awslogs-group", "");
        return group.isEmpty() ? "<LOG-GROUP>" : Commands.quoted(group);
    }

    /** Where the group has to be is the definition's business, and not where the reader's CLI looks. */
    private static String region(Seen seen) {
        var defined = seen.defined();
        String region = defined == null ? "" : defined.logOptions().getOrDefault("awslogs-region", "");
        return region.isEmpty() ? "" : " --region " + Commands.quoted(region);
    }

    static StopCause command(Seen seen) {
        boolean format = seen.reason().contains("exec format error");
        return new StopCause(
                "ecs-tasks-container-exit-issues",
                Words.of(
                        format
                                ? "The program in " + seen.image()
                                        + " was built for another processor than this host's."
                                : "What container " + seen.container().name()
                                        + " is told to run is not in its image, or cannot be run.",
                        format
                                ? seen.image() + " のプログラムは、このホストとは別の CPU アーキテクチャ用です。"
                                : "コンテナ " + seen.container().name() + " に指定されたコマンドがイメージ内に無いか、実行できません。"),
                List.of(Fix.of(
                        "Correct command or entryPoint, or the image.",
                        "command / entryPoint またはイメージを修正してください。",
                        Definitions.change(
                                seen.task(),
                                Definitions.container(seen.container().name(), ".command = [\"<COMMAND>\"]")))),
                Confidence.CERTAIN,
                seen.container());
    }

    static StopCause volume(Seen seen) {
        return new StopCause(
                "ecs-task-stopped",
                Words.of(
                        "A volume of container " + seen.container().name() + " could not be mounted: " + seen.reason(),
                        "コンテナ " + seen.container().name() + " のボリュームをマウントできません: " + seen.reason()),
                List.of(lookAtDefinition(seen.task())),
                Confidence.LIKELY,
                seen.container());
    }

    /** A container that waited for another: the other is the cause where it is known to have ended badly. */
    static StopCause dependency(Seen seen) {
        DefinitionFact.Container defined = seen.defined();
        boolean late = seen.reason().contains("has timed out");
        for (ContainerFact other : seen.task().containers()) {
            String condition = defined == null ? null : defined.dependsOn().get(other.name());
            if (condition != null && late && seen.reason().contains(other.name())) {
                return waitedTooLong(seen, other, condition);
            }
            if (condition != null && !late && other.exitCode() != null && other.exitCode() != 0) {
                return waitedFor(seen, other, condition);
            }
        }
        return new StopCause(
                "ecs-task-stopped",
                Words.of(
                        "Container " + seen.container().name()
                                + " waited for another one that did not come as far as its dependsOn asks.",
                        "コンテナ " + seen.container().name() + " の dependsOn の条件が満たされませんでした。"),
                List.of(lookAtDefinition(seen.task())),
                Confidence.LIKELY,
                seen.container());
    }

    /** The other ran, and ended only when the agent gave the task up: its exit code says nothing. */
    private static StopCause waitedTooLong(Seen seen, ContainerFact other, String condition) {
        String waiting = seen.container().name();
        DefinitionFact definition = seen.definition();
        DefinitionFact.Container awaited = definition == null ? null : definition.container(other.name());
        Integer limit = awaited == null ? null : awaited.startTimeout();
        return new StopCause(
                "ecs-task-stopped",
                Words.of(
                        "Container " + waiting + " was never started: it waits for container " + other.name() + " ("
                                + condition + "), and that one did not come so far within "
                                + (limit == null
                                        ? "the time the agent gives it."
                                        : "its startTimeout of " + limit + " s."),
                        "コンテナ " + waiting + " は開始されませんでした。待っていたコンテナ " + other.name() + "（" + condition + "）が"
                                + (limit == null ? "エージェントの制限時間内" : " startTimeout（" + limit + " 秒）内")
                                + "に条件を満たさなかったためです。"),
                List.of(
                        Fix.of(
                                "See why " + other.name()
                                        + " takes so long; where it needs the time, give it two minutes.",
                                other.name() + " に時間がかかる原因を確認してください。必要な時間であれば、2 分まで待つようにします。",
                                Definitions.change(
                                        seen.task(), Definitions.container(other.name(), ".startTimeout = 120"))),
                        onlyItsStart(seen, other)),
                Confidence.CERTAIN,
                seen.container());
    }

    private static Fix onlyItsStart(Seen seen, ContainerFact other) {
        String waiting = seen.container().name();
        return Fix.of(
                "Or, where " + waiting + " can do without it, let it wait for no more than the other's start.",
                "または、" + waiting + " が " + other.name() + " の成功を必要としない場合は、開始だけを待つように変更してください。",
                Definitions.change(
                        seen.task(),
                        Definitions.container(
                                waiting,
                                ".dependsOn |= map(if .containerName == \"" + other.name()
                                        + "\" then .condition = \"START\" else . end)")));
    }

    private static StopCause waitedFor(Seen seen, ContainerFact other, String condition) {
        String waiting = seen.container().name();
        return new StopCause(
                "ecs-task-stopped",
                Words.of(
                        "Container " + waiting + " was never started: it waits for container " + other.name() + " ("
                                + condition + "), and that one ended with exit code " + other.exitCode() + ".",
                        "コンテナ " + waiting + " は開始されませんでした。待っていたコンテナ " + other.name() + "（" + condition + "）が終了コード "
                                + other.exitCode() + " で終了したためです。"),
                List.of(
                        Fix.of(
                                "Correct what " + other.name() + " runs; with another command:",
                                other.name() + " の処理を修正してください。コマンドを変更する場合:",
                                Definitions.change(
                                        seen.task(),
                                        Definitions.container(other.name(), ".command = [\"<COMMAND>\"]"))),
                        onlyItsStart(seen, other)),
                Confidence.CERTAIN,
                seen.container());
    }

    static Fix lookAtDefinition(TaskFact task) {
        return Fix.of(
                "Compare the words of ECS with the definition, and correct it.",
                "ECS のメッセージとタスク定義を照らし合わせて修正してください。",
                Commands.describeDefinition(task.definition()));
    }
}
