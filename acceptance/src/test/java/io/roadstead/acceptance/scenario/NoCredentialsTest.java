package io.roadstead.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.acceptance.IamCalls;
import io.roadstead.acceptance.Installation;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.testkit.BusyboxImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Programs that call AWS with the host's own AWS CLI and find no credentials, as its words in their logs tell. */
@Tag("docker")
class NoCredentialsTest {
    private static final Installation HOUSE = new Installation(
                    Map.of("ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached"),
                    "--healthy-after",
                    "PT1S",
                    "--throttle-first",
                    "PT0.2S")
            .unexamined();
    private static final String ARTICLE = "ecs-fargate-access-aws-services";
    private static final String WORDS = "Unable to locate credentials";
    private static final String ROLE = "arn:aws:iam::000000000000:role/reader";
    private static final String PROGRAM = "sh /app/program";

    @BeforeAll
    static void start() throws IOException {
        HOUSE.start();
        IamCalls iam = new IamCalls(HOUSE);
        iam.call(
                "CreateRole",
                "RoleName",
                "reader",
                "AssumeRolePolicyDocument",
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
                        + "\"ecs-tasks.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}}");
        iam.call(
                "PutRolePolicy",
                "RoleName",
                "reader",
                "PolicyName",
                "reads",
                "PolicyDocument",
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:GetCallerIdentity\","
                        + "\"Resource\":\"*\"}}");
        Files.writeString(
                Files.createDirectory(app()).resolve("program"),
                "PATH='" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin")
                        + "' HOME=/nonexistent AWS_EC2_METADATA_DISABLED=true /bin/chroot /host /bin/sh -c"
                        + " 'aws --endpoint-url $AWS_ENDPOINT_URL sts get-caller-identity' && exec sleep 100000\n");
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @Test
    void aTaskWithoutARoleIsGivenOne() {
        Patient bare = service("bare", "", PROGRAM);
        Finding found = bare.diagnosed(ARTICLE, WORDS);
        assertThat(found.cause().en()).contains("bare:1 has no task role");
        bare.apply(found, 0, Map.of("<ROLE-ARN>", ROLE)).cured();
    }

    @Test
    void aVariableThatTheProgramsStarterTakesAwayIsHandedOn() {
        Patient wiped = service("wiped", ROLE, "env -u AWS_CONTAINER_CREDENTIALS_RELATIVE_URI " + PROGRAM);
        Finding found = wiped.diagnosed(ARTICLE, WORDS);
        assertThat(found.cause().en())
                .contains("finds no credentials though wiped:1 has the task role " + ROLE)
                .contains("did not reach this one");
        wiped.apply(found, 0, Map.of("<PROGRAM>", PROGRAM)).cured();
    }

    private static Patient service(String name, String role, String command) {
        ObjectNode input = Installation.input().put("family", name);
        if (!role.isEmpty()) {
            input.put("taskRoleArn", role);
        }
        input.set(
                "volumes",
                Installation.json("[{\"name\":\"host\",\"host\":{\"sourcePath\":\"/\"}},{\"name\":\"app\",\"host\":"
                        + "{\"sourcePath\":\"" + app() + "\"}}]"));
        input.putArray("containerDefinitions").add(Installation.json("""
                {"name":"main","image":"%s","memory":256,"stopTimeout":2,"command":["sh","-c","%s"],
                "mountPoints":[{"sourceVolume":"host","containerPath":"/host","readOnly":true},
                {"sourceVolume":"app","containerPath":"/app","readOnly":true}],
                "logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"/ecs/%s",
                "awslogs-region":"us-east-1","awslogs-stream-prefix":"app","awslogs-create-group":"true"}}}
                """.formatted(BusyboxImage.NAME, command, name)));
        HOUSE.call("RegisterTaskDefinition", input);
        return new Patient(HOUSE, "default", name).create(1);
    }

    private static Path app() {
        return HOUSE.data().resolve("app");
    }
}
