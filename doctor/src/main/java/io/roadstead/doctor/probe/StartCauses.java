package io.roadstead.doctor.probe;

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
                        "aws logs create-log-group --log-group-name " + group(seen) + " && "
                                + Definitions.again(seen.task()))),
                Confidence.LIKELY,
                seen.container());
    }

    private static String group(Seen seen) {
        var defined = seen.defined();
        String group = defined == null ? "" : defined.logOptions().getOrDefault("awslogs-group", "");
        return group.isEmpty() ? "<LOG-GROUP>" : Commands.quoted(group);
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

    static StopCause timeout(Seen seen) {
        return new StopCause(
                "ecs-fargate-docker-timeout-error",
                Words.of(
                        "The Docker Engine did not finish in the time the agent gives it.",
                        "Docker Engine の処理がエージェントの待ち時間内に終わりませんでした。"),
                List.of(Fix.of(
                        "See how the engine does on that instance: processors, memory, disk. Where it is merely slow,"
                                + " ECS_CONTAINER_START_TIMEOUT and ECS_CONTAINER_CREATE_TIMEOUT give it longer.",
                        "該当インスタンスで Docker Engine の状態（CPU、メモリ、ディスク）を確認してください。単に遅い場合は"
                                + " ECS_CONTAINER_START_TIMEOUT と ECS_CONTAINER_CREATE_TIMEOUT を延ばせます。",
                        "time docker ps && docker system df && uptime")),
                Confidence.LIKELY,
                seen.container());
    }

    static StopCause dependency(Seen seen) {
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

    static Fix lookAtDefinition(TaskFact task) {
        return Fix.of(
                "Compare the words of ECS with the definition, and correct it.",
                "ECS のメッセージとタスク定義を照らし合わせて修正してください。",
                Commands.describeDefinition(task.definition()));
    }
}
