package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.DeploymentFact;
import io.roadstead.doctor.facts.EventFact;
import io.roadstead.doctor.facts.ServiceFact;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Why fewer tasks of a service run than did: for whoever asks about that service. Most of it is somebody's wish, so it is told
 * to nobody else. Source: ecs-behaviour 4.4 for the texts.
 */
public final class Counts implements Probe {
    private static final String ARTICLE = "ecs-running-task-count-change";
    private static final String SCALED = "Scaling activity initiated by";
    private static final String FORCED = "Container instance deregistration forced by user";

    @Override
    public Words looksAt() {
        return Words.of("changes of the number of tasks", "タスク数の変化");
    }

    @Override
    public List<Finding> examine(ClusterFacts facts) {
        List<Finding> findings = new ArrayList<>();
        for (ServiceFact service : facts.services()) {
            if (service.active()) {
                service.deployments().stream()
                        .filter(DeploymentFact::primary)
                        .findFirst()
                        .ifPresent(primary -> examine(facts, service, primary, findings));
            }
        }
        return findings;
    }

    private static void examine(
            ClusterFacts facts, ServiceFact service, DeploymentFact primary, List<Finding> findings) {
        List<TaskFact> tasks = facts.tasksOf(service).stream()
                .filter(task -> Failures.started(primary, task))
                .toList();
        List<TaskFact> scaled = stopped(tasks, task -> task.stoppedReason().startsWith(SCALED));
        int before = service.events().stream()
                .filter(event -> event.message().endsWith(Failures.STEADY))
                .map(EventFact::at)
                .filter(Objects::nonNull)
                .mapToInt(steady -> livedAt(tasks, steady))
                .max()
                .orElse(0);
        if (before > service.desired() && !scaled.isEmpty()) {
            findings.add(scaledIn(service, scaled, before));
        }
        List<TaskFact> lost = stopped(
                tasks,
                task -> task.stopCode().equals("TerminationNotice")
                        || task.stoppedReason().equals(FORCED));
        if (!lost.isEmpty() && service.running() < service.desired()) {
            findings.add(lostHost(service, lost));
        }
    }

    /** Newest first. */
    private static List<TaskFact> stopped(List<TaskFact> tasks, Predicate<TaskFact> why) {
        return tasks.stream()
                .filter(task -> task.stopped() && task.startedAt() != null && why.test(task))
                .sorted(Comparator.comparing(Counts::ended).reversed())
                .toList();
    }

    private static Instant ended(TaskFact task) {
        return task.stoppingAt() != null ? task.stoppingAt() : Failures.stoppedAt(task);
    }

    /**
     * How many ran at that moment. It is a steady state: while tasks are replaced or moved there are more for a while, and
     * ECS has the same words for the end of those that are too many.
     */
    private static int livedAt(List<TaskFact> tasks, Instant moment) {
        return (int) tasks.stream()
                .filter(task -> task.startedAt() != null
                        && !task.startedAt().isAfter(moment)
                        && (task.desiredStatus().equals("RUNNING")
                                || ended(task).isAfter(moment)))
                .count();
    }

    private static Finding scaledIn(ServiceFact service, List<TaskFact> scaled, int before) {
        TaskFact newest = scaled.getFirst();
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                "DescribeServices",
                service.desired() + " desired, " + service.running() + " running, " + service.pending() + " pending"));
        evidence.add(new Evidence("DescribeTasks " + newest.id() + " stoppedReason", newest.stoppedReason()));
        evidence.add(new Evidence("DescribeTasks " + newest.id() + " stoppingAt", String.valueOf(ended(newest))));
        service.events().stream()
                .filter(event ->
                        event.message().contains(newest.id()) && event.message().contains("has stopped"))
                .findFirst()
                .ifPresent(event -> evidence.add(new Evidence("DescribeServices events", event.message())));
        return new Finding(
                ARTICLE,
                Severity.INFO,
                service.arn(),
                Words.of(
                        "Service " + service.name() + " had " + before + " tasks within the last hour, and "
                                + service.desired() + (service.desired() == 1 ? " is" : " are")
                                + " wanted now: somebody lowered the desired count, and ECS stopped "
                                + scaled.size() + (scaled.size() == 1 ? " task." : " tasks."),
                        "サービス " + service.name() + " のタスクは 1 時間以内に " + before + " 個ありましたが、現在の desiredCount は "
                                + service.desired() + " です。desiredCount が下げられ、ECS が " + scaled.size()
                                + " タスクを停止しました。"),
                evidence,
                List.of(Fix.of(
                        "Want as many as before, if it was a mistake.",
                        "意図しない変更であれば、元の数に戻してください。",
                        Commands.updateService(service.cluster(), service.name(), "--desired-count " + before))),
                Confidence.CERTAIN);
    }

    private static Finding lostHost(ServiceFact service, List<TaskFact> lost) {
        TaskFact newest = lost.getFirst();
        return new Finding(
                ARTICLE,
                Severity.WARNING,
                service.arn(),
                Words.of(
                        "Service " + service.name() + " lost " + lost.size() + (lost.size() == 1 ? " task" : " tasks")
                                + " with a host that was taken off the cluster or for gone, and has not been able to"
                                + " replace all: " + service.running() + " of " + service.desired() + " run.",
                        "サービス " + service.name() + " は、クラスターから外れたホストとともに " + lost.size() + " タスクを失い、" + "すべては補えていません（"
                                + service.desired() + " 個中 " + service.running() + " 個が実行中）。"),
                List.of(
                        new Evidence("DescribeTasks " + newest.id() + " stoppedReason", newest.stoppedReason()),
                        new Evidence("DescribeTasks " + newest.id() + " containerInstanceArn", newest.instanceArn()),
                        new Evidence("DescribeTasks " + newest.id() + " stoppedAt", String.valueOf(newest.stoppedAt())),
                        new Evidence(
                                "DescribeServices",
                                service.running() + " running of " + service.desired() + " desired")),
                List.of(Fix.of(
                        "Join another host in its place.",
                        "代わりのホストを参加させてください。",
                        "./roadstead agent --server \"$AWS_ENDPOINT_URL\" --cluster "
                                + Commands.quoted(service.cluster()))),
                Confidence.CERTAIN);
    }
}
