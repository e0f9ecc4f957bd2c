package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.ContainerFact;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.LogFact;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.StopCause.Seen;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Containers that ran and ended. Source: ecs-behaviour 4.7 for the exit codes. */
final class ExitCauses {
    private static final String ARTICLE = "ecs-tasks-container-exit-issues";

    private ExitCauses() {}

    /** Absent for a task that ran to its end with 0 and belongs to no service: that is what it was for. */
    static @Nullable StopCause of(TaskFact task, @Nullable DefinitionFact definition, ClusterFacts facts) {
        ContainerFact ended = ended(task, definition);
        if (ended == null || ended.exitCode() == null) {
            return null;
        }
        int code = ended.exitCode();
        if (code == 0 && task.service().isEmpty()) {
            return null;
        }
        LogFact log = log(task, ended, facts);
        Seen seen = new Seen(task, ended, definition);
        StopCause misread = log == null || code == 0 ? null : FileLineCauses.of(seen, log, facts.lacks());
        if (misread != null) {
            return misread;
        }
        StopCause told = log == null || code == 0 ? null : SaidCauses.of(seen, log);
        if (told != null) {
            return told;
        }
        return new StopCause(
                ARTICLE,
                words(ended.name(), code),
                List.of(look(task, ended.name()), change(task, ended.name())),
                confidence(code),
                ended);
    }

    /** Its own, or that of the newest one of its kind that ended with the same code: it says the same. */
    private static @Nullable LogFact log(TaskFact task, ContainerFact ended, ClusterFacts facts) {
        return facts.logs().stream()
                .filter(log -> log.container().equals(ended.name()))
                .filter(log -> alike(facts.task(log.taskArn()), task, ended))
                .findFirst()
                .orElse(null);
    }

    private static boolean alike(@Nullable TaskFact other, TaskFact task, ContainerFact ended) {
        return other != null
                && other.stopped()
                && other.group().equals(task.group())
                && other.definitionArn().equals(task.definitionArn())
                && other.containers().stream()
                        .anyMatch(container -> container.name().equals(ended.name())
                                && Objects.equals(container.exitCode(), ended.exitCode()));
    }

    /** The essential container whose end was the task's: one that failed before one that did not. */
    private static @Nullable ContainerFact ended(TaskFact task, @Nullable DefinitionFact definition) {
        ContainerFact well = null;
        for (ContainerFact container : task.containers()) {
            var defined = definition == null ? null : definition.container(container.name());
            if (container.exitCode() == null || (defined != null && !defined.essential())) {
                continue;
            }
            if (container.exitCode() != 0) {
                return container;
            }
            well = well == null ? container : well;
        }
        return well;
    }

    private static Words words(String name, int code) {
        return switch (code) {
            case 0 ->
                Words.of(
                        "Essential container " + name
                                + " ends by itself with exit code 0: a service needs a program that stays"
                                + " in the foreground.",
                        "必須コンテナ " + name + " が終了コード 0 で自然終了しています。サービスではフォアグラウンドで動き続ける必要があります。");
            case 126, 127 ->
                Words.of(
                        "The shell in container " + name + " could not run its command (exit code " + code + ").",
                        "コンテナ " + name + " のシェルがコマンドを実行できませんでした（終了コード " + code + "）。");
            case 137 ->
                Words.of(
                        "Container " + name
                                + " was ended by SIGKILL (exit code 137), and not for its memory: somebody killed"
                                + " it, or it did not end within its stopTimeout after SIGTERM.",
                        "コンテナ " + name + " は SIGKILL で終了しました（終了コード 137、メモリ不足ではありません）。"
                                + "外部からの kill か、SIGTERM 後 stopTimeout 内に終了しなかったことが原因です。");
            case 139 ->
                Words.of(
                        "Container " + name + " crashed with a segmentation fault (exit code 139).",
                        "コンテナ " + name + " はセグメンテーション違反で異常終了しました（終了コード 139）。");
            case 143 ->
                Words.of(
                        "Container " + name + " was ended by SIGTERM (exit code 143) though ECS did not ask for it.",
                        "コンテナ " + name + " は SIGTERM で終了しました（終了コード 143）。ECS からの停止要求ではありません。");
            default ->
                Words.of(
                        "The program in container " + name + " ended with an error of its own (exit code " + code
                                + ").",
                        "コンテナ " + name + " のプログラムがエラーで終了しました（終了コード " + code + "）。");
        };
    }

    private static Confidence confidence(int code) {
        return code == 0 || code == 126 || code == 127 ? Confidence.CERTAIN : Confidence.LIKELY;
    }

    private static Fix look(TaskFact task, String container) {
        return Fix.of(
                "Read the container's last lines on its instance: the program says there what it misses.",
                "インスタンス上でコンテナのログの末尾を確認してください。原因はプログラム自身が出力しています。",
                "docker logs --tail 50 $(docker ps --all --quiet --filter label=com.amazonaws.ecs.task-arn="
                        + task.arn() + " --filter label=com.amazonaws.ecs.container-name=" + Commands.quoted(container)
                        + ")");
    }

    private static Fix change(TaskFact task, String container) {
        return Fix.of(
                "Correct the program, its command or its configuration, and deploy again; with another command:",
                "プログラム・コマンド・設定を修正して再デプロイしてください。コマンドを変更する場合:",
                Definitions.change(task, Definitions.container(container, ".command = [\"<COMMAND>\"]")));
    }
}
