package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lines of real containers by Docker's own awslogs driver, read with the AWS CLI. */
@Tag("docker")
class LogsTest {
    private static final Installation HOUSE = new Installation().expects("ecs-resource-initialization-error");

    /** Docker's driver sends every five seconds. */
    private static final Duration ARRIVAL = Duration.ofSeconds(20);

    @BeforeAll
    static void start() {
        HOUSE.start();
    }

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @Test
    void aTasksLinesAreReadByEveryCommandOfTheCli() {
        HOUSE.aws("logs", "create-log-group", "--log-group-name", "/ecs/read");
        define("read", "echo first; echo '{\\\"level\\\":\\\"error\\\",\\\"n\\\":7}'; echo last", """
                "awslogs-group":"/ecs/read","awslogs-region":"us-east-1","awslogs-stream-prefix":"app"
                """);
        String task = HOUSE.run("read");
        HOUSE.awaitStatus(task, "STOPPED");
        String stream = "app/main/" + task.substring(task.lastIndexOf('/') + 1);
        awaitMessages("/ecs/read", List.of("first", "{\"level\":\"error\",\"n\":7}", "last"));

        assertThat(texts(
                        HOUSE.aws("logs", "describe-log-streams", "--log-group-name", "/ecs/read")
                                .path("logStreams"),
                        "logStreamName"))
                .containsExactly(stream);
        assertThat(texts(
                        HOUSE.aws(
                                        "logs",
                                        "get-log-events",
                                        "--log-group-name",
                                        "/ecs/read",
                                        "--log-stream-name",
                                        stream,
                                        "--limit",
                                        "2")
                                .path("events"),
                        "message"))
                .containsExactly("{\"level\":\"error\",\"n\":7}", "last");
        assertThat(texts(
                        HOUSE.aws(
                                        "logs",
                                        "filter-log-events",
                                        "--log-group-name",
                                        "/ecs/read",
                                        "--filter-pattern",
                                        "{ $.level = \"error\" && $.n > 6 }")
                                .path("events"),
                        "message"))
                .containsExactly("{\"level\":\"error\",\"n\":7}");
        // The first version of the CLI has no tail; what it does is the call above, again and again.
        Installation.Ran tail = HOUSE.awsRun("logs", "tail", "/ecs/read", "--format", "short");
        if (!tail.error().contains("Invalid choice")) {
            assertThat(tail.output().lines().map(line -> line.substring(line.indexOf(' ') + 1)))
                    .containsExactly("first", "{\"level\":\"error\",\"n\":7}", "last");
        }
    }

    @Test
    void aMissingGroupIsTheFailureThatEcsTells() {
        for (String mode : List.of("blocking", "non-blocking")) {
            define("missing", "echo never", """
                    "awslogs-group":"/ecs/nowhere","awslogs-region":"us-east-1","awslogs-stream-prefix":"app","mode":"%s"
                    """.formatted(mode));
            JsonNode stopped = HOUSE.awaitStatus(HOUSE.run("missing"), "STOPPED");
            assertThat(stopped.path("stopCode").asText()).isEqualTo("TaskFailedToStart");
            assertThat(stopped.path("containers").path(0).path("reason").asText())
                    .as(mode)
                    .isEqualTo("CannotStartContainerError: Error response from daemon: failed to initialize logging"
                            + " driver: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified"
                            + " log group does not exist.");
        }
    }

    @Test
    void aMissingGroupIsMadeWhereThatIsAskedForAndLinesAreJoinedAsThePatternSays() {
        define("made", "echo A one; echo more; echo A two", """
                "awslogs-group":"/ecs/made","awslogs-region":"us-east-1","awslogs-create-group":"true",
                "awslogs-multiline-pattern":"^A","mode":"blocking"
                """);
        String task = HOUSE.run("made");
        JsonNode stopped = HOUSE.awaitStatus(task, "STOPPED");
        awaitMessages("/ecs/made", List.of("A one\nmore\n", "A two\n"));
        assertThat(texts(
                        HOUSE.aws("logs", "describe-log-streams", "--log-group-name", "/ecs/made")
                                .path("logStreams"),
                        "logStreamName"))
                .as("without a prefix the stream is named by the container")
                .containsExactly(
                        stopped.path("containers").path(0).path("runtimeId").asText());
    }

    /** Docker's driver drops what it cannot send; nothing of it is lost all the same, and nothing comes twice. */
    @Test
    void numberedLinesSurviveThatServerAndAgentAreKilled() throws InterruptedException {
        HOUSE.aws("logs", "create-log-group", "--log-group-name", "/ecs/numbers");
        define("numbers", "i=0; while [ $i -lt 500 ]; do echo line $i; i=$((i+1)); usleep 50000; done", """
                "awslogs-group":"/ecs/numbers","awslogs-region":"us-east-1","awslogs-stream-prefix":"app"
                """);
        String task = HOUSE.run("numbers");
        HOUSE.awaitStatus(task, "RUNNING");
        for (int kill = 0; kill < 2; kill++) {
            Thread.sleep(Duration.ofSeconds(4));
            HOUSE.kill();
            // Longer than the driver holds a line, so that some are dropped for certain.
            Thread.sleep(Duration.ofSeconds(7));
            HOUSE.start();
        }
        HOUSE.awaitStatus(task, "STOPPED");
        List<String> all =
                IntStream.range(0, 500).mapToObj(number -> "line " + number).toList();
        awaitMessages("/ecs/numbers", all);
    }

    private static void awaitMessages(String group, List<String> messages) {
        Awaitility.await("lines of " + group + "; the log is " + HOUSE.log())
                .atMost(ARRIVAL.plusSeconds(20))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(texts(
                                HOUSE.aws("logs", "filter-log-events", "--log-group-name", group)
                                        .path("events"),
                                "message"))
                        .containsExactlyElementsOf(messages));
    }

    private static void define(String family, String script, String options) {
        HOUSE.definition(family, """
                {"command":["sh","-c","%s"],"stopTimeout":2,"logConfiguration":{"logDriver":"awslogs","options":{%s}}}
                """.formatted(script, options));
    }

    private static List<String> texts(JsonNode list, String member) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.path(member).asText()));
        return texts;
    }
}
