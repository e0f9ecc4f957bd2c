package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.ServiceFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Evidence;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import java.util.ArrayList;
import java.util.List;

/**
 * Services whose task definition was deregistered. They go on, and every call that names the revision is refused. Source:
 * ecs-behaviour 1.6.
 */
public final class Deregistered implements Probe {
    @Override
    public Words looksAt() {
        return Words.of("services of deregistered definitions", "登録解除されたタスク定義を使うサービス");
    }

    @Override
    public List<Finding> examine(ClusterFacts facts) {
        List<Finding> findings = new ArrayList<>();
        for (ServiceFact service : facts.services()) {
            DefinitionFact definition = facts.definitions().get(service.definitionArn());
            if (service.active() && definition != null && !definition.active()) {
                findings.add(finding(service, definition));
            }
        }
        return findings;
    }

    private static Finding finding(ServiceFact service, DefinitionFact definition) {
        return new Finding(
                "ecs-api-common-errors",
                Severity.INFO,
                service.arn(),
                Words.of(
                        "Service " + service.name() + " uses " + definition.name()
                                + ", which was deregistered: it goes on, but RunTask, CreateService and UpdateService"
                                + " that name this revision are refused with TaskDefinition is inactive.",
                        "サービス " + service.name() + " は登録解除された " + definition.name()
                                + " を使用しています。サービスは動き続けますが、このリビジョンを指定した RunTask、CreateService、UpdateService は"
                                + " TaskDefinition is inactive で拒否されます。"),
                List.of(
                        new Evidence("DescribeServices taskDefinition", service.definitionArn()),
                        new Evidence("DescribeTaskDefinition " + definition.name() + " status", definition.status())),
                List.of(Fix.of(
                        "Register the same again, as a new revision, and let the service use that.",
                        "同じ内容を新しいリビジョンとして登録し、サービスをそれに切り替えてください。",
                        Definitions.change(service, definition.name(), "."))),
                Confidence.CERTAIN);
    }
}
