package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.InstanceFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Instances whose agent is away, and those that are registered though nothing is left of them. */
public final class Agents implements Probe {
    private static final Duration FIRST_CONNECTION = Duration.ofSeconds(30);

    @Override
    public Words looksAt() {
        return Words.of("agents of the container instances", "コンテナインスタンスのエージェント");
    }

    @Override
    public List<Finding> examine(ClusterFacts facts) {
        List<Finding> findings = new ArrayList<>();
        for (InstanceFact instance : facts.instances()) {
            if (!instance.agentConnected() && !instance.status().equals("INACTIVE") && !justCame(facts, instance)) {
                findings.add(disconnected(facts, instance));
            }
        }
        return findings;
    }

    /** An agent registers first and connects then. */
    private static boolean justCame(ClusterFacts facts, InstanceFact instance) {
        return instance.registeredAt() != null
                && instance.registeredAt().plus(FIRST_CONNECTION).isAfter(facts.at());
    }

    private static Finding disconnected(ClusterFacts facts, InstanceFact instance) {
        boolean needed = instance.runningTasks() + instance.pendingTasks() > 0
                || facts.instances().stream().noneMatch(InstanceFact::takesTasks);
        List<Evidence> evidence = List.of(
                new Evidence("DescribeContainerInstances agentConnected", "false"),
                new Evidence("DescribeContainerInstances status", instance.status()),
                new Evidence(
                        "DescribeContainerInstances",
                        instance.runningTasks() + " tasks running and " + instance.pendingTasks()
                                + " pending there by the last report"));
        return new Finding(
                "ecs-agent-disconnected-linux2-ami",
                needed ? Severity.ERROR : Severity.WARNING,
                instance.arn(),
                Words.of(
                        "The agent of container instance " + instance.id()
                                + " is not connected: its tasks go on unwatched, and it gets no new ones.",
                        "コンテナインスタンス " + instance.id() + " のエージェントが切断されています。実行中のタスクは監視されず、新しいタスクも配置されません。"),
                evidence,
                List.of(
                        Fix.of(
                                "Start the agent on that host again (a disconnection of less than a minute mends itself);"
                                        + " its log tells why it left.",
                                "該当ホストでエージェントを再起動してください（1 分未満の切断は自動復旧します）。原因はエージェントのログにあります。",
                                "systemctl restart roadstead-agent   # the amazon-ecs-agent: systemctl restart ecs"),
                        Fix.of(
                                "Where the host is gone for good, take it off the cluster; services start its tasks"
                                        + " elsewhere.",
                                "ホストが失われた場合は登録を解除してください。サービスのタスクは別のインスタンスで起動されます。",
                                "aws ecs deregister-container-instance --cluster " + Commands.quoted(facts.name())
                                        + " --container-instance " + instance.id() + " --force")),
                Confidence.CERTAIN);
    }
}
