package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFact;
import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.InstanceFact;
import io.roadstead.doctor.facts.LaunchFacts;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What RunTask of a definition in a cluster would come to, by the rules that RunTask itself obeys. */
public final class Launch {
    private static final String ARTICLE = "ecs-run-task-cluster";
    /** Instances and clusters told of. */
    private static final int TOLD = 5;
    /** A task that ended by itself so soon was hardly meant to. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private Launch() {}

    public static Words looksAt() {
        return Words.of("what RunTask would come to", "RunTask を実行した場合の結果");
    }

    public static List<Finding> examine(LaunchFacts asked) {
        ClusterFacts facts = asked.facts();
        DefinitionFact wanted = asked.wanted();
        if (facts == null) {
            return List.of(noCluster(asked));
        }
        if (wanted == null) {
            return List.of(noDefinition(asked));
        }
        if (!wanted.active()) {
            return List.of(inactive(asked, wanted));
        }
        if (facts.instances().isEmpty()) {
            return List.of(noInstance(asked, facts, wanted));
        }
        List<Fit> fits = facts.instances().stream()
                .map(instance -> new Fit(instance, Fits.lacking(wanted, instance, facts)))
                .sorted(Comparator.comparingInt(fit -> fit.lacking().size()))
                .toList();
        if (!fits.getFirst().lacking().isEmpty()) {
            return List.of(noRoom(asked, facts, wanted, fits));
        }
        return endedAtOnce(facts, wanted).map(List::of).orElse(List.of());
    }

    private record Fit(InstanceFact instance, List<String> lacking) {}

    private static String run(String cluster, String definition) {
        return "aws ecs run-task --cluster " + Commands.quoted(cluster) + " --task-definition "
                + Commands.quoted(definition);
    }

    private static Finding error(
            String subject, Words cause, List<Evidence> evidence, List<Fix> fixes, Confidence confidence) {
        return new Finding(ARTICLE, Severity.ERROR, subject, cause, evidence, fixes, confidence);
    }

    private static Finding noCluster(LaunchFacts asked) {
        List<Fix> fixes = new ArrayList<>(elsewhere(asked));
        fixes.add(Fix.of(
                "Or make the cluster, and join a host to it.",
                "または、そのクラスターを作成してホストを参加させてください。",
                "aws ecs create-cluster --cluster-name " + Commands.quoted(asked.cluster())));
        return error(
                asked.cluster(),
                Words.of(
                        "There is no cluster " + asked.cluster()
                                + " in this account and region: RunTask answers Cluster not found.",
                        "このアカウントとリージョンにクラスター " + asked.cluster() + " はありません。RunTask は Cluster not found. を返します。"),
                clusters(asked),
                fixes,
                Confidence.CERTAIN);
    }

    private static Finding noDefinition(LaunchFacts asked) {
        return error(
                asked.definition(),
                Words.of(
                        "There is no task definition " + asked.definition() + ": nothing can be run of it.",
                        "タスク定義 " + asked.definition() + " がないため、実行できません。"),
                List.of(new Evidence("DescribeTaskDefinition " + asked.definition(), asked.refusal())),
                List.of(Fix.of(
                        "Take one of those that there are.",
                        "存在するタスク定義を指定してください。",
                        "aws ecs list-task-definitions --status ACTIVE --sort DESC")),
                Confidence.CERTAIN);
    }

    private static Finding inactive(LaunchFacts asked, DefinitionFact wanted) {
        DefinitionFact newest = asked.newest();
        Fix fix = newest != null
                ? Fix.of(
                        "Run the newest ACTIVE revision, " + newest.name() + ".",
                        "最新の ACTIVE リビジョン " + newest.name() + " を実行してください。",
                        run(asked.cluster(), newest.name()))
                : Fix.of(
                        "Register the same again, as a new revision, and run that.",
                        "同じ内容を新しいリビジョンとして登録し直して実行してください。",
                        Definitions.change(wanted.name(), ".") + " && " + run(asked.cluster(), wanted.family()));
        return error(
                wanted.arn(),
                Words.of(
                        "Revision " + wanted.name()
                                + " was deregistered: RunTask answers TaskDefinition is inactive. What runs of it"
                                + " goes on.",
                        "リビジョン " + wanted.name() + " は登録解除されています。RunTask は TaskDefinition is inactive を返します。"
                                + "実行中のタスクはそのまま動き続けます。"),
                List.of(new Evidence("DescribeTaskDefinition " + wanted.name() + " status", wanted.status())),
                List.of(fix),
                Confidence.CERTAIN);
    }

    private static Finding noInstance(LaunchFacts asked, ClusterFacts facts, DefinitionFact wanted) {
        List<Fix> fixes = new ArrayList<>(elsewhere(asked));
        fixes.add(Fix.of(
                "Or join a host to this cluster.",
                "または、このクラスターにホストを参加させてください。",
                "./roadstead agent --server \"$AWS_ENDPOINT_URL\" --cluster " + Commands.quoted(facts.name())));
        return error(
                facts.arn(),
                Words.of(
                        "Cluster " + facts.name() + " has no container instance, so nothing can run there: RunTask of "
                                + wanted.name() + " answers No Container Instances were found in your cluster.",
                        "クラスター " + facts.name() + " にコンテナインスタンスがないため、" + wanted.name()
                                + " の RunTask は No Container Instances were found in your cluster. を返します。"),
                clusters(asked),
                fixes,
                Confidence.CERTAIN);
    }

    /** The clusters with their instances, fullest first: who runs without {@code --cluster} often means another. */
    private static List<Evidence> clusters(LaunchFacts asked) {
        List<Evidence> evidence = new ArrayList<>();
        byInstances(asked).limit(TOLD).forEach(cluster -> evidence.add(told(cluster)));
        asked.clusters().stream()
                .filter(cluster -> asked.facts() != null
                        && cluster.arn().equals(asked.facts().arn()))
                .findFirst()
                .ifPresent(cluster -> evidence.addFirst(told(cluster)));
        if (asked.facts() == null) {
            evidence.addFirst(new Evidence("DescribeClusters " + asked.cluster(), "MISSING"));
        }
        return evidence.stream().distinct().toList();
    }

