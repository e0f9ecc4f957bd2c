package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.InstanceFact;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.util.ArrayList;
import java.util.List;

/** Hosts that came back smaller than what their tasks were promised: less is registered than is taken. */
public final class Shrunk implements Probe {
    @Override
    public Words looksAt() {
        return Words.of("sizes of the container instances", "コンテナインスタンスのサイズ");
    }

    @Override
    public List<Finding> examine(ClusterFacts facts) {
        List<Finding> findings = new ArrayList<>();
        for (InstanceFact instance : facts.instances()) {
            if (instance.status().equals("ACTIVE")
                    && (instance.remaining().cpu() < 0 || instance.remaining().memory() < 0)) {
                findings.add(finding(facts, instance));
            }
        }
        return findings;
    }

    private static Finding finding(ClusterFacts facts, InstanceFact instance) {
        List<String> lacking = new ArrayList<>();
        List<Evidence> evidence = new ArrayList<>();
        told("CPU", instance.registered().cpu(), instance.remaining().cpu(), evidence);
        told("MEMORY", instance.registered().memory(), instance.remaining().memory(), evidence);
        if (instance.remaining().cpu() < 0) {
            lacking.add(-instance.remaining().cpu() + " CPU units");
        }
        if (instance.remaining().memory() < 0) {
            lacking.add(-instance.remaining().memory() + " MiB of memory");
        }
        List<TaskFact> tasks = facts.tasksOn(instance);
        evidence.add(new Evidence("DescribeTasks", tasks.size() + " tasks there"));
        String missing = String.join(" and ", lacking);
        return new Finding(
                "ecs-change-container-instance-type",
                Severity.WARNING,
                instance.arn(),
                Words.of(
                        "Container instance " + instance.id() + " is smaller than it was: its tasks were promised "
                                + missing + " more than it has now.",
                        "コンテナインスタンス " + instance.id() + " は以前より小さくなっています。タスクに割り当て済みの量が、現在の容量を " + missing + " 超えています。"),
                evidence,
                fixes(facts, instance),
                Confidence.CERTAIN);
    }

    private static void told(String name, int registered, int remaining, List<Evidence> evidence) {
        evidence.add(new Evidence(
                "DescribeContainerInstances " + name, registered + " registered, " + remaining + " remaining"));
    }

    private static List<Fix> fixes(ClusterFacts facts, InstanceFact instance) {
        List<Fix> fixes = new ArrayList<>();
        if (facts.instances().stream().noneMatch(other -> other.takesTasks() && !other.equals(instance))) {
            fixes.add(Fix.of(
                    "Join another host first: there is none that could take its tasks.",
                    "先に別のホストを参加させてください。タスクを引き受けられるホストがありません。",
                    "./roadstead agent --server \"$AWS_ENDPOINT_URL\" --cluster " + Commands.quoted(facts.name())));
        }
        fixes.add(Fix.of(
                "Let the services move to the other instances; what was run by hand stays until it is stopped.",
                "サービスのタスクを別のインスタンスへ移してください。手動で起動したタスクは停止するまで残ります。",
                "aws ecs update-container-instances-state --cluster " + Commands.quoted(facts.name())
                        + " --status DRAINING --container-instances " + instance.id()));
        fixes.add(Fix.of(
                "Or give the host its size back and start its agent again.", "またはホストのサイズを元に戻し、エージェントを再起動してください。"));
        return fixes;
    }
}
