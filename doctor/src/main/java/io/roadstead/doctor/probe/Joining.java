package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A cluster that was asked for by its name and that no host can join, or none has joined. */
public final class Joining {
    private static final String ARTICLE = "ecs-instance-unable-join-cluster";
    private static final int TOLD = 5;

    private Joining() {}

    public static Words looksAt() {
        return Words.of("hosts that join the cluster", "クラスターへのホストの参加");
    }

    /**
     * @param cluster its name or ARN
     * @param all all clusters there are
     */
    public static List<Finding> examine(String cluster, List<ClusterFact> all) {
        ClusterFact found = all.stream()
                .filter(each -> each.arn().equals(cluster) || each.name().equals(cluster))
                .findFirst()
                .orElse(null);
        if (found == null) {
            return List.of(missing(cluster, all));
        }
        return found.instances() == 0 ? List.of(empty(found, all)) : List.of();
    }

    private static Finding missing(String cluster, List<ClusterFact> all) {
        List<Evidence> evidence = new ArrayList<>(others(cluster, all));
        evidence.addFirst(new Evidence("DescribeClusters " + cluster, "MISSING"));
        return new Finding(
                ARTICLE,
                Severity.ERROR,
                cluster,
                Words.of(
                        "There is no cluster " + cluster
                                + " in this account and region: an agent that names it is refused with"
                                + " ClusterNotFoundException and ends.",
                        "このアカウントとリージョンにクラスター " + cluster
                                + " はありません。このクラスターを指定したエージェントは ClusterNotFoundException で拒否されて終了します。"),
                evidence,
                List.of(
                        Fix.of(
                                "Make the cluster, and start the agent again.",
                                "クラスターを作成し、エージェントを再起動してください。",
                                "aws ecs create-cluster --cluster-name " + Commands.quoted(cluster)),
                        Fix.of(
                                "Or let the agent name one that there is, in ECS_CLUSTER of /etc/ecs/ecs.config or with"
                                        + " --cluster.",
                                "または、/etc/ecs/ecs.config の ECS_CLUSTER か --cluster で存在するクラスターを指定してください。",
                                "aws ecs list-clusters")),
                Confidence.CERTAIN);
    }

    private static Finding empty(ClusterFact cluster, List<ClusterFact> all) {
        List<Evidence> evidence = new ArrayList<>(others(cluster.name(), all));
        evidence.addFirst(Launch.told(cluster));
        boolean elsewhere = all.stream().anyMatch(each -> each.instances() > 0);
        return new Finding(
                ARTICLE,
                Severity.WARNING,
                cluster.arn(),
                Words.of(
                        "No host has joined cluster " + cluster.name()
                                + (elsewhere
                                        ? "; others have some: the agent may name another cluster, or none, which is"
                                                + " default."
                                        : "."),
                        "クラスター " + cluster.name() + " に参加しているホストがありません。"
                                + (elsewhere
                                        ? "ほかのクラスターにはあります。エージェントが別のクラスターを指定しているか、指定がなく default になっている可能性があります。"
                                        : "")),
                evidence,
                List.of(Fix.of(
                        "Start an agent for it on a host; it says on its terminal why it cannot join.",
                        "ホストでこのクラスター用のエージェントを起動してください。参加できない理由は端末に表示されます。",
                        "./roadstead agent --server \"$AWS_ENDPOINT_URL\" --cluster "
                                + Commands.quoted(cluster.name()))),
                elsewhere ? Confidence.LIKELY : Confidence.CERTAIN);
    }

    private static List<Evidence> others(String cluster, List<ClusterFact> all) {
        return all.stream()
                .filter(each -> !each.arn().equals(cluster) && !each.name().equals(cluster))
                .sorted(Comparator.comparingInt(ClusterFact::instances).reversed())
                .limit(TOLD)
                .map(Launch::told)
                .toList();
    }
}
