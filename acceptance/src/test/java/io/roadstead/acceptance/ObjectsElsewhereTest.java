package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.testkit.BusyboxImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Environment files from an S3 that the operator named: another Roadstead with the same master key, which therefore knows
 * the credentials that the first one gave.
 */
@Tag("docker")
class ObjectsElsewhereTest {
    private static final String ROLE = "arn:aws:iam::000000000000:role/reader";

    @Test
    void environmentFilesAreReadFromTheS3ThatTheOperatorNamed(@TempDir Path files) throws IOException {
        String key = files.resolve("shared.key").toString();
        try (Installation other = new Installation("--no-agent", "--master-key-file", key)) {
            other.startProcess();
            other.awaitAnswer();
            put(other, files, "WHERE=there\n");
            try (Installation house = new Installation(
                    "--master-key-file", key, "--s3-endpoint", other.endpoint().toString())) {
                house.start();
                put(house, files, "WHERE=here\n");
                house.aws(
                        "iam",
                        "create-role",
                        "--role-name",
                        "reader",
                        "--assume-role-policy-document",
                        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
                                + "\"ecs-tasks.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}}");
                ObjectNode definition =
                        Installation.input().put("family", "app").put("executionRoleArn", ROLE);
                definition
                        .putArray("containerDefinitions")
                        .add(Installation.json("{\"name\":\"main\",\"image\":\"" + BusyboxImage.NAME
                                + "\",\"memory\":32,\"command\":[\"env\"],\"environmentFiles\":[{\"type\":\"s3\","
                                + "\"value\":\"arn:aws:s3:::config/a.env\"}]}"));
                house.call("RegisterTaskDefinition", definition);
                JsonNode task = house.awaitStatus(house.run("app"), "STOPPED");
                assertThat(Installation.docker("logs", Containers.id(task, "main"))
                                .output())
                        .as(task.path("stoppedReason").asText())
                        .contains("WHERE=there")
                        .doesNotContain("WHERE=here");
            }
        }
    }

    private static void put(Installation to, Path files, String text) throws IOException {
        Path file = Files.writeString(files.resolve("a.env"), text);
        to.aws("s3api", "create-bucket", "--bucket", "config");
        to.aws("s3api", "put-object", "--bucket", "config", "--key", "a.env", "--body", file.toString());
    }
}
