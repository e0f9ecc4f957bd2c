package io.roadstead.doctor.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.doctor.Doctor;
import io.roadstead.doctor.ToldCluster;
import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.facts.Collector;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.wire.client.ApiError;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the doctor makes of what services beside ECS say of what a task could not have. */
class LacksTest {
    private static final String ARN = "arn:aws:secretsmanager:us-east-1:000000000000:secret:app/db-AbCdEf";
    private static final String ROLE = "arn:aws:iam::000000000000:role/web";
    private static final String REFUSED =
            "secret " + ARN + ": operation error Secrets Manager: GetSecretValue, api error"
                    + " AccessDeniedException: User: arn:aws:sts::000000000000:assumed-role/web/abc is not authorized to perform:"
                    + " secretsmanager:GetSecretValue on resource: " + ARN;

    private final Map<String, String> answers = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    @Test
    void nothingIsAskedWhileNoTaskSaysThatItLacksSomething() {
        findings("Essential container in task exited", "", "EssentialContainerExited");
        findings("CannotPullContainerError: no such host", "", "TaskFailedToStart");
        assertThat(asked).isEmpty();
    }

    @Test
    void whatTheDoctorItselfMayNotSeeIsToldAsSuchAndTheSentenceStillMends() {
        ClusterFacts facts = facts(
                REFUSED + " because no identity-based policy allows the secretsmanager:GetSecretValue action",
                "\"secrets\":[{\"name\":\"A\",\"valueFrom\":\"" + ARN + "\"}]",
                "TaskFailedToStart");
        assertThat(facts.unseen()).anyMatch(one -> one.startsWith("what " + ROLE + " is allowed: AccessDenied"));
        Finding found = Doctor.findings(Doctor.examine(facts)).getFirst();
        assertThat(found.article()).isEqualTo("ecs-unable-to-pull-secrets");
        assertThat(found.fix().getFirst().commands().getFirst())
                .contains("aws iam put-role-policy --role-name web")
                .contains("\"Action\":\"secretsmanager:GetSecretValue\",\"Resource\":[\"" + ARN + "\"]");
    }

    @Test
    void aValueThatIsNoJsonIsASecretsOnlyWhereOneOfItsKeysIsAskedFor() {
        String words = "invalid character '*' looking for beginning of value";
        String whole = "\"secrets\":[{\"name\":\"A\",\"valueFrom\":\"" + ARN + "\"}]";
        assertThat(findings(words, whole, "TaskFailedToStart"))
                .noneMatch(finding -> finding.article().equals("ecs-unable-to-pull-secrets"));
        assertThat(findings(words, whole.replace(ARN, ARN + ":user::"), "TaskFailedToStart")
                        .getFirst()
                        .cause()
                        .en())
                .isEqualTo("The key user of the secret app/db is asked for, and its value is no JSON object.");
    }

    @Test
    void theOnlyStatementOfAPolicyThatDeniesGoesWithItsPolicy() {
        answers.put(
                "iam SimulatePrincipalPolicy",
                "{\"EvaluationResults\":[{\"EvalActionName\":\"secretsmanager:GetSecretValue\",\"EvalResourceName\":\""
                        + ARN
                        + "\",\"EvalDecision\":\"explicitDeny\",\"MatchedStatements\":[{\"SourcePolicyId\":\"role_web_guard\","
                        + "\"StartPosition\":{\"Line\":\"1\",\"Column\":\"16\"}}]}]}");
        answers.put("iam ListRolePolicies", "{\"PolicyNames\":[\"all\",\"guard\"]}");
        answers.put(
                "iam GetRolePolicy",
                "{\"PolicyDocument\":\"%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Deny%22%7D%5D%7D\"}");
        Finding found = findings(
                        REFUSED + " with an explicit deny in an identity-based policy", "", "TaskFailedToStart")
                .getFirst();
        assertThat(found.cause().en())
                .contains(": statement 1 of the role's own policy guard (line 1, column 16) denies it");
        assertThat(found.fix().getFirst().commands().getFirst())
                .startsWith("aws iam delete-role-policy --role-name web --policy-name guard && ");
    }

    @Test
    void aDenialThatIsOverIsToldAsOver() {
        answers.put(
                "iam SimulatePrincipalPolicy",
                "{\"EvaluationResults\":[{\"EvalActionName\":\"secretsmanager:GetSecretValue\",\"EvalResourceName\":\""
                        + ARN + "\",\"EvalDecision\":\"allowed\"}]}");
        Finding found = findings(
                        REFUSED + " because no identity-based policy allows the a action", "", "TaskFailedToStart")
                .getFirst();
        assertThat(found.cause().en()).endsWith("so it was when the task started; by now its policies allow it.");
    }

    @Test
    void aDeletedSecretIsRestored() {
        answers.put("secretsmanager DescribeSecret", "{\"ARN\":\"" + ARN + "\",\"DeletedDate\":1.0}");
        Finding found = findings(
                        "secret " + ARN + ": operation error Secrets Manager: GetSecretValue,"
                                + " InvalidRequestException: You can't perform this operation on the secret because it was marked"
                                + " for deletion.",
                        "",
                        "TaskFailedToStart")
                .getFirst();
        assertThat(found.fix().getFirst().commands().getFirst())
                .startsWith("aws secretsmanager restore-secret --secret-id " + ARN + " --region us-east-1 && ");
    }