    static Evidence told(ClusterFact cluster) {
        return new Evidence(
                "DescribeClusters " + cluster.name(),
                "registeredContainerInstancesCount " + cluster.instances() + ", runningTasksCount "
                        + cluster.running());
    }

    private static Stream<ClusterFact> byInstances(LaunchFacts asked) {
        return asked.clusters().stream()
                .sorted(Comparator.comparingInt(ClusterFact::instances).reversed());
    }

    /** The same call for a cluster where it can run. */
    private static List<Fix> elsewhere(LaunchFacts asked) {
        return byInstances(asked)
                .filter(cluster -> cluster.instances() > 0)
                .limit(1)
                .map(cluster -> Fix.of(
                        "Name the cluster that has instances, " + cluster.name() + "; without --cluster it is default.",
                        "インスタンスがあるクラスター " + cluster.name() + " を指定してください。--cluster を省略すると default になります。",
                        run(cluster.name(), asked.definition())))
                .toList();
    }

    private static Finding noRoom(LaunchFacts asked, ClusterFacts facts, DefinitionFact wanted, List<Fit> fits) {
        List<Evidence> evidence = fits.stream()
                .limit(TOLD)
                .map(fit -> new Evidence(
                        "DescribeContainerInstances " + fit.instance().id(), String.join("; ", fit.lacking())))
                .toList();
        Fit closest = fits.getFirst();
        List<Fix> fixes = new ArrayList<>();
        smaller(wanted, closest)
                .ifPresent(change -> fixes.add(Fix.of(
                        "Ask for no more than is free there.",
                        "空いている分だけを要求してください。",
                        Definitions.change(wanted.name(), change) + " && " + run(asked.cluster(), wanted.family()))));
        fixes.add(Fix.of(
                "Give an instance what it lacks, stop what it runs, or join another host.",
                "不足を補うか、そこで動くタスクを停止するか、ホストを追加してください。",
                "./roadstead agent --server \"$AWS_ENDPOINT_URL\" --cluster " + Commands.quoted(facts.name())));
        return error(
                facts.arn(),
                Words.of(
                        "No instance of cluster " + facts.name() + " can take a task of " + wanted.name()
                                + ": RunTask answers with no task and with failures[]. The closest is "
                                + closest.instance().id() + ": "
                                + String.join("; ", closest.lacking()) + ".",
                        "クラスター " + facts.name() + " に " + wanted.name()
                                + " を置けるインスタンスがなく、RunTask はタスクなしで failures[] を返します。最も近いのは "
                                + closest.instance().id() + " です（" + String.join("; ", closest.lacking()) + "）。"),
                evidence,
                fixes,
                Confidence.CERTAIN);
    }

