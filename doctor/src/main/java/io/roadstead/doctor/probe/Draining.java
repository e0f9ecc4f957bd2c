package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.InstanceFact;
import io.roadstead.doctor.facts.ServiceFact;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** DRAINING instances that do not get empty: tasks nobody will stop, and services whose percentages leave no room. */
public final class Draining implements Probe {
    private static final String ARTICLE = "ecs-tasks-stop-delayed-draining";

    @Override
    public Words looksAt() {
        return Words.of("draining instances", "DRAINING 状態のインスタンス");
    }

    @Override
    public List<Finding> examine(ClusterFacts facts) {
        List<Finding> findings = new ArrayList<>();
        for (InstanceFact instance : facts.instances()) {
            if (instance.status().equals("DRAINING")) {
                standalone(facts, instance, findings);
                services(facts, instance, findings);
            }
        }
        return findings;
    }

    private static void standalone(ClusterFacts facts, InstanceFact instance, List<Finding> findings) {
        List<TaskFact> tasks = facts.tasksOn(instance).stream()
                .filter(task ->
                        task.service().isEmpty() && !task.desiredStatus().equals("STOPPED"))
                .toList();
        if (tasks.isEmpty()) {
            return;
        }
        List<String> commands = tasks.stream()
                .map(task -> "aws ecs stop-task --cluster " + Commands.quoted(facts.name()) + " --task " + task.id()
                        + " --reason 'draining the instance'")
                .toList();
        findings.add(new Finding(
                ARTICLE,
                Severity.WARNING,
                instance.arn(),
                Words.of(
                        "Instance " + instance.id() + " is draining, and " + tasks.size()
                                + (tasks.size() == 1 ? " task" : " tasks")
                                + " there belong to no service: draining stops only tasks of services.",
                        "インスタンス " + instance.id() + " は DRAINING ですが、サービスに属さないタスクが " + tasks.size()
                                + " 個残っています。DRAINING で停止されるのはサービスのタスクだけです。"),
                List.of(
                        new Evidence("DescribeContainerInstances status", "DRAINING"),
                        new Evidence(
                                "DescribeTasks group",
                                tasks.getFirst().group() + ", task "
                                        + tasks.getFirst().id())),
                List.of(new Fix(Words.of("Stop them by hand.", "手動で停止してください。"), commands)),
                Confidence.CERTAIN));
    }

    private static void services(ClusterFacts facts, InstanceFact instance, List<Finding> findings) {
        Set<String> names = new LinkedHashSet<>();
        facts.tasksOn(instance).forEach(task -> names.add(task.service()));
        for (String name : names) {
            ServiceFact service = facts.service(name);
            if (service != null && service.schedulingStrategy().equals("REPLICA") && stuck(service)) {
                findings.add(noRoom(service, instance));
            }
        }
    }

    /**
     * None may be stopped before another runs, and none more may be started. While one is pending, things move. Source:
     * ecs-behaviour 6.2, 6.8.
     */
    private static boolean stuck(ServiceFact service) {
        Percentages now = Percentages.of(service);
        return service.pending() == 0 && now.lower() >= service.running() && now.upper() <= service.running();
    }

    private static Finding noRoom(ServiceFact service, InstanceFact instance) {
        Percentages now = Percentages.of(service);
        int raised = now.raisedFor(1);
        int lowered = now.lowered();
        return new Finding(
                ARTICLE,
                Severity.WARNING,
                service.arn(),
                Words.of(
                        "Service " + service.name() + " cannot leave draining instance " + instance.id() + ": at least "
                                + now.lower() + " tasks must run and at most " + now.upper()
                                + " may, and that is as many as run. With maximumPercent " + raised
                                + " one more could start first; with minimumHealthyPercent " + lowered
                                + " one could stop first.",
                        "サービス " + service.name() + " は DRAINING のインスタンス " + instance.id() + " から移動できません。"
                                + "最低 " + now.lower() + "、最大 " + now.upper()
                                + " タスクという制約のため、停止も開始もできません。maximumPercent を " + raised
                                + " にすれば 1 つ先に開始でき、minimumHealthyPercent を " + lowered + " にすれば 1 つ先に停止できます。"),
                List.of(
                        new Evidence(
                                "DescribeServices deploymentConfiguration",
                                "minimumHealthyPercent " + service.minimumHealthyPercent() + ", maximumPercent "
                                        + service.maximumPercent()),
                        new Evidence(
                                "DescribeServices",
                                service.running() + " running, " + service.pending() + " pending, " + service.desired()
                                        + " desired")),
                List.of(Fix.of(
                        "Let one more start first.",
                        "1 つ多く起動できるようにしてください。",
                        Commands.updateService(
                                service.cluster(),
                                service.name(),
                                "--deployment-configuration maximumPercent=" + Math.max(200, raised)
                                        + ",minimumHealthyPercent=" + service.minimumHealthyPercent()))),
                Confidence.CERTAIN);
    }
}