    @Test
    void aVersionThatIsNotThereIsToldWithTheStagesThereAre() {
        answers.put(
                "secretsmanager DescribeSecret",
                "{\"ARN\":\"" + ARN + "\",\"VersionIdsToStages\":{\"v\":[\"AWSCURRENT\"]}}");
        Finding found = findings(
                        "ResourceNotFoundException: The task can't retrieve the secret with ARN '" + ARN
                                + "' from AWS Secrets Manager: staging label: AWSPENDING",
                        "\"secrets\":[{\"name\":\"A\",\"valueFrom\":\"" + ARN + ":key:AWSPENDING:\"}]",
                        "TaskFailedToStart")
                .getFirst();
        assertThat(found.evidence()).anySatisfy(one -> assertThat(one.text()).isEqualTo("stages: AWSCURRENT"));
        assertThat(found.fix().getFirst().commands().getFirst()).contains("then \"" + ARN + ":key::\" else");
    }

    @Test
    void aReferenceWithAKeyAloneIsWrittenInFull() {
        Finding found = findings(
                        "Trying to retrieve secret with value " + ARN
                                + ":a resulted in error: an invalid ARN format for the"
                                + " AWS Secrets Manager secret was specified.",
                        "",
                        "TaskFailedToStart")
                .getFirst();
        assertThat(found.fix().getFirst().commands().getFirst())
                .contains("walk(if . == \"" + ARN + ":a\" then \"" + ARN + ":a::\" else . end)");
    }

    @Test
    void anImageOfEcrThatTheExecutionRoleMayNotPullIsToldByTheActionsItLacks() {
        answers.put(
                "iam SimulatePrincipalPolicy",
                "{\"EvaluationResults\":[{\"EvalActionName\":\"ecr:GetAuthorizationToken\",\"EvalResourceName\":\"*\","
                        + "\"EvalDecision\":\"implicitDeny\"}]}");
        Finding found = findings(
                        "Task failed to start",
                        "\"image\":\"000000000000.dkr.ecr.us-east-1.amazonaws.com/shop/web:1\"",
                        "TaskFailedToStart")
                .getFirst();
        assertThat(found.article()).isEqualTo("ecs-tasks-pull-images-ecr-repository");
        assertThat(found.cause().en()).endsWith(": no policy allows it ecr:GetAuthorizationToken.");
        assertThat(found.fix().getFirst().commands().getFirst())
                .startsWith("aws iam attach-role-policy --role-name web --policy-arn"
                        + " arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy && ");
        answers.put("iam SimulatePrincipalPolicy", "{\"EvaluationResults\":[]}");
        assertThat(findings(
                                "Task failed to start",
                                "\"image\":\"000000000000.dkr.ecr.us-east-1.amazonaws.com/shop/web:1\"",
                                "TaskFailedToStart")
                        .getFirst()
                        .article())
                .isEqualTo("ecs-pull-container-error");
    }

    @Test
    void namesAreAlikeButForCaseSignsAndTwoLettersOrWhereOneIsWithinTheOther() {
        assertThat(Alike.of("passwd", List.of("host", "password"))).isEqualTo("password");
        assertThat(Alike.of("/app/dbkey", List.of("/app/db-key", "/app/other"))).isEqualTo("/app/db-key");
        assertThat(Alike.of("user", List.of("username"))).isEqualTo("username");
        assertThat(Alike.of("a", List.of("b", "c"))).isNull();
        assertThat(Alike.of("same", List.of("same"))).isNull();
    }

    private List<Finding> findings(String words, String members, String stopCode) {
        return Doctor.findings(Doctor.examine(facts(words, members, stopCode)));
    }

    private ClusterFacts facts(String words, String members, String stopCode) {
        boolean ecr = members.contains("dkr.ecr");
        String image = ecr ? "000000000000.dkr.ecr.us-east-1.amazonaws.com/shop/web:1" : "shop/web:1";
        ToldCluster told = new ToldCluster()
                .definition("web:1", "\"executionRoleArn\":\"" + ROLE + "\",", members.isEmpty() ? "" : "," + members)
                .task(
                        "t0",
                        "web:1",
                        "\"lastStatus\":\"STOPPED\",\"desiredStatus\":\"STOPPED\",\"group\":\"family:web\",\"stopCode\":\""
                                + stopCode + "\",\"stoppedReason\":\"" + words + "\",\"stoppedAt\":"
                                + (ToldCluster.NOW - 1) + ",\"containers\":[{\"name\":\"main\",\"image\":\"" + image
                                + "\",\"reason\":\"" + (ecr ? "CannotPullContainerError: no such host" : "") + "\"}]");
        return new Collector(told, (region, operation, input) -> Json.object(), this::answer)
                .cluster("shop", Instant.ofEpochSecond(ToldCluster.NOW));
    }

    private synchronized Json answer(String service, String region, String operation, Json input) {
        asked.add(service + " " + operation);
        String answer = answers.get(service + " " + operation);
        if (answer == null) {
            throw new ApiError("AccessDenied", "the doctor may not " + operation);
        }
        try {
            return Json.parse(answer.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(answer, e);
        }
    }
}