    /** What makes it fit, when nothing but CPU units and memory are in the way. */
    private static Optional<String> smaller(DefinitionFact wanted, Fit closest) {
        InstanceFact there = closest.instance();
        List<String> changes = new ArrayList<>();
        if (there.remaining().cpu() < wanted.wantedCpu()) {
            Sizes.smaller(wanted, there.remaining().cpu(), true).ifPresent(size -> changes.add(size.change()));
        }
        if (there.remaining().memory() < wanted.wantedMemory()) {
            Sizes.smaller(wanted, there.remaining().memory(), false).ifPresent(size -> changes.add(size.change()));
        }
        return changes.size() < closest.lacking().size() ? Optional.empty() : Optional.of(String.join(" | ", changes));
    }

    /** The newest task of it that belonged to no service: it ran, ended with 0, and nothing is left of it. */
    private static Optional<Finding> endedAtOnce(ClusterFacts facts, DefinitionFact wanted) {
        List<TaskFact> tasks = facts.tasks().stream()
                .filter(task -> task.service().isEmpty()
                        && task.definition().startsWith(wanted.family() + ":")
                        && task.createdAt() != null)
                .sorted(Comparator.comparing(Launch::age).reversed())
                .toList();
        if (tasks.isEmpty() || !atOnce(tasks.getFirst())) {
            return Optional.empty();
        }
        TaskFact task = tasks.getFirst();
        String container = task.containers().isEmpty()
                ? "<CONTAINER>"
                : task.containers().getFirst().name();
        return Optional.of(new Finding(
                ARTICLE,
                Severity.INFO,
                task.arn(),
                Words.of(
                        "The last task of " + wanted.family() + " did run, and its program ended by itself after "
                                + lived(task).toMillis() + " ms with exit code 0: RunTask starts a task, it does not"
                                + " keep one running.",
                        wanted.family() + " の最後のタスクは起動しましたが、プログラムが "
                                + lived(task).toMillis() + " ms で終了コード 0 で終了しました。RunTask はタスクを起動するだけで、動かし続けはしません。"),
                List.of(
                        new Evidence("DescribeTasks stoppedReason", task.stoppedReason()),
                        new Evidence("DescribeTasks startedAt", String.valueOf(task.startedAt())),
                        new Evidence("DescribeTasks stoppedAt", String.valueOf(task.stoppedAt()))),
                List.of(
                        Fix.of(
                                "Give it a program that stays in the foreground, and run that.",
                                "フォアグラウンドで動き続けるプログラムを指定して実行してください。",
                                Definitions.change(
                                        task, Definitions.container(container, ".command = [\"<COMMAND>\"]"))),
                        Fix.of(
                                "What has to run all the time is a service's.",
                                "常に動かしておくものはサービスにしてください。",
                                "aws ecs create-service --cluster " + Commands.quoted(facts.name())
                                        + " --service-name <SERVICE> --desired-count 1 --task-definition "
                                        + Commands.quoted(wanted.family()))),
                Confidence.CERTAIN));
    }

    private static Instant age(TaskFact task) {
        return task.createdAt() == null ? Instant.EPOCH : task.createdAt();
    }

    private static boolean atOnce(TaskFact task) {
        return task.stopped()
                && task.stopCode().equals("EssentialContainerExited")
                && Failures.endedWell(task)
                && lived(task).compareTo(AT_ONCE) < 0;
    }

    private static Duration lived(TaskFact task) {
        return between(task.startedAt(), task.stoppedAt());
    }

    private static Duration between(@Nullable Instant from, @Nullable Instant to) {
        return from == null || to == null ? Duration.ZERO : Duration.between(from, to);
    }
}
