package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** IAM and STS as the AWS CLI meets them. It is of the slow tier, which has the AWS clients. */
@Tag("docker")
class IdentityTest {
    private static final Installation HOUSE = new Installation("--no-agent");
    private static final String EXECUTION_POLICY =
            "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";

    @BeforeAll
    static void start() {
        HOUSE.startProcess();
        HOUSE.awaitAnswer();
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @Test
    void aUserAssumesARoleAndItsCredentialsSignCalls() {
        HOUSE.aws("iam", "create-user", "--user-name", "ann");
        JsonNode key =
                HOUSE.aws("iam", "create-access-key", "--user-name", "ann").path("AccessKey");
        String role = HOUSE.aws(
                        "iam",
                        "create-role",
                        "--role-name",
                        "deployer",
                        "--assume-role-policy-document",
                        trust("\"AWS\":\"arn:aws:iam::000000000000:user/ann\""))
                .path("Role")
                .path("Arn")
                .asText();
        Map<String, String> ann = Map.of(
                "AWS_ACCESS_KEY_ID", key.path("AccessKeyId").asText(),
                "AWS_SECRET_ACCESS_KEY", key.path("SecretAccessKey").asText());
        Installation.Ran assumed =
                HOUSE.awsRun(ann, "sts", "assume-role", "--role-arn", role, "--role-session-name", "release");
        assertThat(assumed.error()).isEmpty();
        JsonNode credentials = assumed.json().path("Credentials");
        Map<String, String> session = Map.of(
                "AWS_ACCESS_KEY_ID", credentials.path("AccessKeyId").asText(),
                "AWS_SECRET_ACCESS_KEY", credentials.path("SecretAccessKey").asText(),
                "AWS_SESSION_TOKEN", credentials.path("SessionToken").asText());
        assertThat(HOUSE.awsRun(session, "sts", "get-caller-identity")
                        .json()
                        .path("Arn")
                        .asText())
                .isEqualTo("arn:aws:sts::000000000000:assumed-role/deployer/release");
        assertThat(HOUSE.awsRun(session, "ecs", "list-clusters")
                        .json()
                        .path("clusterArns")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void anExecutionRoleIsMadeAskedAndTakenDown() {
        HOUSE.aws(
                "iam",
                "create-role",
                "--role-name",
                "execution",
                "--assume-role-policy-document",
                trust("\"Service\":\"ecs-tasks.amazonaws.com\""));
        HOUSE.aws("iam", "attach-role-policy", "--role-name", "execution", "--policy-arn", EXECUTION_POLICY);
        HOUSE.aws(
                "iam",
                "put-role-policy",
                "--role-name",
                "execution",
                "--policy-name",
                "secrets",
                "--policy-document",
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"secretsmanager:*\","
                        + "\"Resource\":\"*\"}}");
        JsonNode results = HOUSE.aws(
                        "iam",
                        "simulate-principal-policy",
                        "--policy-source-arn",
                        "arn:aws:iam::000000000000:role/execution",
                        "--action-names",
                        "ecr:BatchGetImage",
                        "logs:CreateLogGroup",
                        "secretsmanager:GetSecretValue")
                .path("EvaluationResults");
        assertThat(results.findValuesAsText("EvalDecision")).containsExactly("allowed", "implicitDeny", "explicitDeny");
        assertThat(results.path(0).findValuesAsText("SourcePolicyId")).containsExactly(EXECUTION_POLICY);
        assertThat(results.path(2).findValuesAsText("SourcePolicyId")).containsExactly("secrets of role execution");
        assertThat(HOUSE.awsRun("iam", "delete-role", "--role-name", "execution")
                        .error())
                .contains("An error occurred (DeleteConflict) when calling the DeleteRole operation: Cannot delete"
                        + " entity, must detach all policies first.");
        HOUSE.aws("iam", "detach-role-policy", "--role-name", "execution", "--policy-arn", EXECUTION_POLICY);
        HOUSE.aws("iam", "delete-role-policy", "--role-name", "execution", "--policy-name", "secrets");
        HOUSE.aws("iam", "delete-role", "--role-name", "execution");
        assertThat(HOUSE.awsRun("iam", "get-role", "--role-name", "execution").error())
                .contains("(NoSuchEntity)", "The role with name execution cannot be found.");
    }

    @Test
    void aPolicyThatIsNoneIsRefusedWithItsPlace() {
        assertThat(HOUSE.awsRun(
                                "iam",
                                "create-policy",
                                "--policy-name",
                                "broken",
                                "--policy-document",
                                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"ecs:*\"}}")
                        .error())
                .contains(
                        "(MalformedPolicyDocument)",
                        "Missing required field Resource (line 1, column 37, at Statement)");
    }

    private static String trust(String principal) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{" + principal
                + "},\"Action\":\"sts:AssumeRole\"}}";
    }
}
