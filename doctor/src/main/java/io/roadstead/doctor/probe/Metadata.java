package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.MetadataFact;
import io.roadstead.doctor.facts.MetadataFact.State;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.util.ArrayList;
import java.util.List;

/**
 * Containers that get at the instance metadata service. It is worth knowing, and mostly as EC2 leaves it: only who asks about
 * an instance is told. Source: ecs-behaviour 9.4.
 */
public final class Metadata {
    private static final String ARTICLE = "ecs-container-ec2-metadata";

    private Metadata() {}

    public static Words looksAt() {
        return Words.of("containers and the instance's metadata", "コンテナからのインスタンスメタデータへのアクセス");
    }

    /**
     * One finding, or none where no container gets at it.
     *
     * @param address of the service
     */
    public static List<Finding> examine(
            ClusterFacts facts, String instanceArn, String address, List<MetadataFact> seen) {
        List<MetadataFact> open =
                seen.stream().filter(fact -> fact.state() == State.OPEN).toList();
        if (open.isEmpty()) {
            return List.of();
        }
        List<MetadataFact> hosts =
                open.stream().filter(fact -> fact.networkMode().equals("host")).toList();
        int bridges = open.size() - hosts.size();
        return List.of(new Finding(
                ARTICLE,
                Severity.INFO,
                instanceArn,
                Words.of(
                        "Containers of " + open.size() + " tasks here read the instance's metadata at " + address
                                + ", where the credentials of its role are: " + bridges
                                + " that a rule keeps away, and " + hosts.size()
                                + " in the host's own network, which none does.",
                        "このインスタンスの " + open.size() + " 個のタスクのコンテナから、ロールの認証情報を含むメタデータ（" + address
                                + "）を読み取れます。ルールで遮断できるものが " + bridges + " 個、ホストのネットワークを使うため遮断できないものが "
                                + hosts.size() + " 個です。"),
                open.stream()
                        .map(fact -> new Evidence(
                                "GET http://" + address + "/latest/meta-data/ from " + fact.networkMode() + " "
                                        + fact.container() + " of " + name(fact.taskArn()),
                                fact.said()))
                        .toList(),
                fixes(facts, address, bridges, hosts),
                Confidence.CERTAIN));
    }

    private static List<Fix> fixes(ClusterFacts facts, String address, int bridges, List<MetadataFact> hosts) {
        List<Fix> fixes = new ArrayList<>();
        if (bridges > 0) {
            fixes.add(Fix.of(
                    "On the container instance, and again after each start of it: drop what containers send there. Tasks'"
                            + " own roles are elsewhere and stay.",
                    "コンテナインスタンスで実行してください（再起動後にも必要）。コンテナからの通信を破棄します。タスクロールは別のアドレスのため影響しません。",
                    "iptables --insert DOCKER-USER --destination " + address + "/32 --jump DROP"));
        }
        hosts.stream().map(fact -> facts.task(fact.taskArn())).limit(1).forEach(task -> {
            if (task != null) {
                fixes.add(moved(task));
            }
        });
        return fixes;
    }

    private static Fix moved(TaskFact task) {
        return Fix.of(
                "Move tasks that are not to have them out of the host's network.",
                "アクセスさせたくないタスクは、ホストのネットワークから bridge モードに移してください。",
                Definitions.change(task, ".networkMode = \"bridge\""));
    }

    private static String name(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }
}
