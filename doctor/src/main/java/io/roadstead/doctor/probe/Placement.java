package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.EventFact;
import io.roadstead.doctor.facts.Explained;
import io.roadstead.doctor.facts.InstanceFact;
import io.roadstead.doctor.facts.ServiceFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Services whose tasks find no container instance: the event's own words, and what every instance lacks. */
public final class Placement implements Probe {
    private static final String UNABLE = "was unable to place a task";
    /** Instances told of, the closest to fitting first. */
    private static final int INSTANCES_TOLD = 5;

    @Override
    public Words looksAt() {
        return Words.of("placement of services' tasks", "サービスのタスク配置");
    }

    @Override
    public List<Finding> examine(ClusterFacts facts) {
        List<Finding> findings = new ArrayList<>();
        for (ServiceFact service : facts.services()) {
            EventFact refusal = refusal(service);
            if (service.active() && tooFew(service) && refusal != null) {
                findings.add(finding(facts, service, refusal.message()));
            }
        }
        return findings;
    }

    /** Of the service, or of the deployment that is to come up while the old one's tasks still make up the number. */
    private static boolean tooFew(ServiceFact service) {
        return service.running() + service.pending() < service.desired()
                || service.deployments().stream()
                        .anyMatch(deployment -> deployment.primary()
                                && deployment.running() + deployment.pending() < deployment.desired());
    }

    private static @Nullable EventFact refusal(ServiceFact service) {
        return Failures.sinceSteady(service).stream()
                .filter(event -> event.message().contains(UNABLE))
                .findFirst()
                .orElse(null);
    }

    private static Finding finding(ClusterFacts facts, ServiceFact service, String event) {
        DefinitionFact definition = facts.definitions().get(wanted(service));
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("DescribeServices events", event));
        evidence.add(new Evidence(
                "DescribeServices",
                service.running() + " tasks running and " + service.pending() + " pending of " + service.desired()
                        + " desired"));
        Explained explained = facts.explained().get(service.arn());
        if (explained != null && !explained.instances().isEmpty()) {
            evidence.addAll(Explanations.table(explained));
        } else if (definition != null) {
            facts.instances().stream()
                    .map(instance -> new Fit(instance, Fits.lacking(definition, service, instance, facts)))
                    .sorted((one, other) -> Integer.compare(
                            one.lacking().size(), other.lacking().size()))
                    .limit(INSTANCES_TOLD)
                    .forEach(fit -> evidence.add(fit.evidence()));
        }
        Refusals.Told told = Refusals.of(event, service, definition, facts);
        return new Finding(
                told.article(),
                Severity.ERROR,
                service.arn(),
                told.cause(),
                evidence,
                told.fixes(),
                Confidence.CERTAIN);
    }

    /** The definition of the deployment that is to come up. */
    private static String wanted(ServiceFact service) {
        return service.deployments().stream()
                .filter(deployment -> deployment.primary())
                .map(deployment -> deployment.definitionArn())
                .findFirst()
                .orElse(service.definitionArn());
    }

    private record Fit(InstanceFact instance, List<String> lacking) {
        Evidence evidence() {
            return new Evidence(
                    "DescribeContainerInstances " + instance.id(),
                    lacking.isEmpty()
                            ? "nothing that can be seen from outside is against it"
                            : String.join("; ", lacking));
        }
    }
}
