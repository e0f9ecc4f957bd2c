package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Why tasks stopped: one finding for each cause in each service or family, about the newest task of that cause. */
public final class StoppedTasks implements Probe {
    @Override
    public Words looksAt() {
        return Words.of("stopped tasks", "停止したタスク");
    }

    @Override
    public List<Finding> examine(ClusterFacts facts) {
        List<Finding> findings = new ArrayList<>();
        Failures.byGroup(facts).forEach((group, tasks) -> {
            Map<String, Same> causes = new LinkedHashMap<>();
            for (TaskFact task : tasks) {
                StopCause cause = StopCauses.of(task, facts);
                if (cause != null) {
                    causes.computeIfAbsent(cause.article() + cause.cause().en(), first -> new Same(task, cause))
                            .count++;
                }
            }
            causes.values().forEach(same -> findings.add(finding(same)));
        });
        return findings;
    }

    /** Tasks of one group that stopped for one cause. */
    private static final class Same {
        private final TaskFact newest;
        private final StopCause cause;
        private int count;

        Same(TaskFact newest, StopCause cause) {
            this.newest = newest;
            this.cause = cause;
        }
    }

    private static Finding finding(Same same) {
        TaskFact task = same.newest;
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("DescribeTasks stopCode", task.stopCode()));
        evidence.add(new Evidence("DescribeTasks stoppedReason", task.stoppedReason()));
        task.containers().forEach(container -> {
            if (!container.reason().isEmpty()) {
                evidence.add(
                        new Evidence("DescribeTasks containers[" + container.name() + "].reason", container.reason()));
            }
            if (container.exitCode() != null) {
                evidence.add(new Evidence(
                        "DescribeTasks containers[" + container.name() + "].exitCode",
                        container.exitCode().toString()));
            }
        });
        evidence.addAll(same.cause.more());
        if (same.count > 1) {
            evidence.add(new Evidence("DescribeTasks", same.count + " tasks of " + task.group() + " stopped so"));
        }
        return new Finding(
                same.cause.article(),
                Severity.ERROR,
                task.arn(),
                same.cause.cause(),
                evidence,
                same.cause.fixes(),
                same.cause.confidence());
    }
}
