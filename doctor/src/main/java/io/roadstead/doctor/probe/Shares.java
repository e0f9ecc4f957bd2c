package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Containers without {@code cpu} beside one of the same task that has much: Docker gives them 2 shares, so they get next to
 * nothing when processors are contended. Source: ecs-behaviour 3.3.
 */
public final class Shares implements Probe {
    /** The least that Docker gives. */
    private static final int LEAST = 2;
    /** A neighbour of less than that leaves enough. */
    private static final int MUCH = 128;
    /** Of the neighbour's units, what is handed over. */
    private static final int PART = 8;

    @Override
    public Words looksAt() {
        return Words.of("CPU shares of containers", "コンテナの CPU 配分");
    }

    @Override
    public List<Finding> examine(ClusterFacts facts) {
        Set<String> used = new LinkedHashSet<>();
        facts.services().forEach(service -> service.deployments().stream()
                .filter(deployment -> deployment.primary())
                .forEach(deployment -> used.add(deployment.definitionArn())));
        facts.tasks().stream()
                .filter(task -> !task.stopped() && task.service().isEmpty())
                .forEach(task -> used.add(task.definitionArn()));
        List<Finding> findings = new ArrayList<>();
        for (String arn : used) {
            DefinitionFact definition = facts.definitions().get(arn);
            if (definition != null) {
                examine(facts, definition, findings);
            }
        }
        return findings;
    }

    private static void examine(ClusterFacts facts, DefinitionFact definition, List<Finding> findings) {
        DefinitionFact.Container most = definition.containers().stream()
                .max(Comparator.comparingInt(DefinitionFact.Container::cpu))
                .orElse(null);
        if (most == null || most.cpu() < MUCH) {
            return;
        }
        definition.containers().stream()
                .filter(container -> container.cpu() < LEAST)
                .findFirst()
                .ifPresent(starved -> findings.add(finding(facts, definition, starved, most)));
    }

    private static Finding finding(
            ClusterFacts facts,
            DefinitionFact definition,
            DefinitionFact.Container starved,
            DefinitionFact.Container most) {
        int given = most.cpu() / PART;
        String change = Definitions.container(starved.name(), ".cpu = " + given) + " | "
                + Definitions.container(most.name(), ".cpu = " + (most.cpu() - given));
        String command = facts.services().stream()
                .filter(service -> service.deployments().stream()
                        .anyMatch(deployment -> deployment.primary()
                                && deployment.definitionArn().equals(definition.arn())))
                .findFirst()
                .map(service -> Definitions.change(service, definition.name(), change))
                .orElse(Definitions.change(definition.name(), change));
        return new Finding(
                "ecs-cpu-allocation",
                Severity.INFO,
                definition.arn(),
                Words.of(
                        "Container " + starved.name() + " of " + definition.name() + " has cpu " + starved.cpu()
                                + ", which is " + LEAST + " shares beside the " + most.cpu() + " of container "
                                + most.name() + ": when processors are contended it gets " + LEAST + " parts of "
                                + (LEAST + most.cpu()) + ".",
                        definition.name() + " のコンテナ " + starved.name() + " は cpu が " + starved.cpu() + " のため "
                                + LEAST + " シェアしかありません。コンテナ " + most.name() + " は " + most.cpu()
                                + " シェアなので、CPU が競合すると " + (LEAST + most.cpu()) + " 分の " + LEAST
                                + " しか割り当てられません。"),
                List.of(
                        new Evidence(
                                "DescribeTaskDefinition containerDefinitions[" + starved.name() + "].cpu",
                                Integer.toString(starved.cpu())),
                        new Evidence(
                                "DescribeTaskDefinition containerDefinitions[" + most.name() + "].cpu",
                                Integer.toString(most.cpu()))),
                List.of(Fix.of(
                        "Give it " + given + " of those units: the task asks for no more than before.",
                        "そのうち " + given + " ユニットを割り当ててください。タスク全体の要求量は変わりません。",
                        command)),
                Confidence.CERTAIN);
    }
}
