package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** CloudTrail's event history as the AWS CLI meets it. It is of the slow tier, which has the AWS clients. */
@Tag("docker")
class CloudTrailTest {
    private static final Installation HOUSE = new Installation("--no-agent");

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
    void aRefusedRunTaskAndARegisteredDefinitionAreLookedUpByTheirNames() throws IOException {
        HOUSE.aws(
                "ecs",
                "register-task-definition",
                "--family",
                "web",
                "--container-definitions",
                "[{\"name\":\"app\",\"image\":\"busybox\",\"memory\":16,"
                        + "\"environment\":[{\"name\":\"DB_PASSWORD\",\"value\":\"hunter2\"}]}]");
        Installation.Ran refused = HOUSE.awsRun("ecs", "run-task", "--task-definition", "missing:1");
        assertThat(refused.status()).isNotZero();

        JsonNode run = lookedUp("RunTask");
        assertThat(run.path("Username").asText()).isEqualTo("root");
        assertThat(run.path("AccessKeyId").asText()).isEqualTo("test");
        JsonNode event = event(run);
        assertThat(event.path("eventSource").asText()).isEqualTo("ecs.amazonaws.com");
        assertThat(event.path("errorCode").asText()).isEqualTo("ClientException");
        assertThat(refused.error()).contains(event.path("errorMessage").asText());
        assertThat(event.path("requestParameters").isNull()).isTrue();
        assertThat(event.path("userAgent").asText()).contains("aws-cli");
        assertThat(event.path("sourceIPAddress").asText()).isEqualTo("127.0.0.1");

        JsonNode registered = lookedUp("RegisterTaskDefinition");
        assertThat(registered.path("CloudTrailEvent").asText())
                .contains("DB_PASSWORD", "HIDDEN_DUE_TO_SECURITY_REASONS")
                .doesNotContain("hunter2");
        assertThat(event(registered)
                        .path("responseElements")
                        .path("taskDefinition")
                        .path("revision")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aParametersValueIsNotRecorded() {
        HOUSE.aws("ssm", "put-parameter", "--name", "/db", "--type", "SecureString", "--value", "correct-horse");
        assertThat(lookedUp("PutParameter").path("CloudTrailEvent").asText())
                .contains("\"name\":\"/db\"", "\"value\":\"HIDDEN_DUE_TO_SECURITY_REASONS\"")
                .doesNotContain("correct-horse");
    }

    private static JsonNode lookedUp(String name) {
        JsonNode events = HOUSE.aws(
                        "cloudtrail",
                        "lookup-events",
                        "--lookup-attributes",
                        "AttributeKey=EventName,AttributeValue=" + name)
                .path("Events");
        assertThat(events).hasSize(1);
        return events.path(0);
    }

    private static JsonNode event(JsonNode found) throws IOException {
        return new ObjectMapper().readTree(found.path("CloudTrailEvent").asText());
    }
}
