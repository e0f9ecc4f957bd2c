package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.ContainerFact;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.ServiceFact;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that were stopped for their health as soon as their check could say so, though the check does pass: another task of
 * the same revision, which nobody stopped so early, is HEALTHY. What they lack is time.
 */
final class SlowStarts {
    private static final int SHORTEST_GRACE = 60;
    /** Who needs longer has another trouble. */
    private static final int LONGEST_GRACE = 600;
    /** From the last failed check to the task's end. Source: measured; the scheduler decides within a second. */
    private static final Duration SLACK = Duration.ofSeconds(15);

    private SlowStarts() {}

    /** Absent where the evidence does not say that the check would have passed. */
    static @Nullable StopCause of(TaskFact task, @Nullable DefinitionFact definition, ClusterFacts facts) {
        ServiceFact service = facts.service(task.service());
        ContainerFact checked = checked(task, definition);
        DefinitionFact.HealthCheck check = check(definition, checked);
        if (service == null || checked == null || check == null || task.startedAt() == null) {
            return null;
        }
        Duration lived = age(task, ended(task));
        TaskFact proof = facts.tasks().stream()
                .filter(other -> other.definitionArn().equals(task.definitionArn())
                        && other.lastStatus().equals("RUNNING")
                        && other.healthStatus().equals("HEALTHY")
                        && age(other, facts.at()).compareTo(lived) > 0)
                .findFirst()
                .orElse(null);
        if (proof == null || lived.compareTo(firstVerdict(check, service).plus(SLACK)) > 0) {
            return null;
        }
        return cause(task, service, checked.name(), check, proof, lived, age(proof, facts.at()));
    }

    private static StopCause cause(
            TaskFact task,
            ServiceFact service,
            String name,
            DefinitionFact.HealthCheck check,
            TaskFact proof,
            Duration lived,
            Duration proven) {
        int grace = Math.clamp(proven.toSeconds() * 2, SHORTEST_GRACE, LONGEST_GRACE);
        String left = check.retries() + " × " + check.interval() + " s, startPeriod " + check.startPeriod()
                + " s, healthCheckGracePeriodSeconds " + service.healthCheckGracePeriodSeconds();
        return new StopCause(
                "elb-ecs-tasks-improperly-replaced",
                Words.of(
                        "Tasks of service " + service.name() + " are stopped " + lived.toSeconds()
                                + " s after their start, before the check of container " + name
                                + " can pass; it does pass: task " + proof.id() + " of the same revision is HEALTHY."
                                + " The time they have: " + left + ".",
                        "サービス " + service.name() + " のタスクは起動から " + lived.toSeconds() + " 秒で停止されています。コンテナ " + name
                                + " のチェックが成功する前です。同じリビジョンのタスク " + proof.id()
                                + " は HEALTHY なので、チェック自体は成功します。与えられている時間: " + left + "。"),
                List.of(
                        Fix.of(
                                "Let the scheduler ignore the check for " + grace + " s after a task's start.",
                                "タスクの起動後 " + grace + " 秒間、スケジューラーがチェック結果を無視するようにしてください。",
                                Commands.updateService(
                                        service.cluster(),
                                        service.name(),
                                        "--health-check-grace-period-seconds " + grace)),
                        Fix.of(
                                "Or say it in the definition, which helps tasks that are run by hand as well.",
                                "またはタスク定義の startPeriod で指定してください。手動で実行するタスクにも有効です。",
                                Definitions.change(
                                        task,
                                        Definitions.container(
                                                name, ".healthCheck.startPeriod = " + Math.min(300, grace))))),
                Confidence.LIKELY,
                null,
                List.of(
                        new Evidence(
                                "DescribeTasks startedAt, stoppingAt", task.startedAt() + ", " + task.stoppingAt()),
                        new Evidence(
                                "DescribeTasks " + proof.id() + " healthStatus",
                                "HEALTHY, " + proven.toSeconds() + " s after its start"),
                        new Evidence("DescribeTaskDefinition containerDefinitions[" + name + "].healthCheck", left)));
    }

    /** The earliest at which a task that never was healthy is given up. */
    private static Duration firstVerdict(DefinitionFact.HealthCheck check, ServiceFact service) {
        long checks = check.startPeriod() + (long) check.retries() * (check.interval() + check.timeout());
        return Duration.ofSeconds(Math.max(checks, service.healthCheckGracePeriodSeconds() + check.interval()));
    }

    private static @Nullable ContainerFact checked(TaskFact task, @Nullable DefinitionFact definition) {
        return task.containers().stream()
                .filter(container -> check(definition, container) != null)
                .findFirst()
                .orElse(null);
    }

    private static DefinitionFact.@Nullable HealthCheck check(
            @Nullable DefinitionFact definition, @Nullable ContainerFact container) {
        var defined = definition == null || container == null ? null : definition.container(container.name());
        return defined == null ? null : defined.healthCheck();
    }

    private static Instant ended(TaskFact task) {
        return task.stoppingAt() != null ? task.stoppingAt() : Failures.stoppedAt(task);
    }

    private static Duration age(TaskFact task, Instant at) {
        return task.startedAt() == null ? Duration.ZERO : Duration.between(task.startedAt(), at);
    }
}
