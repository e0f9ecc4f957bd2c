package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.ContainerFact;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.InstanceFact;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tasks that are to run and stay PENDING, and what they wait for as far as it can be seen. */
public final class Pending implements Probe {
    private static final String ARTICLE = "ecs-tasks-stuck-pending-state";
    /** How long a start may take before anybody wonders: a pull of an ordinary image is done by then. */
    static final Duration LONG = Duration.ofMinutes(1);

    @Override
    public Words looksAt() {
        return Words.of("tasks that stay PENDING", "PENDING のままのタスク");
    }

    @Override
    public List<Finding> examine(ClusterFacts facts) {
        List<Finding> findings = new ArrayList<>();
        Set<String> told = new HashSet<>();
        for (TaskFact task : facts.tasks()) {
            if (waits(task, facts)) {
                Cause cause = cause(task, facts);
                if (told.add(task.group() + cause.words().en())) {
                    findings.add(finding(task, cause, facts.at()));
                }
            }
        }
        return findings;
    }

    /** For long, or in vain as can be seen at once. */
    private static boolean waits(TaskFact task, ClusterFacts facts) {
        return task.lastStatus().equals("PENDING")
                && task.desiredStatus().equals("RUNNING")
                && task.createdAt() != null
                && (task.createdAt().plus(LONG).isBefore(facts.at()) || inVain(task, facts));
    }

    /** Another container's health is what one waits for, and that one's check has failed already. */
    private static boolean inVain(TaskFact task, ClusterFacts facts) {
        DefinitionFact definition = facts.definitions().get(task.definitionArn());
        return definition != null
                && definition.containers().stream()
                        .flatMap(container -> container.dependsOn().entrySet().stream())
                        .filter(on -> on.getValue().equals("HEALTHY"))
                        .anyMatch(on -> task.containers().stream()
                                .anyMatch(awaited -> awaited.name().equals(on.getKey())
                                        && awaited.healthStatus().equals("UNHEALTHY")));
    }

    private record Cause(Words words, List<Evidence> evidence, Fix fix, Confidence confidence) {}

    /** What holds it up, the surest first. */
    private static Cause cause(TaskFact task, ClusterFacts facts) {
        InstanceFact instance = facts.instance(task.instanceArn());
        if (instance != null && !instance.agentConnected()) {
            return agentAway(facts, instance);
        }
        if (task.pullStartedAt() != null && task.pullStoppedAt() == null) {
            return pulling(task, task.pullStartedAt(), facts.at());
        }
        Cause dependency = dependency(task, facts.definitions().get(task.definitionArn()));
        if (dependency != null) {
            return dependency;
        }
        List<TaskFact> ending = instance == null
                ? List.of()
                : facts.tasksOn(instance).stream()
                        .filter(other -> other.desiredStatus().equals("STOPPED"))
                        .toList();
        return ending.isEmpty() ? slow(task) : behind(ending);
    }

    private static Cause agentAway(ClusterFacts facts, InstanceFact instance) {
        return new Cause(
                Words.of(
                        "Its instance " + instance.id() + " has no connected agent, so nobody starts its containers.",
                        "配置先インスタンス " + instance.id() + " のエージェントが切断されているため、コンテナを起動できません。"),
                List.of(new Evidence("DescribeContainerInstances " + instance.id() + " agentConnected", "false")),
                Agents.start(facts, instance),
                Confidence.CERTAIN);
    }

