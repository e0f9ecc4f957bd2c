package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ContainerFact;
import io.roadstead.doctor.facts.DefinitionFact;
import io.roadstead.doctor.facts.GrantFact;
import io.roadstead.doctor.facts.LackFacts;
import io.roadstead.doctor.facts.Needs;
import io.roadstead.doctor.facts.TaskFact;
import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Images of ECR that an execution role may not pull. Source: ecs-behaviour 9.3. */
final class EcrCauses {
    private static final String ARTICLE = "ecs-tasks-pull-images-ecr-repository";
    private static final String POLICY = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";

    private EcrCauses() {}

    /** Absent where no image of ECR failed, there is no execution role, or the role may. */
    static @Nullable StopCause of(TaskFact task, @Nullable DefinitionFact definition, LackFacts facts) {
        ContainerFact failed = task.containers().stream()
                .filter(container -> container.reason().startsWith("CannotPull") && Needs.isOfEcr(container.image()))
                .findFirst()
                .orElse(null);
        if (failed == null
                || definition == null
                || definition.executionRoleArn().isEmpty()) {
            return null;
        }
        List<GrantFact> pulls = facts.grants(definition.executionRoleArn()).stream()
                .filter(grant -> grant.action().startsWith("ecr:"))
                .toList();
        List<String> lacking = pulls.stream()
                .filter(grant -> !grant.allowed())
                .map(GrantFact::action)
                .distinct()
                .toList();
        if (lacking.isEmpty()) {
            return null;
        }
        String role = pulls.getFirst().roleName();
        String missing = String.join(", ", lacking);
        return new StopCause(
                ARTICLE,
                Words.of(
                        "The execution role " + role + " may not pull " + failed.image() + ": no policy allows it "
                                + missing + ".",
                        "実行ロール " + role + " に " + failed.image() + " のプルに必要な権限がありません: " + missing),
                List.of(Fix.of(
                        "Attach the policy that is made for it, and start again.",
                        "必要な権限を含むマネージドポリシーをアタッチして、もう一度開始してください。",
                        "aws iam attach-role-policy --role-name " + Commands.quoted(role) + " --policy-arn " + POLICY
                                + " && " + Definitions.anew(task))),
                Confidence.CERTAIN,
                failed,
                DeniedCauses.evidence(pulls));
    }
}
