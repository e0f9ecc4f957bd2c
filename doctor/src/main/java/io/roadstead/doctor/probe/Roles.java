package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.DeploymentFact;
import io.roadstead.doctor.facts.EventFact;
import io.roadstead.doctor.facts.IdentityCollector;
import io.roadstead.doctor.facts.RoleFact;
import io.roadstead.doctor.facts.ServiceFact;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Services that cannot start tasks because ECS cannot assume their role. */
public final class Roles implements Probe {
    private static final String ARTICLE = "ecs-unable-to-assume-role";

    @Override
    public Words looksAt() {
        return Words.of("roles of services' tasks", "サービスのタスクのロール");
    }

    @Override
    public List<Finding> examine(ClusterFacts facts) {
        List<Finding> findings = new ArrayList<>();
        for (ServiceFact service : facts.services()) {
            Finding finding = service.active() ? refused(facts, service) : null;
            if (finding != null) {
                findings.add(finding);
            }
        }
        return findings;
    }

    private static @Nullable Finding refused(ClusterFacts facts, ServiceFact service) {
        for (EventFact event : Failures.sinceSteady(service)) {
            Matcher words = IdentityCollector.UNABLE.matcher(event.message());
            if (words.find()) {
                String named = words.group(1);
                return stillNamed(facts, service, named)
                                && !over(facts.identity().role(named))
                        ? finding(facts, service, event, named)
                        : null;
            }
        }
        return null;
    }

    /** What ECS may assume by now is no trouble any more: the service tries again by itself. */
    private static boolean over(@Nullable RoleFact role) {
        return role != null
                && role.state() == RoleFact.State.THERE
                && role.arn().equals(role.fullName())
                && role.trust() != null
                && role.trust().allowed();
    }

    /** A service that was given another definition since waits for nothing but that one's tasks. */
    private static boolean stillNamed(ClusterFacts facts, ServiceFact service, String role) {
        DefinitionFact definition = facts.definitions().get(definition(service));
        return definition == null
                || definition.taskRoleArn().equals(role)
                || definition.executionRoleArn().equals(role);
    }

    private static String definition(ServiceFact service) {
        return service.deployments().stream()
                .filter(DeploymentFact::primary)
                .map(DeploymentFact::definitionArn)
                .findFirst()
                .orElse(service.definitionArn());
    }

    private static Finding finding(ClusterFacts facts, ServiceFact service, EventFact event, String named) {
        RoleFact known = facts.identity().role(named);
        RoleFact role = known == null ? RoleFact.unseen(named) : known;
        String arn = definition(service);
        UnassumedRole.Told told =
                UnassumedRole.of(role, new UnassumedRole.Use(service, arn.substring(arn.lastIndexOf('/') + 1)));
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("DescribeServices events", event.message()));
        evidence.addAll(UnassumedRole.evidence(role));
        return new Finding(
                ARTICLE, Severity.ERROR, service.arn(), told.cause(), evidence, told.fixes(), told.confidence());
    }
}