    private static Cause pulling(TaskFact task, Instant since, Instant now) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                "DescribeTasks pullStartedAt",
                since + ", " + Duration.between(since, now).toSeconds() + " s ago, and no pullStoppedAt"));
        task.containers()
                .forEach(container -> evidence.add(
                        new Evidence("DescribeTasks containers[" + container.name() + "].image", container.image())));
        return new Cause(
                Words.of(
                        "Its images are still being pulled: they are large, or the way to the registry is slow.",
                        "イメージを取得中です。イメージが大きいか、レジストリへの経路が低速です。"),
                evidence,
                Fix.of(
                        "Wait, or make the image smaller; with ECS_IMAGE_PULL_BEHAVIOR=once or prefer-cached the agent"
                                + " takes an image that is there. How fast a pull is on that host:",
                        "待つか、イメージを小さくしてください。ECS_IMAGE_PULL_BEHAVIOR=once または prefer-cached で既存イメージを再利用できます。"
                                + "ホストでの取得速度の確認:",
                        "time docker pull "
                                + (task.containers().isEmpty()
                                        ? "<IMAGE>"
                                        : Commands.quoted(
                                                task.containers().getFirst().image()))),
                Confidence.LIKELY);
    }

    /** A container that waits for another one, which is not yet what it is to be. */
    private static @Nullable Cause dependency(TaskFact task, @Nullable DefinitionFact definition) {
        if (definition == null) {
            return null;
        }
        for (DefinitionFact.Container container : definition.containers()) {
            for (Map.Entry<String, String> on : container.dependsOn().entrySet()) {
                ContainerFact awaited = task.containers().stream()
                        .filter(one -> one.name().equals(on.getKey()))
                        .findFirst()
                        .orElse(null);
                if (awaited != null && !fulfilled(awaited, on.getValue())) {
                    return waitsFor(task, container.name(), awaited, on.getValue());
                }
            }
        }
        return null;
    }

    private static boolean fulfilled(ContainerFact awaited, String condition) {
        return switch (condition) {
            case "HEALTHY" -> awaited.healthStatus().equals("HEALTHY");
            case "COMPLETE", "SUCCESS" -> awaited.lastStatus().equals("STOPPED");
            default -> !awaited.lastStatus().equals("PENDING");
        };
    }

    private static Cause waitsFor(TaskFact task, String name, ContainerFact awaited, String condition) {
        return new Cause(
                Words.of(
                        "Container " + name + " waits for container " + awaited.name() + " to be " + condition + ".",
                        "コンテナ " + name + " は、コンテナ " + awaited.name() + " が " + condition + " になるのを待っています。"),
                List.of(
                        new Evidence(
                                "DescribeTaskDefinition dependsOn", name + " on " + awaited.name() + ": " + condition),
                        new Evidence(
                                "DescribeTasks containers[" + awaited.name() + "].lastStatus", awaited.lastStatus()),
                        new Evidence(
                                "DescribeTasks containers[" + awaited.name() + "].healthStatus",
                                awaited.healthStatus())),
                condition.equals("HEALTHY") && awaited.healthStatus().equals("UNHEALTHY")
                        ? HealthCauses.fix(task, awaited.name())
                        : Fix.of(
                                "See why that one does not get there.",
                                "そのコンテナが条件を満たさない原因を確認してください。",
                                "docker logs --tail 50 $(docker ps --all --quiet --filter"
                                        + " label=com.amazonaws.ecs.task-arn="
                                        + task.arn() + " --filter label=com.amazonaws.ecs.container-name="
                                        + Commands.quoted(awaited.name()) + ")"),
                Confidence.CERTAIN);
    }

    private static Cause behind(List<TaskFact> ending) {
        TaskFact first = ending.getFirst();
        return new Cause(
                Words.of(
                        "On its instance " + ending.size() + (ending.size() == 1 ? " task is" : " tasks are")
                                + " still stopping; what they hold is free when they have ended.",
                        "同じインスタンスで " + ending.size() + " タスクが停止処理中です。終了するとリソースが解放されます。"),
                List.of(new Evidence(
                        "DescribeTasks " + first.id(),
                        first.group() + ", desiredStatus STOPPED, stoppingAt "
                                + Objects.requireNonNullElse(first.stoppingAt(), "unknown"))),
                Fix.of(
                        "Wait for them; a shorter stopTimeout, or a program that ends on SIGTERM, makes that quick.",
                        "終了を待ってください。stopTimeout を短くするか、SIGTERM で終了するプログラムにすると早くなります。",
                        "aws ecs wait tasks-stopped --cluster " + Commands.quoted(first.cluster()) + " --tasks "
                                + first.id()),
                Confidence.LIKELY);
    }

    private static Cause slow(TaskFact task) {
        return new Cause(
                Words.of(
                        "Nothing that can be seen from outside holds it up: the Docker Engine of its instance may be"
                                + " slow or busy.",
                        "外部から分かる原因はありません。インスタンスの Docker Engine が低速か高負荷の可能性があります。"),
                List.of(new Evidence("DescribeTasks containerInstanceArn", task.instanceArn())),
                Fix.of(
                        "See how the engine does on that instance: processors, memory, disk.",
                        "該当インスタンスで Docker Engine の状態（CPU、メモリ、ディスク）を確認してください。",
                        "time docker ps && docker system df && uptime"),
                Confidence.POSSIBLE);
    }

    private static Finding finding(TaskFact task, Cause cause, Instant now) {
        List<Evidence> evidence = new ArrayList<>();
        Instant created = Objects.requireNonNullElse(task.createdAt(), now);
        evidence.add(new Evidence(
                "DescribeTasks lastStatus",
                "PENDING since " + created + ", "
                        + Duration.between(created, now).toSeconds() + " s"));
        evidence.addAll(cause.evidence());
        return new Finding(
                ARTICLE,
                Severity.WARNING,
                task.arn(),
                Words.of(
                        "A task of " + task.group() + " stays PENDING. "
                                + cause.words().en(),
                        task.group() + " のタスクが PENDING のままです。" + cause.words().ja()),
                evidence,
                List.of(cause.fix()),
                cause.confidence());
    }
}
