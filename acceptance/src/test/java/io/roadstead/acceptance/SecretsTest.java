package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.testkit.BusyboxImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Secrets made with the AWS CLI, read by containers, and what a task says that cannot have them. */
@Tag("docker")
class SecretsTest {
    private static final Installation HOUSE = new Installation("--iam", "enforce");
    private static final String ROLE = "arn:aws:iam::000000000000:role/execution";
    private static final String PASSWORD = "correct-horse-battery";
    private static final String MISSING = "arn:aws:secretsmanager:us-east-1:000000000000:secret:none-AbCdEf";

    private static String database = "";
    private static String firstVersion = "";
    private static String elsewhere = "";

    @BeforeAll
    static void start() {
        HOUSE.start();
        for (String role : List.of("execution", "powerless")) {
            HOUSE.aws(
                    "iam",
                    "create-role",
                    "--role-name",
                    role,
                    "--assume-role-policy-document",
                    "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
                            + "\"ecs-tasks.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}}");
        }
        HOUSE.aws(
                "iam",
                "put-role-policy",
                "--role-name",
                "execution",
                "--policy-name",
                "secrets",
                "--policy-document",
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":"
                        + "[\"secretsmanager:GetSecretValue\",\"ssm:GetParameters\"],\"Resource\":\"*\"}}");
        JsonNode made = HOUSE.aws(
                "secretsmanager",
                "create-secret",
                "--name",
                "app/db",
                "--secret-string",
                "{\"password\":\"" + PASSWORD + "\",\"port\":5432,\"big\":1234567}");
        database = made.path("ARN").asText();
        firstVersion = made.path("VersionId").asText();
        elsewhere = HOUSE.aws(
                        "secretsmanager",
                        "create-secret",
                        "--region",
                        "eu-west-1",
                        "--name",
                        "far",
                        "--secret-string",
                        "from-ireland")
                .path("ARN")
                .asText();
        HOUSE.aws("ssm", "put-parameter", "--name", "/app/key", "--type", "SecureString", "--value", "kept-far-away");
        HOUSE.aws("ssm", "put-parameter", "--name", "plain", "--type", "String", "--value", "plain-value");
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @Test
    void aContainerReadsWhatItsDefinitionNamesAndNothingElseShowsIt() throws IOException {
        String task = run(secrets(
                "WHOLE",
                database,
                "PASSWORD",
                database + ":password::",
                "PORT",
                database + ":port:AWSCURRENT:",
                "BIG",
                database + ":big::" + firstVersion,
                "FAR",
                elsewhere,
                "KEY",
                "/app/key",
                "KEY_BY_ARN",
                "arn:aws:ssm:us-east-1:000000000000:parameter/app/key",
                "PLAIN",
                "plain"));
        HOUSE.awaitStatus(task, "RUNNING");
        Map<String, String> environment = environment(task);

        assertThat(environment)
                .containsEntry("WHOLE", "{\"password\":\"" + PASSWORD + "\",\"port\":5432,\"big\":1234567}")
                .containsEntry("PASSWORD", PASSWORD)
                .containsEntry("PORT", "5432")
                // As the original agent, in Go, prints such a number.
                .containsEntry("BIG", "1.234567e+06")
                .containsEntry("FAR", "from-ireland")
                .containsEntry("KEY", "kept-far-away")
                .containsEntry("KEY_BY_ARN", "kept-far-away")
                .containsEntry("PLAIN", "plain-value");
        assertThat(HOUSE.call("DescribeTaskDefinition", Installation.input().put("taskDefinition", "app"))
                        .path("taskDefinition")
                        .path("containerDefinitions")
                        .path(0)
                        .path("secrets"))
                .hasSize(8);
        for (String value : List.of(PASSWORD, "kept-far-away", "from-ireland", "plain-value")) {
            assertThat(filesWith(value)).isEmpty();
        }
    }

    @Test
    void whatCannotBeHadEndsTheTaskInTheAgentsWords() {
        HOUSE.mayFind("ecs-unable-to-pull-secrets");
        // All of them at once: most of their time is waiting.
        List<String> tasks = Stream.of(
                        database + ":user::",
                        MISSING,
                        database + ":password",
                        "/app/none",
                        database.replace("us-east-1", "eu-west-1"),
                        database + "::AWSPENDING:")
                .map(from -> run(secrets("A", from, "B", "plain")))
                .toList();
        String denied = run(ROLE.replace("execution", "powerless"), secrets("A", database));
        List<String> reasons = tasks.stream().map(SecretsTest::reason).toList();
        String noKey = reasons.get(0);
        String noSecret = reasons.get(1);
        String badShape = reasons.get(2);
        String noParameter = reasons.get(3);
        String otherRegion = reasons.get(4);
        String noStage = reasons.get(5);

        assertThat(reason(denied))
                .contains("api error AccessDeniedException: User: arn:aws:sts::000000000000:assumed-role/powerless/"
                        + denied.substring(denied.lastIndexOf('/') + 1)
                        + " is not authorized to perform: secretsmanager:GetSecretValue on resource: " + database
                        + " because no identity-based policy allows the secretsmanager:GetSecretValue action");
        assertThat(noKey).isEqualTo("Retrieved secret from Secrets Manager did not contain json key user");
        assertThat(noSecret)
                .startsWith("ResourceNotFoundException: The task can't retrieve the secret with ARN '" + MISSING
                        + "' from AWS Secrets Manager. Check whether the secret exists in the specified Region:"
                        + " operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400,"
                        + " RequestID: ")
                .endsWith(", ResourceNotFoundException: Secrets Manager can't find the specified secret.");
        assertThat(badShape)
                .isEqualTo("Trying to retrieve secret with value " + database
                        + ":password resulted in error: an invalid ARN format for the AWS Secrets Manager secret was"
                        + " specified. Specify a valid ARN and try again.");
        assertThat(noParameter)
                .isEqualTo("Fetching secret data from SSM Parameter Store in us-east-1: invalid parameters: /app/none");
        assertThat(otherRegion)
                .startsWith("ResourceNotFoundException: The task can't retrieve the secret with ARN '")
                .contains(":eu-west-1:");
        assertThat(noStage)
                .endsWith("ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging"
                        + " label: AWSPENDING");
    }

    @Test
    void aDefinitionThatCannotWorkIsRefused() {
        assertThat(HOUSE.awsRun(
                                "ecs",
                                "register-task-definition",
                                "--family",
                                "bad",
                                "--execution-role-arn",
                                ROLE,
                                "--container-definitions",
                                "[{\"name\":\"c\",\"image\":\"i\",\"memory\":64,\"environment\":[{\"name\":\"A\",\"value\":"
                                        + "\"1\"}],\"secrets\":[{\"name\":\"A\",\"valueFrom\":\"/a\"}]}]")
                        .error())
                .contains("The secret name must be unique and not shared with any new or existing environment variables"
                        + " set on the container, such as 'A'.");
    }

    private static String run(ArrayNode secrets) {
        return run(ROLE, secrets);
    }

    private static String run(String role, ArrayNode secrets) {
        ObjectNode input = Installation.input().put("family", "app").put("executionRoleArn", role);
        ArrayNode containers = (ArrayNode) Installation.json("[{\"name\":\"main\",\"image\":\"" + BusyboxImage.NAME
                + "\",\"memory\":64,\"command\":[\"sleep\",\"1000\"],\"stopTimeout\":2}]");
        ((ObjectNode) containers.path(0)).set("secrets", secrets);
        input.set("containerDefinitions", containers);
        HOUSE.call("RegisterTaskDefinition", input);
        JsonNode ran = HOUSE.call("RunTask", Installation.input().put("taskDefinition", "app"));
        assertThat(ran.path("failures")).isEmpty();
        return ran.path("tasks").path(0).path("taskArn").asText();
    }

    /** Why a task stopped, which never came to a container. */
    private static String reason(String arn) {
        JsonNode task = HOUSE.awaitStatus(arn, "STOPPED");
        assertThat(task.path("stopCode").asText()).isEqualTo("TaskFailedToStart");
        assertThat(Installation.containersOf(arn)).isEmpty();
        return task.path("stoppedReason").asText();
    }

    private static ArrayNode secrets(String... namesAndPlaces) {
        ArrayNode secrets = (ArrayNode) Installation.json("[]");
        for (int i = 0; i < namesAndPlaces.length; i += 2) {
            secrets.addObject().put("name", namesAndPlaces[i]).put("valueFrom", namesAndPlaces[i + 1]);
        }
        return secrets;
    }

    private static Map<String, String> environment(String task) {
        Map<String, String> environment = new HashMap<>();
        Installation.docker("exec", Installation.containersOf(task).getFirst(), "env")
                .output()
                .lines()
                .map(line -> line.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> environment.put(pair[0], pair[1]));
        return environment;
    }

    /** Files of server and agent, logs and all, in which a text stands. */
    private static List<Path> filesWith(String text) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(HOUSE.data())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
