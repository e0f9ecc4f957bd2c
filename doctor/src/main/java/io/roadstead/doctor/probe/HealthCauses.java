package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ContainerFact;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Containers whose own health check fails. */
final class HealthCauses {
    static final String ARTICLE = "ecs-task-container-health-check-failures";

    private HealthCauses() {}

    static StopCause stopped(TaskFact task, @Nullable DefinitionFact definition) {
        ContainerFact checked = task.containers().stream()
                .filter(container -> container.healthStatus().equals("UNHEALTHY"))
                .findFirst()
                .orElseGet(() -> checked(task, definition));
        String name = checked == null ? "<CONTAINER>" : checked.name();
        return new StopCause(
                ARTICLE,
                Words.of(
                        "The health check of container " + name + " fails, and the service replaces its tasks"
                                + told(definition, name) + ".",
                        "コンテナ " + name + " のヘルスチェックが失敗し、サービスがタスクを置き換えています" + told(definition, name) + "。"),
                List.of(fix(task, name), time(task)),
                Confidence.CERTAIN,
                checked);
    }

    private static @Nullable ContainerFact checked(TaskFact task, @Nullable DefinitionFact definition) {
        return task.containers().stream()
                .filter(container -> {
                    var defined = definition == null ? null : definition.container(container.name());
                    return defined != null && defined.healthCheck() != null;
                })
                .findFirst()
                .orElse(null);
    }

    /** The check itself with the time it leaves. */
    private static String told(@Nullable DefinitionFact definition, String name) {
        var defined = definition == null ? null : definition.container(name);
        var check = defined == null ? null : defined.healthCheck();
        if (check == null) {
            return "";
        }
        return " (" + String.join(" ", check.command()) + "; interval " + check.interval() + " s, timeout "
                + check.timeout() + " s, retries " + check.retries() + ", startPeriod " + check.startPeriod() + " s)";
    }

    /** For a program that would pass its check if it were given longer; whether it would cannot be seen here. */
    private static Fix time(TaskFact task) {
        return Fix.of(
                "Where the program merely starts slowly, let the scheduler ignore the check for two minutes.",
                "起動が遅いだけなら、起動後 2 分間はスケジューラーがチェック結果を無視するようにしてください。",
                Commands.updateService(task.cluster(), task.service(), "--health-check-grace-period-seconds 120"));
    }

    static Fix fix(TaskFact task, String name) {
        return Fix.of(
                "Run the check by hand in the container and correct it; where the program merely starts slowly, raise"
                        + " startPeriod.",
                "コンテナ内でチェックコマンドを手動実行して修正してください。起動が遅いだけなら startPeriod を増やします。",
                Definitions.change(
                        task, Definitions.container(name, ".healthCheck.command = [\"CMD-SHELL\", \"<CHECK>\"]")));
    }
}
