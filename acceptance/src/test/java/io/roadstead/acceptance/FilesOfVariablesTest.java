package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.testkit.BusyboxImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Variables from files in S3, from the upload by the AWS CLI to the container that prints them. */
@Tag("docker")
class FilesOfVariablesTest {
    private static final Installation HOUSE = new Installation();
    private static final String READER = "arn:aws:iam::000000000000:role/reader";

    @BeforeAll
    static void start(@TempDir Path files) throws IOException {
        HOUSE.start();
        role("reader");
        HOUSE.aws(
                "iam",
                "put-role-policy",
                "--role-name",
                "reader",
                "--policy-name",
                "files",
                "--policy-document",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\","
                        + "\"Resource\":\"arn:aws:s3:::config/*\"},{\"Effect\":\"Allow\",\"Action\":"
                        + "\"s3:GetBucketLocation\",\"Resource\":\"arn:aws:s3:::config\"}]}");
        HOUSE.aws("s3api", "create-bucket", "--bucket", "config");
        put(files, "a.env", "# comment\nA=first\nB=first\nQ=\"quoted = kept\"\n=none\nE=\n");
        put(files, "b.env", "B=second\nC=second\n");
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    private static void role(String name) {
        HOUSE.aws(
                "iam",
                "create-role",
                "--role-name",
                name,
                "--assume-role-policy-document",
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
                        + "\"ecs-tasks.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}}");
    }

    private static void put(Path files, String name, String text) throws IOException {
        Path file = Files.writeString(files.resolve(name), text);
        HOUSE.aws("s3api", "put-object", "--bucket", "config", "--key", name, "--body", file.toString());
    }

    private static ObjectNode definition(String role, String environment, String... keys) {
        ObjectNode input = Installation.input().put("family", "app").put("executionRoleArn", role);
        ObjectNode container = (ObjectNode) Installation.json("{\"name\":\"main\",\"image\":\"" + BusyboxImage.NAME
                + "\",\"memory\":32,\"command\":[\"env\"],\"environment\":" + environment + "}");
        for (String key : keys) {
            container
                    .withArray("environmentFiles")
                    .addObject()
                    .put("type", "s3")
                    .put("value", "arn:aws:s3:::config/" + key);
        }
        input.putArray("containerDefinitions").add(container);
        return input;
    }

    private static JsonNode stopped(ObjectNode definition, ObjectNode run) {
        HOUSE.call("RegisterTaskDefinition", definition);
        String task = HOUSE.call("RunTask", run.put("taskDefinition", "app"))
                .path("tasks")
                .path(0)
                .path("taskArn")
                .asText();
        return HOUSE.awaitStatus(task, "STOPPED");
    }

    private static String printed(JsonNode task) {
        return Installation.docker("logs", Containers.id(task, "main")).output();
    }

    @Test
    void aContainerHasTheVariablesOfItsFilesButForThoseOfItsOwn() {
        JsonNode task = stopped(
                definition(READER, "[{\"name\":\"A\",\"value\":\"own\"}]", "a.env", "b.env"), Installation.input());
        assertThat(printed(task).lines())
                .contains("A=own", "B=first", "C=second", "Q=\"quoted = kept\"", "E=")
                .doesNotContain("A=first", "B=second", "=none");
        JsonNode described = HOUSE.call(
                        "DescribeTaskDefinition", Installation.input().put("taskDefinition", "app"))
                .path("taskDefinition");
        assertThat(described
                        .path("containerDefinitions")
                        .path(0)
                        .path("environmentFiles")
                        .path(1))
                .isEqualTo(Installation.json("{\"value\":\"arn:aws:s3:::config/b.env\",\"type\":\"s3\"}"));
    }

    @Test
    void anOverridesFilesTakeThePlaceOfAllOthers() {
        ObjectNode run = Installation.input();
        run.set(
                "overrides",
                Installation.json("{\"containerOverrides\":[{\"name\":\"main\",\"environmentFiles\":[{\"type\":\"s3\","
                        + "\"value\":\"arn:aws:s3:::config/b.env\"}]}]}"));
        JsonNode task = stopped(definition(READER, "[]", "a.env"), run);
        assertThat(printed(task).lines()).contains("B=second", "C=second").doesNotContain("A=first");
        assertThat(task.path("overrides").path("containerOverrides").path(0).path("environmentFiles"))
                .hasSize(1);
    }

    @Test
    void aFileThatIsNotThereEndsTheTaskWithTheReason() {
        JsonNode task = stopped(definition(READER, "[]", "a.env", "none.env"), Installation.input());
        assertThat(task.path("stopCode").asText()).isEqualTo("TaskFailedToStart");
        assertThat(task.path("stoppedReason").asText())
                .matches(
                        "Unable to download env file with key none\\.env from bucket config, error: operation error S3:"
                                + " GetObject, https response error StatusCode: 404, RequestID: [0-9a-f-]+, HostID: [^,]+,"
                                + " NoSuchKey: The specified key does not exist\\.");
    }

    @Test
    void aFileOfAnotherKindIsRefusedAtRegistration() throws IOException {
        Path file = Files.createTempFile("definition", ".json");
        Files.writeString(file, definition(READER, "[]", "app.txt").toString());
        Installation.Ran ran = HOUSE.awsRun("ecs", "register-task-definition", "--cli-input-json", "file://" + file);
        Files.delete(file);
        assertThat(ran.error())
                .contains("An error occurred (ClientException) when calling the RegisterTaskDefinition operation: The"
                        + " environment file 'arn:aws:s3:::config/app.txt' of container 'main' must have the file"
                        + " extension .env.");
    }
}
