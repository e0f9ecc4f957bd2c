package io.roadstead.doctor;

import io.roadstead.doctor.facts.ClusterFact;
import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.LaunchFacts;
import io.roadstead.doctor.facts.Scope;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.Agents;
import io.roadstead.doctor.probe.Counts;
import io.roadstead.doctor.probe.Deregistered;
import io.roadstead.doctor.probe.Draining;
import io.roadstead.doctor.probe.Explanations;
import io.roadstead.doctor.probe.Health;
import io.roadstead.doctor.probe.Joining;
import io.roadstead.doctor.probe.Launch;
import io.roadstead.doctor.probe.Logs;
import io.roadstead.doctor.probe.Pending;
import io.roadstead.doctor.probe.Placement;
import io.roadstead.doctor.probe.Probe;
import io.roadstead.doctor.probe.Roles;
import io.roadstead.doctor.probe.Rollouts;
import io.roadstead.doctor.probe.Secrets;
import io.roadstead.doctor.probe.Shares;
import io.roadstead.doctor.probe.Shrunk;
import io.roadstead.doctor.probe.StoppedTasks;
import io.roadstead.doctor.probe.Tags;
import io.roadstead.doctor.probe.TaskCalls;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lets every probe look at the same facts. */
public final class Doctor {
    /**
     * Causes before what they cause: of findings equally grave, the first probe's come first, so a stopped task's reason
     * stands above the deployment that it holds up.
     */
    private static final List<Probe> PROBES = List.of(
            new Roles(),
            new TaskCalls(),
            new StoppedTasks(),
            new Health(),
            new Placement(),
            new Agents(),
            new Shrunk(),
            new Rollouts(),
            new Draining(),
            new Pending(),
            new Logs(),
            new Secrets(),
            new Tags(),
            new Deregistered(),
            new Shares());

    /** What only whoever asks about a service wants to know. */
    private static final List<Probe> OF_SERVICES = List.of(new Counts());

    private Doctor() {}

    /** What one probe looked at and found. */
    public record Checked(Words what, List<Finding> findings) {}

    /** Every probe's result, in the probes' order. */
    public static List<Checked> examine(ClusterFacts facts) {
        List<Checked> checked = new ArrayList<>();
        for (Probe probe : PROBES) {
            checked.add(new Checked(
                    probe.looksAt(),
                    probe.examine(facts).stream()
                            .map(finding -> Explanations.added(finding, facts))
                            .toList()));
        }
        return checked;
    }

    /** The probes' results about what is asked for. */
    public static List<Checked> examine(Scope asked, ClusterFacts all) {
        ClusterFacts facts = asked.of(all);
        List<Checked> checked = new ArrayList<>(examine(facts));
        if (asked.kind() == Scope.Kind.SERVICE) {
            for (Probe probe : OF_SERVICES) {
                checked.add(new Checked(probe.looksAt(), probe.examine(facts)));
            }
        }
        return checked;
    }

    /** What RunTask of a definition would come to, and what became of the tasks that it started before. */
    public static List<Checked> examine(LaunchFacts asked) {
        List<Checked> checked = new ArrayList<>();
        checked.add(new Checked(Launch.looksAt(), Launch.examine(asked)));
        if (asked.facts() != null && asked.wanted() != null) {
            Scope ofDefinition = new Scope(Scope.Kind.DEFINITION, asked.wanted().family());
            checked.addAll(examine(ofDefinition, asked.facts()));
        }
        return checked;
    }

    /** A cluster that was asked for by its name, or ARN. */
    public static List<Checked> examine(String cluster, List<ClusterFact> all) {
        return List.of(new Checked(Joining.looksAt(), Joining.examine(cluster, all)));
    }

    /** The findings, worst first. */
    public static List<Finding> findings(List<Checked> checked) {
        return checked.stream()
                .flatMap(one -> one.findings().stream())
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
    }
}
