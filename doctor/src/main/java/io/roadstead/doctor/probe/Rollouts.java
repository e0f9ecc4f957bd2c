package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.DeploymentFact;
import io.roadstead.doctor.facts.EventFact;
import io.roadstead.doctor.facts.ServiceFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.util.ArrayList;
import java.util.List;

/** Deployments that do not get to their end, and services that are deleted and do not go. */
public final class Rollouts implements Probe {
    private static final String BLOCKED = "because of the service deployment configuration";

    @Override
    public Words looksAt() {
        return Words.of("deployments", "デプロイ");
    }

    @Override
    public List<Finding> examine(ClusterFacts facts) {
        List<Finding> findings = new ArrayList<>();
        for (ServiceFact service : facts.services()) {
            if (service.status().equals("DRAINING")) {
                deleted(facts, service, findings);
            } else {
                Failures.sinceSteady(service).stream()
                        .filter(event -> event.message().contains(BLOCKED))
                        .findFirst()
                        .ifPresent(event -> findings.add(blocked(service, event)));
                service.deployments().stream()
                        .filter(deployment -> deployment.primary() && failing(deployment))
                        .forEach(deployment -> findings.add(failing(service, deployment)));
            }
        }
        return findings;
    }

    private static boolean failing(DeploymentFact deployment) {
        return deployment.rolloutState().equals("FAILED")
                || (deployment.rolloutState().equals("IN_PROGRESS") && deployment.failedTasks() > 0);
    }

    private static Finding failing(ServiceFact service, DeploymentFact deployment) {
        boolean ended = deployment.rolloutState().equals("FAILED");
        return new Finding(
                "ecs-service-stuck-update-status",
                Severity.WARNING,
                service.arn(),
                Words.of(
                        "The deployment of " + deployment.definition() + " to service " + service.name()
                                + (ended ? " failed" : " does not get on") + ": " + deployment.failedTasks()
                                + (deployment.failedTasks() == 1 ? " task of it failed" : " tasks of it failed")
                                + (service.circuitBreaker() || ended
                                        ? "."
                                        : "; there is no circuit breaker to end it."),
                        "サービス " + service.name() + " への " + deployment.definition() + " のデプロイが"
                                + (ended ? "失敗しました" : "進んでいません") + "。タスクが " + deployment.failedTasks()
                                + " 回失敗しています"
                                + (service.circuitBreaker() || ended ? "。" : "。サーキットブレーカーは無効です。")),
                List.of(
                        new Evidence(
                                "DescribeServices deployments[" + deployment.id() + "].rolloutState",
                                deployment.rolloutState()),
                        new Evidence(
                                "DescribeServices deployments[" + deployment.id() + "].rolloutStateReason",
                                deployment.rolloutStateReason()),
                        new Evidence(
                                "DescribeServices deployments[" + deployment.id() + "].failedTasks",
                                Integer.toString(deployment.failedTasks()))),
                List.of(
                        Fix.of(
                                "Mend what stops its tasks (told above), or go back to a definition that works.",
                                "タスクが停止する原因（上記）を修正するか、動作していたタスク定義に戻してください。",
                                Commands.updateService(
                                        service.cluster(), service.name(), "--task-definition " + earlier(service))),
                        Fix.of(
                                "And let ECS do that by itself the next time.",
                                "次回から自動でロールバックさせるには次を設定してください。",
                                Commands.updateService(
                                        service.cluster(),
                                        service.name(),
                                        "--deployment-configuration"
                                                + " 'deploymentCircuitBreaker={enable=true,rollback=true}'"))),
                Confidence.LIKELY);
    }

    /** The definition of the deployment that it was to replace, where that still lives. */
    private static String earlier(ServiceFact service) {
        return service.deployments().stream()
                .filter(deployment -> !deployment.primary() && deployment.running() > 0)
                .map(deployment -> Commands.quoted(deployment.definition()))
                .findFirst()
                .orElse("<FAMILY:REVISION>");
    }

    private static Finding blocked(ServiceFact service, EventFact event) {
        Percentages now = Percentages.of(service);
        return new Finding(
                "ecs-service-stuck-update-status",
                Severity.ERROR,
                service.arn(),
                Words.of(
                        "Service " + service.name() + " can neither start nor stop a task: of " + service.desired()
                                + " desired at least " + service.minimumHealthyPercent()
                                + " % must be healthy and at most "
                                + service.maximumPercent() + " % may live, which is " + now.lower() + " and "
                                + now.upper() + ". With maximumPercent " + now.raisedFor(1)
                                + " one more could start first"
                                + (service.desired() > 1
                                        ? ", with " + now.raisedFor(service.desired()) + " all of them"
                                        : "")
                                + "; with minimumHealthyPercent " + now.lowered()
                                + " one could stop first.",
                        "サービス " + service.name() + " はタスクの開始も停止もできません。desiredCount " + service.desired()
                                + " に対し、最低 " + service.minimumHealthyPercent() + " %、最大 "
                                + service.maximumPercent() + " %（" + now.lower() + " 個以上 " + now.upper()
                                + " 個以下）という設定です。maximumPercent を " + now.raisedFor(1)
                                + " にすれば 1 つ先に開始でき、minimumHealthyPercent を " + now.lowered()
                                + " にすれば 1 つ先に停止できます。"),
                List.of(
                        new Evidence("DescribeServices events", event.message()),
                        new Evidence(
                                "DescribeServices deploymentConfiguration",
                                "minimumHealthyPercent " + service.minimumHealthyPercent() + ", maximumPercent "
                                        + service.maximumPercent())),
                List.of(Fix.of(
                        "Leave room: let more live for a while.",
                        "一時的に多く起動できるようにしてください。",
                        Commands.updateService(
                                service.cluster(),
                                service.name(),
                                "--deployment-configuration maximumPercent=200,minimumHealthyPercent="
                                        + Math.min(100, service.minimumHealthyPercent())))),
                Confidence.CERTAIN);
    }

    private static void deleted(ClusterFacts facts, ServiceFact service, List<Finding> findings) {
        long left =
                facts.tasksOf(service).stream().filter(task -> !task.stopped()).count();
        if (left == 0) {
            return;
        }
        findings.add(new Finding(
                "ecs-delete-terminate",
                Severity.INFO,
                service.arn(),
                Words.of(
                        "Service " + service.name() + " is deleted and waits for " + left
                                + " of its tasks to stop; its name is free again when the last one has.",
                        "サービス " + service.name() + " は削除中で、残り " + left + " タスクの停止を待っています。すべて停止すると同じ名前で再作成できます。"),
                List.of(
                        new Evidence("DescribeServices status", service.status()),
                        new Evidence("DescribeTasks", left + " tasks of it live")),
                List.of(Fix.of(
                        "Wait; a task has its containers' stopTimeout to end.",
                        "待ってください。停止にはコンテナの stopTimeout までかかります。",
                        "aws ecs wait services-inactive --cluster " + Commands.quoted(service.cluster())
                                + " --services " + Commands.quoted(service.name()))),
                Confidence.CERTAIN));
    }
}
