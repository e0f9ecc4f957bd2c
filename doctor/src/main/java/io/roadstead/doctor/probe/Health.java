package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.ContainerFact;
import io.roadstead.doctor.facts.ServiceFact;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tasks that run and whose containers say they are not well. */
public final class Health implements Probe {
    @Override
    public Words looksAt() {
        return Words.of("health of running tasks", "実行中タスクのヘルス");
    }

    @Override
    public List<Finding> examine(ClusterFacts facts) {
        List<Finding> findings = new ArrayList<>();
        Set<String> told = new HashSet<>();
        for (TaskFact task : facts.tasks()) {
            if (!task.lastStatus().equals("RUNNING")
                    || !task.healthStatus().equals("UNHEALTHY")
                    || graced(task, facts)) {
                continue;
            }
            for (ContainerFact container : task.containers()) {
                if (container.healthStatus().equals("UNHEALTHY") && told.add(task.group() + "/" + container.name())) {
                    findings.add(finding(task, container));
                }
            }
        }
        return findings;
    }

    /** Until then its service waits for it to get well. Source: ecs-behaviour 6.7. */
    private static boolean graced(TaskFact task, ClusterFacts facts) {
        ServiceFact service = facts.service(task.service());
        return service != null
                && task.startedAt() != null
                && task.startedAt()
                        .plusSeconds(service.healthCheckGracePeriodSeconds())
                        .isAfter(facts.at());
    }

    private static Finding finding(TaskFact task, ContainerFact container) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                "DescribeTasks containers[" + container.name() + "].healthStatus", container.healthStatus()));
        evidence.add(new Evidence("DescribeTasks lastStatus", task.lastStatus()));
        if (!container.reason().isEmpty()) {
            evidence.add(new Evidence("DescribeTasks containers[" + container.name() + "].reason", container.reason()));
        }
        return new Finding(
                HealthCauses.ARTICLE,
                Severity.ERROR,
                task.arn(),
                Words.of(
                        "Container " + container.name() + " runs, and its health check fails.",
                        "コンテナ " + container.name() + " は実行中ですが、ヘルスチェックに失敗しています。"),
                evidence,
                List.of(HealthCauses.fix(task, container.name())),
                Confidence.CERTAIN);
    }
}
