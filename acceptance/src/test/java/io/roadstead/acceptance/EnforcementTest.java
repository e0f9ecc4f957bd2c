package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Policies as the AWS CLI meets them: who may not is refused in AWS's sentence, and who may gets as far as ECS's own
 * refusals. It is of the slow tier, which has the AWS clients.
 */
@Tag("docker")
class EnforcementTest {
    private static final Installation HOUSE = new Installation("--no-agent", "--iam", "enforce");
    private static final IamCalls IAM = new IamCalls(HOUSE);
    private static final Installation AUDITED = new Installation("--no-agent");
    private static final String ECS = "arn:aws:ecs:us-east-1:000000000000:";
    private static final String ROLE = "arn:aws:iam::000000000000:role/app";
    /** What whoever may run a task hears, for there is no host. */
    private static final String LET_IN = "No Container Instances were found in your cluster.";

    @BeforeAll
    static void start() {
        HOUSE.startProcess();
        AUDITED.startProcess();
        HOUSE.awaitAnswer();
        AUDITED.awaitAnswer();
        HOUSE.definition("web", "{}");
        AUDITED.definition("web", "{}");
    }

    @AfterAll
    static void close() {
        HOUSE.close();
        AUDITED.close();
    }

    @Test
    void aUserRunsTasksInTheClusterItsPolicyNamesAndPassesNoRoleUnallowed() {
        Map<String, String> ann = IAM.user("ann");
        String sentence = "An error occurred (AccessDeniedException) when calling the RunTask operation: User:"
                + " arn:aws:iam::000000000000:user/ann is not authorized to perform: ecs:RunTask on resource: " + ECS
                + "task-definition/web:1 because no identity-based policy allows the ecs:RunTask action";
        assertThat(runTask(ann, "web")).isEqualTo(sentence);
        allow(
                "ann",
                statement("Allow", "ecs:RunTask", ECS + "task-definition/web:*")
                        .replace(
                                "}",
                                ",\"Condition\":{\"ArnEquals\":{\"ecs:cluster\":\"" + ECS + "cluster/default\"}}}"));
        assertThat(runTask(ann, "web")).contains(LET_IN);
        assertThat(runTask(ann, "web", "--cluster", "other")).isEqualTo(sentence);
        IAM.call("CreateRole", "RoleName", "app", "AssumeRolePolicyDocument", trust("ecs-tasks"));
        assertThat(runTask(ann, "web", "--overrides", "{\"taskRoleArn\":\"" + ROLE + "\"}"))
                .endsWith("User: arn:aws:iam::000000000000:user/ann is not authorized to perform: iam:PassRole on"
                        + " resource: " + ROLE
                        + " because no identity-based policy allows the iam:PassRole action");
        String command = doctor().lines()
                .map(String::strip)
                .filter(line -> line.startsWith("aws iam put-user-policy"))
                .findFirst()
                .orElseThrow();
        shell(command);
        assertThat(runTask(ann, "web", "--overrides", "{\"taskRoleArn\":\"" + ROLE + "\"}"))
                .contains(LET_IN);
    }

    @Test
    void aRoleThatDoesNotTrustTasksIsRefusedToTaskAndServiceInEcsWordsUntilItDoes() {
        String role = "arn:aws:iam::000000000000:role/wrong";
        String refusal =
                "ECS was unable to assume the role '" + role + "' that was provided for this task. Please verify that"
                        + " the role being passed has the proper trust"
                        + " relationship and permissions and that your IAM user"
                        + " has permissions to pass this role.";
        IAM.call("CreateRole", "RoleName", "wrong", "AssumeRolePolicyDocument", trust("ec2"));
        HOUSE.call(
                "RegisterTaskDefinition",
                Installation.input()
                        .put("family", "wrong")
                        .put("executionRoleArn", role)
                        .set(
                                "containerDefinitions",
                                Installation.json("[{\"name\":\"main\",\"image\":\"busybox\",\"memory\":16}]")));
        assertThat(runTask(Map.of(), "wrong"))
                .isEqualTo("An error occurred (ClientException) when calling the RunTask operation: " + refusal);
        HOUSE.call(
                "CreateService",
                Installation.input()
                        .put("serviceName", "wrong")
                        .put("taskDefinition", "wrong")
                        .put("desiredCount", 1));
        Awaitility.await("the service's event").atMost(Installation.LIMIT).untilAsserted(() -> assertThat(events())
                .contains("(service wrong) failed to launch a task with (error " + refusal + ")."));
        IAM.call("UpdateAssumeRolePolicy", "RoleName", "wrong", "PolicyDocument", trust("ecs-tasks"));
        assertThat(runTask(Map.of(), "wrong")).contains(LET_IN);
    }

    private static List<String> events() {
        ObjectNode input = Installation.input();
        input.putArray("services").add("wrong");
        return HOUSE.call("DescribeServices", input)
                .path("services")
                .path(0)
                .path("events")
                .findValuesAsText("message");
    }

    @Test
    void givingTagsAtCreationTakesTagResourceAndADenialOutweighsAll() {
        Map<String, String> bob = IAM.user("bob");
        allow("bob", statement("Allow", "ecs:*", "*") + "," + statement("Deny", "ecs:TagResource", "*"));
        String tagged = HOUSE.awsRun(bob, "ecs", "create-cluster", "--cluster-name", "blue", "--tags", "key=k,value=v")
                .error()
                .strip();
        assertThat(tagged)
                .isEqualTo("An error occurred (AccessDeniedException) when calling the CreateCluster operation: User:"
                        + " arn:aws:iam::000000000000:user/bob is not authorized to perform: ecs:TagResource on"
                        + " resource: " + ECS + "cluster/blue with an explicit deny in an identity-based policy");
        assertThat(doctor())
                .contains("CreateCluster: The user bob may not do ecs:TagResource")
                .contains("statement 2 of the identity-based policy all of user bob denies ecs:TagResource");
        // IAM has the older name of the refusal.
        assertThat(HOUSE.awsRun(bob, "iam", "list-users").error())
                .contains("(AccessDenied)", "iam:ListUsers on resource: arn:aws:iam::000000000000:user/ because");
    }

