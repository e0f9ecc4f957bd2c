package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.ServiceFact;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Tags of services that their tasks do not have. Source: ecs-behaviour 12. */
public final class Tags implements Probe {
    @Override
    public Words looksAt() {
        return Words.of("tags of services' tasks", "サービスのタスクのタグ");
    }

    @Override
    public List<Finding> examine(ClusterFacts facts) {
        List<Finding> findings = new ArrayList<>();
        for (ServiceFact service : facts.services()) {
            // Who takes the definition's tags does not want the service's.
            if (!service.active() || service.propagateTags().equals("TASK_DEFINITION")) {
                continue;
            }
            facts.tasksOf(service).stream()
                    .filter(task -> !task.stopped()
                            && !task.tags().keySet().containsAll(service.tags().keySet()))
                    .findFirst()
                    .ifPresent(task -> findings.add(finding(service, task)));
        }
        return findings;
    }

    private static Finding finding(ServiceFact service, TaskFact task) {
        boolean asked = service.propagateTags().equals("SERVICE");
        TreeSet<String> missing = new TreeSet<>(service.tags().keySet());
        missing.removeAll(task.tags().keySet());
        String keys = String.join(", ", missing);
        return new Finding(
                "ecs-troubleshoot-tagging-tasks",
                Severity.INFO,
                service.arn(),
                Words.of(
                        "Tasks of service " + service.name() + " do not carry its tags (" + keys + "): "
                                + (asked
                                        ? "they are older than the tag or than propagateTags; only new tasks get them."
                                        : "propagateTags is " + service.propagateTags() + "."),
                        "サービス " + service.name() + " のタスクにサービスのタグ（" + keys + "）が付いていません。"
                                + (asked
                                        ? "タグまたは propagateTags の設定より前に起動されたタスクです。新しいタスクにのみ付与されます。"
                                        : "propagateTags が " + service.propagateTags() + " です。")),
                List.of(
                        new Evidence("DescribeServices propagateTags", service.propagateTags()),
                        new Evidence(
                                "DescribeServices tags",
                                String.join(", ", new TreeSet<>(service.tags().keySet()))),
                        new Evidence(
                                "DescribeTasks " + task.id() + " tags",
                                task.tags().isEmpty()
                                        ? "none"
                                        : String.join(
                                                ", ", new TreeSet<>(task.tags().keySet())))),
                List.of(Fix.of(
                        "Let the service hand its tags on, and replace its tasks.",
                        "サービスのタグを引き継ぐよう設定し、タスクを入れ替えてください。",
                        Commands.updateService(
                                service.cluster(), service.name(), "--propagate-tags SERVICE --force-new-deployment"))),
                Confidence.CERTAIN);
    }
}
