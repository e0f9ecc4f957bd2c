package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.Explained;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a Roadstead server itself says of why something is held up, as evidence beside what a probe found. */
public final class Explanations {
    /** Instances told of in one finding, the closest first; of the others, how many are refused for what. */
    static final int INSTANCES_TOLD = 100;
    /** Lines told of what a container's health check printed. */
    static final int CHECK_LINES = 5;
    /** What says nothing against anything. */
    private static final Set<String> WELL = Set.of("AS_WANTED", "RUNNING");

    private Explanations() {}

    /** The finding with the server's own explanation of its subject, if it gave one. */
    public static Finding added(Finding finding, ClusterFacts facts) {
        Explained explained = facts.explained().get(finding.subject());
        if (explained == null) {
            return finding;
        }
        List<Evidence> evidence = new ArrayList<>(finding.evidence());
        Set<String> told = new HashSet<>();
        evidence.forEach(one -> told.add(one.text()));
        for (Explained.Line line : explained.lines()) {
            if (!WELL.contains(line.code()) && told.add(line.text())) {
                evidence.add(new Evidence("Roadstead " + line.code(), line.text()));
            }
        }
        explained.checks().stream()
                .filter(check -> check.healthStatus().equals("UNHEALTHY"))
                .forEach(check -> evidence.addAll(printed(check)));
        return new Finding(
                finding.article(),
                finding.severity(),
                finding.subject(),
                finding.cause(),
                evidence,
                finding.fix(),
                finding.confidence());
    }

    /** The last lines of what a health check printed: a program says first what it does and last what went wrong. */
    private static List<Evidence> printed(Explained.Check check) {
        List<String> lines =
                check.output().lines().filter(line -> !line.isBlank()).toList();
        return lines.stream()
                .skip(Math.max(0, lines.size() - CHECK_LINES))
                .map(line -> new Evidence(
                        "health check of container " + check.container() + " at " + check.heardAt(),
                        line.stripTrailing()))
                .toList();
    }

    /** The whole table of why not: a line for each instance, the closest first. */
    static List<Evidence> table(Explained explained) {
        List<Evidence> table = new ArrayList<>();
        explained.instances().stream()
                .limit(INSTANCES_TOLD)
                .forEach(row -> table.add(new Evidence("container instance " + row.id(), row.text())));
        Map<String, Integer> others = new LinkedHashMap<>();
        explained.instances().stream().skip(INSTANCES_TOLD).forEach(row -> others.merge(row.reason(), 1, Integer::sum));
        others.forEach((reason, count) -> table.add(new Evidence(count + " more container instances", reason)));
        if (explained.instancesLeftOut() > 0) {
            table.add(new Evidence("ExplainService", explained.instancesLeftOut() + " instances are left out"));
        }
        return table;
    }
}
