package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.testkit.BusyboxImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Containers act as the role of their task, by the AWS CLI as it is: this host's own, whose files the container sees below
 * {@code /host}, while its network and its environment are the container's.
 */
@Tag("docker")
class TaskRolesTest {
    /** Not the usual address, for a machine of a cloud that runs this test has its own service there; kept for examples. */
    private static final String METADATA = "192.0.2.254";

    private static final Installation HOUSE = new Installation(Map.of(
            "ROADSTEAD_BIND_ADDRESS", "127.0.0.1",
            "ROADSTEAD_IMDS", "true",
            "ROADSTEAD_IMDS_ADDRESS", METADATA,
            "ROADSTEAD_INSTANCE_PROFILE", "host"));
    private static final String ROLE = "arn:aws:iam::000000000000:role/service/app";
    private static final String CREDENTIALS = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";

    @BeforeAll
    static void start() {
        HOUSE.start();
        HOUSE.aws(
                "iam",
                "create-role",
                "--role-name",
                "app",
                "--path",
                "/service/",
                "--assume-role-policy-document",
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
                        + "\"ecs-tasks.amazonaws.com\"},\"Action\":\"sts:AssumeRole\",\"Condition\":{\"StringEquals\":"
                        + "{\"aws:SourceAccount\":\"000000000000\"},\"ArnLike\":{\"aws:SourceArn\":"
                        + "\"arn:aws:ecs:us-east-1:000000000000:*\"}}}}");
    }

    @AfterAll
    static void close() {
        HOUSE.close();
        // Address and rules stay when an agent ends, for others may use them; nobody else has these.
        String to = METADATA + ":51677";
        for (String chain : List.of("PREROUTING", "OUTPUT")) {
            command(
                    "iptables",
                    "-w",
                    "-t",
                    "nat",
                    "-D",
                    chain,
                    "-d",
                    METADATA + "/32",
                    "-p",
                    "tcp",
                    "--dport",
                    "80",
                    "-j",
                    "DNAT",
                    "--to-destination",
                    to);
        }
        command("iptables", "-w", "-D", "INPUT", "!", "-i", "lo", "-d", METADATA + "/32", "-j", "DOCKER-USER");
        command("ip", "address", "del", METADATA + "/32", "dev", "lo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bridge", "host"})
    void theCliInAContainerIsTheTasksSessionOfItsRole(String network) {
        String task = run(network, ROLE);
        JsonNode identity = Installation.json(cli(task, "sts get-caller-identity"));
        assertThat(identity.path("Arn").asText())
                .isEqualTo("arn:aws:sts::000000000000:assumed-role/app/" + task.substring(task.lastIndexOf('/') + 1));
        assertThat(identity.path("UserId").asText())
                .startsWith("AROA")
                .endsWith(":" + task.substring(task.lastIndexOf('/') + 1));
        assertThat(audited()).anySatisfy(line -> assertThat(line)
                .contains(" 200 ", "\"/v2/credentials\"", task + " GetCredentials 2 default arn:aws:ecs"));
    }