    @Test
    void aBoundaryAndASessionPolicyLimitAndAreNamed() {
        Map<String, String> eve = IAM.user("eve");
        allow("eve", statement("Allow", "*", "*"));
        IAM.call(
                "PutUserPermissionsBoundary",
                "UserName",
                "eve",
                "PermissionsBoundary",
                "arn:aws:iam::aws:policy/ReadOnlyAccess");
        assertThat(runTask(eve, "web")).endsWith("because no permissions boundary allows the ecs:RunTask action");

        IAM.call("CreateRole", "RoleName", "deploy", "AssumeRolePolicyDocument", trust(null));
        IAM.call("AttachRolePolicy", "RoleName", "deploy", "PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess");
        JsonNode credentials = HOUSE.aws(
                        "sts",
                        "assume-role",
                        "--role-arn",
                        "arn:aws:iam::000000000000:role/deploy",
                        "--role-session-name",
                        "release",
                        "--policy",
                        document(statement("Allow", "ecs:Describe*", "*")))
                .path("Credentials");
        Map<String, String> session = Map.of(
                "AWS_ACCESS_KEY_ID", credentials.path("AccessKeyId").asText(),
                "AWS_SECRET_ACCESS_KEY", credentials.path("SecretAccessKey").asText(),
                "AWS_SESSION_TOKEN", credentials.path("SessionToken").asText());
        assertThat(runTask(session, "web"))
                .contains("User: arn:aws:sts::000000000000:assumed-role/deploy/release is not authorized")
                .endsWith("because no session policy allows the ecs:RunTask action");
        assertThat(HOUSE.awsRun(session, "ecs", "describe-clusters").error()).isEmpty();
    }

    @Test
    void auditDoesItAllTheSameAndTellsWhatWouldHaveBeenDenied() {
        Map<String, String> ann = new IamCalls(AUDITED).user("ann");
        assertThat(AUDITED.awsRun(ann, "ecs", "run-task", "--task-definition", "web")
                        .error())
                .contains(LET_IN);
        assertThat(AUDITED.awsRun(ann, "ecs", "list-clusters").status()).isZero();
        JsonNode told = AUDITED.own("ListDenials", Installation.input());
        assertThat(told.path("enforcement").asText()).isEqualTo("audit");
        assertThat(told.path("denials").findValuesAsText("action")).containsExactly("ecs:ListClusters", "ecs:RunTask");
        JsonNode run = told.path("denials").path(1);
        assertThat(run.path("enforced").asBoolean()).isFalse();
        assertThat(run.path("principal").asText()).isEqualTo("arn:aws:iam::000000000000:user/ann");
        assertThat(run.path("explanation").asText())
                .isEqualTo("no statement of an identity-based policy allows ecs:RunTask");
        assertThat(run.path("conditions").path("ecs:cluster").path(0).asText()).isEqualTo(ECS + "cluster/default");
    }

    private static void allow(String user, String statements) {
        IAM.call("PutUserPolicy", "UserName", user, "PolicyName", "all", "PolicyDocument", document(statements));
    }

    private static String document(String statements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}";
    }

    private static String statement(String effect, String action, String resource) {
        return "{\"Effect\":\"" + effect + "\",\"Action\":\"" + action + "\",\"Resource\":\"" + resource + "\"}";
    }

    /** @param service whom it trusts; its account when absent */
    private static String trust(@org.jspecify.annotations.Nullable String service) {
        String whom = service == null ? "\"AWS\":\"000000000000\"" : "\"Service\":\"" + service + ".amazonaws.com\"";
        return "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{" + whom
                + "},\"Action\":\"sts:AssumeRole\"}}";
    }

    /** What the doctor says of the latest refused call. */
    private static String doctor() {
        return Installation.run(new ProcessBuilder(Installation.roadstead(
                        "doctor",
                        "call",
                        "last",
                        "--lang",
                        "en",
                        "--data",
                        HOUSE.data().toString())))
                .output();
    }

    /** As pasted by root; the CLI of Debian 12 does not know AWS_ENDPOINT_URL yet. */
    private static void shell(String command) {
        ProcessBuilder builder = new ProcessBuilder(
                "sh", "-ec", command.replaceFirst("^aws ", "aws --endpoint-url " + HOUSE.endpoint() + " "));
        builder.environment()
                .putAll(Map.of(
                        "AWS_ACCESS_KEY_ID", "test",
                        "AWS_SECRET_ACCESS_KEY", "test",
                        "AWS_DEFAULT_REGION", "us-east-1"));
        assertThat(Installation.run(builder).error()).isEmpty();
    }

    /** The error's text. */
    private static String runTask(Map<String, String> by, String definition, String... more) {
        String[] words = new String[4 + more.length];
        System.arraycopy(new String[] {"ecs", "run-task", "--task-definition", definition}, 0, words, 0, 4);
        System.arraycopy(more, 0, words, 4, more.length);
        return HOUSE.awsRun(by, words).error().strip();
    }
}
