package io.roadstead.acceptance;

import io.roadstead.cli.doctor.RulesOfIam;
import io.roadstead.doctor.Doctor;
import io.roadstead.doctor.article.KnowledgeCenter;
import io.roadstead.doctor.call.CallCollector;
import io.roadstead.doctor.facts.Collector;
import io.roadstead.doctor.facts.Explainer;
import io.roadstead.doctor.facts.IdentityCollector;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.wire.client.AwsServices;
import io.roadstead.wire.client.ControlClient;
import io.roadstead.wire.client.Ecs;
import io.roadstead.wire.client.Logs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The doctor's look at everything that a test leaves behind. What it finds has to be what the test broke on purpose: any
 * other finding is a false alarm, and one that does not come is an alarm missed. Example: a test that stops a container by
 * {@code kill -9} expects {@code ecs-task-stopped} and fails when the doctor says that, too, of a task that ran to its end.
 */
final class LastLook {
    private final Ecs ecs;
    private final IdentityCollector identity;
    private final IdentityCollector publicly;
    private final Collector collector;
    private final Set<String> expected = new LinkedHashSet<>();
    private final Set<String> possible = new LinkedHashSet<>();

    LastLook(ControlClient client) {
        ecs = new Ecs(client);
        collector = new Collector(ecs::call, Logs.beside(client)::call, AwsServices.beside(client)::call);
        identity = new IdentityCollector(new RulesOfIam(), AwsServices.beside(client)::call, ecs::own);
        publicly = new IdentityCollector(new RulesOfIam(), AwsServices.beside(client)::call, null);
    }

    Collector collector() {
        return collector;
    }

    IdentityCollector identity() {
        return identity;
    }

    IdentityCollector identityByPublicApis() {
        return publicly;
    }

    /** The latest call that was refused to somebody of the first account. */
    Finding refused() {
        Finding finding = new CallCollector(ecs::own, identity, "us-east-1")
                .examine("last")
                .finding();
        if (finding == null) {
            throw new AssertionError("no call was refused");
        }
        return finding;
    }

    /** Articles that have to be found, each at least once. */
    void expect(List<String> articles) {
        expected.addAll(known(articles));
    }

    /** Articles that may be found, where timing decides whether they are. */
    void allow(List<String> articles) {
        possible.addAll(known(articles));
    }

    private static List<String> known(List<String> articles) {
        KnowledgeCenter all = KnowledgeCenter.load();
        for (String article : articles) {
            if (all.article(article).isEmpty()) {
                throw new IllegalArgumentException("There is no article " + article + " in catalogue.tsv.");
            }
        }
        return articles;
    }

    /** All that is found in all clusters now. */
    List<Finding> findings() {
        Explainer explainer = new Explainer(ecs::own);
        List<Finding> findings = new ArrayList<>();
        for (String cluster : collector.clusters()) {
            findings.addAll(Doctor.findings(
                    Doctor.examine(identity.look(explainer.explain(collector.cluster(cluster, Instant.now()))))));
        }
        return findings;
    }

    /** Fails when something is found that was not declared, or something declared is not found. */
    void judge() {
        List<Finding> findings = findings();
        List<Finding> alarms = findings.stream()
                .filter(finding -> !expected.contains(finding.article()) && !possible.contains(finding.article()))
                .toList();
        if (!alarms.isEmpty()) {
            throw new AssertionError("this is not broken on purpose, and the doctor says:" + told(alarms));
        }
        Set<String> missed = new TreeSet<>(expected);
        findings.forEach(finding -> missed.remove(finding.article()));
        if (!missed.isEmpty()) {
            throw new AssertionError("this is broken on purpose, and the doctor does not see it: " + missed
                    + "; it says:" + told(findings));
        }
    }

    private static String told(List<Finding> findings) {
        return findings.stream()
                .map(finding -> "\n  " + finding.severity() + " " + finding.article() + " " + finding.subject() + ": "
                        + finding.cause().en() + " " + finding.evidence())
                .collect(Collectors.joining());
    }
}
