package io.roadstead.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.acceptance.Installation;
import io.roadstead.acceptance.Installation.Ran;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Severity;
import io.roadstead.testkit.BusyboxImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Services that write to CloudWatch Logs: where nothing gets there, and where what does tells why the program ended. */
@Tag("docker")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LoggedServicesTest {
    private static final Installation HOUSE = new Installation(
                    Map.of("ECS_IMAGE_PULL_BEHAVIOR", "prefer-cached"),
                    "--healthy-after",
                    "PT1S",
                    "--throttle-first",
                    "PT0.2S")
            .unexamined();

    /** Docker's driver sends every five seconds: this one runs while the others are looked at. */
    private static final Patient DEAF = new Patient(HOUSE, "default", "deaf");

    private static final Patient MUTE = new Patient(HOUSE, "default", "mute");

    @BeforeAll
    static void start() {
        HOUSE.start();
        define("deaf", "", "while true; do echo tick; sleep 1; done");
        DEAF.create(1);
        define("mute", "", "echo ready >> /tmp/shop.log; exec sleep 100000");
        MUTE.create(1);
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @Test
    void aVariableThatIsCalledAlmostAsTheProgramWantsItIsRenamed() {
        define("typo", "\"environment\":[{\"name\":\"SHOP_REGOIN\",\"value\":\"north\"}],", needs("SHOP_REGION"));
        Patient typo = new Patient(HOUSE, "default", "typo").create(1);
        Finding found = typo.diagnosed("ecs-task-environment-variables", "SHOP_REGION: parameter not set");
        assertThat(found.cause().en())
                .isEqualTo("The program in container main wants the environment variable SHOP_REGION; typo:1 sets"
                        + " SHOP_REGOIN instead.");
        assertThat(found.evidence())
                .anySatisfy(one -> assertThat(one.text()).isEqualTo("Essential container in task exited"));
        typo.apply(found, 0).cured();
    }

    @Test
    void aVariableThatNobodySetIsSet() {
        define("bare", "", needs("SHOP_CURRENCY"));
        Patient bare = new Patient(HOUSE, "default", "bare").create(1);
        Finding found = bare.diagnosed("ecs-task-environment-variables", "SHOP_CURRENCY: parameter not set");
        bare.apply(found, 0, Map.of("<VALUE>", "EUR")).cured();
    }

    @Test
    void aDatabaseOnTheInstanceIsNotAtTheContainersLocalhost() throws IOException {
        try (ServerSocket database = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answer(database));
            define(
                    "shop",
                    "\"environment\":[{\"name\":\"DB_HOST\",\"value\":\"127.0.0.1\"}],",
                    "nc -w 3 $DB_HOST " + database.getLocalPort() + " < /dev/null && exec sleep 100000");
            Patient shop = new Patient(HOUSE, "default", "shop").create(1);
            Finding found = shop.diagnosed(
                    "ecs-task-connect-rds-database",
                    "nc: can't connect to remote host (127.0.0.1): Connection refused");
            assertThat(found.cause().en()).contains("localhost (DB_HOST), which is the container itself");
            shop.apply(found, 1).cured();
        }
    }

    @Test
    void aVolumeOnADiskThatIsFullMovesToALargerOne() throws IOException {
        Path small = Files.createDirectory(HOUSE.data().resolve("small"));
        Path large = HOUSE.data().resolve("large");
        root("mount -t tmpfs -o size=1m small " + small);
        try {
            ObjectNode input = Installation.input().put("family", "orders");
            input.putArray("containerDefinitions")
                    .add(container(
                            "orders",
                            """
                            "mountPoints":[{"sourceVolume":"orders","containerPath":"/data"}],
                            """.strip(),
                            "dd if=/dev/zero of=/data/orders bs=1M count=4 && exec sleep 100000"));
            input.putArray("volumes")
                    .addObject()
                    .put("name", "orders")
                    .putObject("host")
                    .put("sourcePath", small.toString());
            HOUSE.call("RegisterTaskDefinition", input);
            Patient orders = new Patient(HOUSE, "default", "orders").create(1);
            Finding found = orders.diagnosed(
                    "ecs-container-storage-increase-ec2", "dd: error writing '/data/orders': No space left on device");
            orders.apply(found, 1, Map.of("<VOLUME>", "orders", "<DIRECTORY>", large.toString()))
                    .cured();
            assertThat(Files.size(large.resolve("orders"))).isEqualTo(4 << 20);
        } finally {
            root("umount -l " + small);
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void aLogGroupThatIsDeletedUnderItsContainersIsMadeAgain() {
        awaitLines("deaf");
        HOUSE.aws("logs", "delete-log-group", "--log-group-name", "/ecs/deaf");
        Finding found = DEAF.later(Duration.ofMinutes(2))
                .diagnosed(
                        "ecs-container-logs-cloudwatch",
                        Severity.WARNING,
                        "ResourceNotFoundException: The specified log group does not exist.");
        DEAF.apply(found, 0).cured();
        awaitLines("deaf");
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void aProgramThatWritesToAFileIsMadeToWriteToItsOutput() {
        Finding found = MUTE.later(Duration.ofMinutes(10))
                .diagnosed("ecs-eks-troubleshoot-container-logs", Severity.INFO, "no events");
        MUTE.apply(found, 0, Map.of("<LOG-FILE>", "/tmp/shop.log")).cured();
        awaitLines("mute");
    }

    private static void awaitLines(String name) {
        Awaitility.await("lines of " + name).atMost(Installation.LIMIT).untilAsserted(() -> assertThat(lines(name))
                .isNotEmpty());
    }

    private static JsonNode lines(String name) {
        return HOUSE.aws("logs", "filter-log-events", "--log-group-name", "/ecs/" + name)
                .path("events");
    }

    /** A program that ends with an error when it is not given this variable. */
    private static String needs(String variable) {
        return "set -u; echo working in $" + variable + "; exec sleep 100000";
    }

    private static void define(String name, String members, String program) {
        HOUSE.definition(name, container(name, members, program).toString());
    }

    private static JsonNode container(String name, String members, String program) {
        try {
            return JsonMapper.builder().build().readTree("""
                {"name":"main","image":"%s","memory":32,%s"stopTimeout":2,"command":["sh","-c","%s"],
                "logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"/ecs/%s",
                "awslogs-region":"us-east-1","awslogs-stream-prefix":"app","awslogs-create-group":"true"}}}
                """.formatted(BusyboxImage.NAME, members, program, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the host's own administrator does. */
    private static String root(String command) {
        Ran ran = Installation.run(new ProcessBuilder("sh", "-c", command));
        assertThat(ran.status()).as(command + "\n" + ran.error()).isZero();
        return ran.output();
    }

    /** Lets everybody in who comes, as a database does before it asks who it is. */
    private static void answer(ServerSocket database) {
        try {
            while (!database.isClosed()) {
                database.accept().close();
            }
        } catch (IOException e) {
            if (!database.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
