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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** An agent registers first and connects then; where tasks are, it did. */
    private static boolean justCame(ClusterFacts facts, InstanceFact instance) {
        return instance.registeredAt() != null
                && instance.runningTasks() == 0
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
        InstanceFact successor = successor(facts, instance);
        if (successor != null) {
            return leftover(facts, instance, successor, needed, evidence);
        }
        return new Finding(
                instance.unsupervised() ? "ecs-agent-disconnected" : "ecs-agent-disconnected-linux2-ami",
                needed ? Severity.ERROR : Severity.WARNING,
                instance.arn(),
                Words.of(
                        "The agent of container instance " + instance.id() + on(instance)
                                + " is not connected: its tasks go on unwatched, and it gets no new ones.",
                        "コンテナインスタンス " + instance.id() + onJa(instance)
                                + " のエージェントが切断されています。実行中のタスクは監視されず、新しいタスクも配置されません。"),
                evidence,
                List.of(start(facts, instance), deregister(facts, instance)),
                Confidence.CERTAIN);
    }

    private static String on(InstanceFact instance) {
        return instance.host().isEmpty() ? "" : " on host " + instance.host();
    }

    private static String onJa(InstanceFact instance) {
        return instance.host().isEmpty() ? "" : "（ホスト " + instance.host() + "）";
    }

    /** How the agent of that host is started again: by systemd where that started it, else by hand. */
    static Fix start(ClusterFacts facts, InstanceFact instance) {
        if (instance.unsupervised()) {
            return Fix.of(
                    "Start the agent on that host again: it was started by hand, and nothing there does it by itself."
                            + " Its log tells why it left.",
                    "該当ホストでエージェントを起動してください。手動で起動されたエージェントのため、自動では再起動されません。原因はエージェントのログにあります。",
                    "setsid nohup ./roadstead agent --server \"$AWS_ENDPOINT_URL\" --cluster "
                            + Commands.quoted(facts.name()) + " >> roadstead-agent.log 2>&1 < /dev/null &");
        }
        return Fix.of(
                "Start the agent on that host again (a disconnection of less than a minute mends itself); its log"
                        + " tells why it left.",
                "該当ホストでエージェントを再起動してください（1 分未満の切断は自動復旧します）。原因はエージェントのログにあります。",
                "systemctl restart roadstead-agent   # the amazon-ecs-agent: systemctl restart ecs");
    }

    private static Fix deregister(ClusterFacts facts, InstanceFact instance) {
        return Fix.of(
                "Where the host is gone for good, take it off the cluster; services start its tasks elsewhere.",
                "ホストが失われた場合は登録を解除してください。サービスのタスクは別のインスタンスで起動されます。",
                "aws ecs deregister-container-instance --cluster " + Commands.quoted(facts.name())
                        + " --container-instance " + instance.id() + " --force");
    }

    /** The instance as which the same host registered later: its agent had forgotten that it was this one. */
    private static @Nullable InstanceFact successor(ClusterFacts facts, InstanceFact gone) {
        Instant registered = gone.registeredAt();
        if (gone.host().isEmpty() || registered == null) {
            return null;
        }
        return facts.instances().stream()
                .filter(other -> other.agentConnected()
                        && other.host().equals(gone.host())
                        && other.registeredAt() != null
                        && other.registeredAt().isAfter(registered))
                .findFirst()
                .orElse(null);
    }

    private static Finding leftover(
            ClusterFacts facts, InstanceFact gone, InstanceFact successor, boolean needed, List<Evidence> seen) {
        List<Evidence> evidence = new ArrayList<>(seen);
        evidence.add(new Evidence(
                "DescribeContainerInstances " + gone.id(),
                "host " + gone.host() + ", registeredAt " + gone.registeredAt()));
        evidence.add(new Evidence(
                "DescribeContainerInstances " + successor.id(),
                "host " + successor.host() + ", registeredAt " + successor.registeredAt() + ", agentConnected true"));
        int tasks = gone.runningTasks() + gone.pendingTasks();
        return new Finding(
                "deregister-ecs-instance",
                needed ? Severity.ERROR : Severity.WARNING,
                gone.arn(),
                Words.of(
                        "Container instance " + gone.id() + " is a leftover: its host " + gone.host()
                                + " registered anew as " + successor.id() + ". "
                                + (tasks == 0
                                        ? "Nothing is recorded there."
                                        : tasks + (tasks == 1 ? " task is" : " tasks are")
                                                + " still counted as running there, and nobody replaces "
                                                + (tasks == 1 ? "it." : "them.")),
                        "コンテナインスタンス " + gone.id() + " は過去の登録です。ホスト " + gone.host() + " は " + successor.id()
                                + " として登録し直されています。"
                                + (tasks == 0 ? "タスクは残っていません。" : "実行中とみなされたままのタスクが " + tasks + " 個あり、補充されません。")),
                evidence,
                List.of(Fix.of(
                        "Take the old one off the cluster; services start its tasks elsewhere.",
                        "古い登録を解除してください。サービスのタスクは別のインスタンスで起動されます。",
                        "aws ecs deregister-container-instance --cluster " + Commands.quoted(facts.name())
                                + " --container-instance " + gone.id() + " --force")),
                gone.ec2InstanceId().isEmpty() ? Confidence.LIKELY : Confidence.CERTAIN);
    }
}