    @Test
    void aTaskWithoutARoleAndOneThatGuessesGetNothing() {
        String withRole = run("bridge", ROLE);
        String without = run("bridge", null);
        assertThat(inside(without, "env")).doesNotContain(CREDENTIALS);
        assertThat(cli(without, "sts get-caller-identity")).contains("Unable to locate credentials");
        String path = inside(withRole, "echo $" + CREDENTIALS).strip();
        assertThat(path).matches("/v2/credentials/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        // The last digit but one changed: as close as a guess can come.
        char digit = path.charAt(path.length() - 1);
        String guess = path.substring(0, path.length() - 1) + (digit == '0' ? '1' : '0');
        assertThat(answer(without, guess))
                .contains(
                        "400 Bad Request",
                        "{\"code\":\"InvalidIdInRequest\",\"message\":\"CredentialsV2Request: Credentials not found\","
                                + "\"HTTPErrorCode\":400}");
        String metadata = inside(without, "echo $ECS_CONTAINER_METADATA_URI_V4").strip();
        assertThat(answer(without, "/v2/credentials" + metadata.substring(metadata.lastIndexOf('/'))))
                .contains("InvalidIdInRequest");
    }

    @Test
    void withoutARoleOfItsOwnATaskIsTheHostsRoleUnlessTheOperatorKeepsItFromTheMetadata() {
        HOUSE.aws("iam", "create-instance-profile", "--instance-profile-name", "host");
        HOUSE.aws(
                "iam",
                "create-role",
                "--role-name",
                "hostRole",
                "--assume-role-policy-document",
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
                        + "\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}}");
        HOUSE.aws("iam", "add-role-to-instance-profile", "--instance-profile-name", "host", "--role-name", "hostRole");
        String task = run("bridge", null);
        String service = "AWS_EC2_METADATA_SERVICE_ENDPOINT=http://" + METADATA + " ";
        Awaitility.await("the profile's credentials; the log is " + HOUSE.log())
                .atMost(Installation.LIMIT)
                .untilAsserted(() -> assertThat(cli(task, service, "sts get-caller-identity"))
                        .contains("arn:aws:sts::000000000000:assumed-role/hostRole/i-"));
        assertThat(answer(task, METADATA, "/latest/meta-data/placement/availability-zone"))
                .contains("200 OK", "Server: EC2ws", "us-east-1a");
        command("iptables", "-w", "--insert", "DOCKER-USER", "--destination", METADATA + "/32", "--jump", "DROP");
        try {
            assertThat(answer(task, METADATA, "/latest/meta-data/mac")).isEmpty();
            assertThat(cli(run("bridge", ROLE), "", "sts get-caller-identity"))
                    .as("the task's own role is elsewhere")
                    .contains("assumed-role/app/");
        } finally {
            command("iptables", "-w", "--delete", "DOCKER-USER", "--destination", METADATA + "/32", "--jump", "DROP");
        }
    }

    private static void command(String... words) {
        assertThat(Installation.run(new ProcessBuilder(words)).error()).isEmpty();
    }

    private static String run(String network, @org.jspecify.annotations.Nullable String role) {
        ObjectNode input = Installation.input().put("family", "app").put("networkMode", network);
        if (role != null) {
            input.put("taskRoleArn", role);
        }
        input.set("volumes", Installation.json("[{\"name\":\"host\",\"host\":{\"sourcePath\":\"/\"}}]"));
        input.set(
                "containerDefinitions",
                Installation.json("[{\"name\":\"main\",\"image\":\"" + BusyboxImage.NAME
                        + "\",\"memory\":256,\"command\":[\"sleep\",\"1000\"],\"stopTimeout\":2,\"mountPoints\":"
                        + "[{\"sourceVolume\":\"host\",\"containerPath\":\"/host\",\"readOnly\":true}]}]"));
        HOUSE.call("RegisterTaskDefinition", input);
        JsonNode ran = HOUSE.call("RunTask", Installation.input().put("taskDefinition", "app"));
        assertThat(ran.path("failures")).isEmpty();
        String task = ran.path("tasks").path(0).path("taskArn").asText();
        HOUSE.awaitStatus(task, "RUNNING");
        return task;
    }

    /** What the host's AWS CLI says within the container; of the endpoint by the option, for older ones need it. */
    private static String cli(String task, String words) {
        return cli(task, "", words);
    }

    /** @param variables set before it, each followed by a blank */
    private static String cli(String task, String variables, String words) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return inside(
                task,
                variables + "PATH='" + path + "' HOME='" + System.getProperty("user.home")
                        + "' /bin/chroot /host /bin/sh -c" + " 'aws --endpoint-url $AWS_ENDPOINT_URL --output json "
                        + words + "' 2>&1");
    }

    private static String answer(String task, String path) {
        return answer(task, "169.254.170.2", path);
    }

    private static String answer(String task, String address, String path) {
        return inside(
                task,
                "printf 'GET " + path + " HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n' | nc -w 5 "
                        + address + " 80");
    }

    /** In a child of the container's first process, as applications are. */
    private static String inside(String task, String script) {
        return Installation.docker("exec", Installation.containersOf(task).getFirst(), "sh", "-c", script)
                .output();
    }

    private static List<String> audited() {
        try (Stream<Path> files = Files.walk(HOUSE.data())) {
            return files.filter(file -> file.getFileName().toString().startsWith("audit.log."))
                    .flatMap(file -> {
                        try {
                            return Files.readAllLines(file).stream();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
