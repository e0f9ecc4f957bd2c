package io.roadstead.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.acceptance.IamCalls;
import io.roadstead.acceptance.Installation;
import io.roadstead.acceptance.Installation.Ran;
import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.doctor.finding.Words;
import io.roadstead.doctor.probe.TaskCalls;
import io.roadstead.testkit.BusyboxImage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Where policies are enforced: roles that ECS cannot assume, tasks that may not do what they call, people who may not do
 * what they ask for.
 */
@Tag("docker")
class DeniedRolesTest {
    private static final Installation HOUSE =
            new Installation("--iam", "enforce", "--healthy-after", "PT1S", "--throttle-first", "PT0.2S").unexamined();
    private static final IamCalls IAM = new IamCalls(HOUSE);
    private static final String UNASSUMED = "ecs-unable-to-assume-role";
    private static final String DENIED = "ecs-iam-task-roles-config-errors";
    private static final String ROLE = "arn:aws:iam::000000000000:role/";
    private static final String TASKS = "\"Principal\":{\"Service\":\"ecs-tasks.amazonaws.com\"}";

    @BeforeAll
    static void start() {
        HOUSE.start();
        role("shop", "/", allow(TASKS));
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @Test
    void aRoleWhoseNameIsMisspeltIsNamedAsItIs() {
        Patient misspelt = service("misspelt", ROLE + "shpo");
        Finding found = misspelt.diagnosed(UNASSUMED, refusal("misspelt", ROLE + "shpo"));
        assertThat(found.cause().en()).contains("There is no role shpo").contains("there is " + ROLE + "shop");
        misspelt.apply(found, 0).cured();
    }

    @Test
    void aRoleOfAnotherAccountIsReplacedByOneOfThisAccount() {
        String foreign = "arn:aws:iam::111122223333:role/partner";
        Patient borrowed = service("borrowed", foreign);
        Finding found = borrowed.diagnosed(UNASSUMED, refusal("borrowed", foreign));
        assertThat(found.cause().en()).contains("is another account's");
        borrowed.apply(found, 0).cured();
    }

    @Test
    void aRoleThatTrustsSomebodyElseTrustsTasksToo() {
        role("hosts", "/", allow("\"Principal\":{\"Service\":\"ec2.amazonaws.com\"}"));
        Patient distrusted = service("distrusted", ROLE + "hosts");
        Finding found = distrusted.diagnosed(UNASSUMED, refusal("distrusted", ROLE + "hosts"));
        assertThat(found.cause().en()).contains("its trust policy names ec2.amazonaws.com");
        distrusted.apply(found, 0).cured();
    }

    @Test
    void aConditionThatNamesAClusterIsWidenedToTheAccount() {
        role(
                "kept",
                "/",
                allow(
                        TASKS
                                + ",\"Condition\":{\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:ecs:us-east-1:000000000000:cluster/default\"}}"));
        Patient kept = service("kept", ROLE + "kept");
        Finding found = kept.diagnosed(UNASSUMED, refusal("kept", ROLE + "kept"));
        assertThat(found.cause().en())
                .contains("only where aws:SourceArn is arn:aws:ecs:us-east-1:000000000000:cluster/default")
                .contains("a role cannot be kept to one cluster that way");
        kept.apply(found, 0).cured();
    }

    @Test
    void aCallThatOnlyTheExecutionRoleMayMakeIsAllowedToTheTaskRoleAndARoleMadeAnewNeedsNewTasks() {
        role("asker", "/", allow(TASKS));
        role("fetcher", "/", allow(TASKS));
        String policy = document(
                "{\"Effect\":\"Allow\",\"Action\":\"ssm:GetParameter\",\"Resource\":\"arn:aws:ssm:*:*:parameter/price\"}");
        IAM.call("PutRolePolicy", "RoleName", "fetcher", "PolicyName", "price", "PolicyDocument", policy);
        HOUSE.aws("ssm", "put-parameter", "--name", "/price", "--type", "String", "--value", "42");
        ObjectNode input = Installation.input()
                .put("family", "asks")
                .put("taskRoleArn", ROLE + "asker")
                .put("executionRoleArn", ROLE + "fetcher");
        input.set("volumes", Installation.json("[{\"name\":\"host\",\"host\":{\"sourcePath\":\"/\"}}]"));
        input.set(
                "containerDefinitions",
                Installation.json("[{\"name\":\"main\",\"image\":\"" + BusyboxImage.NAME
                        + "\",\"memory\":256,\"command\":[\"sleep\",\"100000\"],\"stopTimeout\":2,\"mountPoints\":"
                        + "[{\"sourceVolume\":\"host\",\"containerPath\":\"/host\",\"readOnly\":true}]}]"));
        HOUSE.call("RegisterTaskDefinition", input);
        Patient asks = new Patient(HOUSE, "default", "asks").create(1);
        asks.cured();
        assertThat(price())
                .contains(
                        "User: arn:aws:sts::000000000000:assumed-role/asker/",
                        "is not authorized to perform:"
                                + " ssm:GetParameter on resource: arn:aws:ssm:us-east-1:000000000000:parameter/price because no"
                                + " identity-based policy allows the ssm:GetParameter action");
        Finding mixed = asks.diagnosed(DENIED, "assumed-role/asker/");
        assertThat(mixed.cause().en())
                .contains("as its task role asker, which may not do ssm:GetParameter")
                .contains("The execution role fetcher may, but that one is the agent's");
        assertThat(byCloudTrail()).as("as on AWS, which knows no ListDenials").isEqualTo(mixed.cause());
        asks.apply(mixed, 0).well();
        assertThat(price()).contains("\"Value\": \"42\"");

        IAM.call("DeleteRolePolicy", "RoleName", "asker", "PolicyName", policyOf(mixed));
        IAM.call("DeleteRole", "RoleName", "asker");
        role("asker", "/", allow(TASKS));
        IAM.call("PutRolePolicy", "RoleName", "asker", "PolicyName", "price", "PolicyDocument", policy);
        assertThat(price()).contains("is not authorized to perform: ssm:GetParameter");
        Finding former = asks.diagnosed(DENIED, "assumed-role/asker/");
        assertThat(former.cause().en()).contains("Role asker was deleted and made again after the task was started");
        asks.apply(former, 0).cured();
        assertThat(price()).contains("\"Value\": \"42\"");
    }

    @Test
    void whoMayPassTheRoleToAnotherServiceOnlyIsToldWhichConditionSaysSo() {
        Map<String, String> ann = IAM.user("ann");
        IAM.call(
                "PutUserPolicy",
                "UserName",
                "ann",
                "PolicyName",
                "deploys",
                "PolicyDocument",
                document(
                        "{\"Effect\":\"Allow\",\"Action\":\"ecs:*\",\"Resource\":\"*\"},{\"Effect\":\"Allow\",\"Action\":"
                                + "\"iam:PassRole\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"iam:PassedToService\":"
                                + "\"ec2.amazonaws.com\"}}}"));
        define("passed", ROLE + "shop");
        Ran refused = HOUSE.awsRun(ann, "ecs", "run-task", "--task-definition", "passed");
        assertThat(refused.error())
                .contains("(AccessDeniedException) when calling the RunTask operation: User:"
                        + " arn:aws:iam::000000000000:user/ann is not authorized to perform: iam:PassRole on resource: "
                        + ROLE + "shop because no identity-based policy allows the iam:PassRole action");
        Case call = call();
        Finding found =
                call.diagnosed("ecs-api-common-errors", Severity.ERROR, "iam:PassRole on resource: " + ROLE + "shop");
        assertThat(found.cause().en())
                .contains("statement 2 of the identity-based policy deploys of user ann allows iam:PassRole only where"
                        + " StringEquals iam:PassedToService ec2.amazonaws.com, and it is ecs-tasks.amazonaws.com");
        call.apply(found, 0);
        assertThat(HOUSE.awsRun(ann, "ecs", "run-task", "--task-definition", "passed")
                        .json()
                        .path("tasks"))
                .hasSize(1);
    }

    @Test
    void aStatementThatDeniesTagsIsNamedAndTakenOut() {
        Map<String, String> bob = IAM.user("bob");
        IAM.call(
                "PutUserPolicy",
                "UserName",
                "bob",
                "PolicyName",
                "all",
                "PolicyDocument",
                document("{\"Effect\":\"Allow\",\"Action\":\"ecs:*\",\"Resource\":\"*\"},"
                        + "{\"Effect\":\"Deny\",\"Action\":\"ecs:TagResource\",\"Resource\":\"*\"}"));
        HOUSE.definition("tagged", "{\"memory\":16,\"command\":[\"sleep\",\"100000\"],\"stopTimeout\":2}");
        String[] run = {"ecs", "run-task", "--task-definition", "tagged", "--tags", "key=team,value=shop"};
        assertThat(HOUSE.awsRun(bob, run).error())
                .contains(
                        "arn:aws:iam::000000000000:user/bob is not authorized to perform: ecs:TagResource on resource:"
                                + " arn:aws:ecs:us-east-1:000000000000:task/default/")
                .contains("with an explicit deny in an identity-based policy");
        Case call = call();
        Finding found = call.diagnosed("ecs-troubleshoot-tagging-tasks", Severity.ERROR, "with an explicit deny");
        assertThat(found.cause().en()).contains("statement 2 of all of user bob denies it");
        call.apply(found, 0);
        assertThat(HOUSE.awsRun(bob, run).json().path("tasks")).hasSize(1);
    }

    /** The name under which a fix writes its policy. */
    private static String policyOf(Finding finding) {
        String command = finding.fix().getFirst().commands().getFirst();
        return command.replaceFirst(".* --policy-name (\\S+) .*", "$1");
    }

    /** The latest refused call. */
    private static Case call() {
        return new Case(HOUSE, "the latest refused call", () -> List.of(HOUSE.refused()));
    }

    /** What the doctor says of the tasks' calls where CloudTrail alone knows of them. */
    private static Words byCloudTrail() {
        ClusterFacts facts = HOUSE.identityByPublicApis().look(HOUSE.collector().cluster("default", Instant.now()));
        return new TaskCalls().examine(facts).getFirst().cause();
    }

    /** What the host's AWS CLI says within the service's container, as whom that calls. */
    private static String price() {
        String task = HOUSE.call(
                        "ListTasks",
                        Installation.input().put("serviceName", "asks").put("desiredStatus", "RUNNING"))
                .path("taskArns")
                .path(0)
                .asText();
        return Installation.docker(
                        "exec",
                        Installation.containersOf(task).getFirst(),
                        "sh",
                        "-c",
                        "PATH='" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin")
                                + "' /bin/chroot /host /bin/sh -c 'aws --endpoint-url $AWS_ENDPOINT_URL --output json ssm"
                                + " get-parameter --name /price' 2>&1")
                .output();
    }

    private static String refusal(String service, String role) {
        return "(service " + service + ") failed to launch a task with (error ECS was unable to assume the role '"
                + role
                + "' that was provided for this task. Please verify that the role being passed has the proper trust"
                + " relationship and permissions and that your IAM user has permissions to pass this role.)";
    }

    private static Patient service(String name, String role) {
        define(name, role);
        return new Patient(HOUSE, "default", name).create(1);
    }

    private static void define(String name, String role) {
        ObjectNode input = Installation.input().put("family", name).put("taskRoleArn", role);
        input.putArray("containerDefinitions")
                .add(Installation.json("{\"name\":\"main\",\"image\":\"" + BusyboxImage.NAME
                        + "\",\"memory\":16,\"command\":[\"sleep\",\"100000\"],\"stopTimeout\":2}"));
        HOUSE.call("RegisterTaskDefinition", input);
    }

    private static void role(String name, String path, String trust) {
        IAM.call("CreateRole", "RoleName", name, "Path", path, "AssumeRolePolicyDocument", document(trust));
    }

    private static String document(String statements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}";
    }

    private static String allow(String whom) {
        return "{\"Effect\":\"Allow\"," + whom + ",\"Action\":\"sts:AssumeRole\"}";
    }
}
